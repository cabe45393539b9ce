import { createHmac } from 'node:crypto';
import { headline, SEND_TIMEOUT_MS } from './alert-channel.ts';
import type { AlertChannel } from './alert-channel.ts';

/** What posts a message: `fetch`. */
export type Fetch = typeof fetch;

/**
 * Posts alerts as JSON. With a secret, `X-Vigil-Signature: sha256=HEX` is the HMAC-SHA-256 of the body (RFC 2104), so that the
 * receiver knows from whom it is.
 */
export function webhookChannel(
  { url, secret }: { readonly url: string; readonly secret?: string | undefined },
  { fetch }: { readonly fetch: Fetch },
): AlertChannel {
  return {
    name: 'webhook',
    send: async (message) => {
      const body = JSON.stringify(message);
      const signature = secret === undefined ? undefined : createHmac('sha256', secret).update(body).digest('hex');
      const signed = signature === undefined ? {} : { 'X-Vigil-Signature': `sha256=${signature}` };
      await post(fetch, url, { body, headers: { 'Content-Type': 'application/json', ...signed } });
    },
  };
}

/** Posts alerts to a topic of ntfy, such as `https://ntfy.sh/my-topic`: https://docs.ntfy.sh/publish/. */
export function ntfyChannel({ url }: { readonly url: string }, { fetch }: { readonly fetch: Fetch }): AlertChannel {
  return {
    name: 'ntfy',
    send: async (message) => {
      const headers = {
        Title: ascii(headline(message)),
        Tags: message.event === 'fired' ? 'warning' : 'white_check_mark',
      };
      await post(fetch, url, { body: message.sentence, headers });
    },
  };
}

async function post(
  fetch: Fetch,
  url: string,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Promise<void> {
  // A redirect would take the message to somebody who was not named.
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
  } catch (error) {
    if (signal.aborted) throw new Error(`no answer within ${SEND_TIMEOUT_MS / 1000} seconds`, { cause: error });
    throw new Error(reasonOf(error), { cause: error });
  }
  await response.body?.cancel();
  if (response.status < 200 || response.status >= 300) throw new Error(`it answered ${response.status}`);
}

/** What went wrong, without the address: a token may be in it. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { readonly code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? `it can't be reached (${cause.code})` : "it can't be reached";
}

/** A header takes no more than Latin letters. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** Checks the address of a receiver. @returns What is wrong with it; `undefined` when nothing is. */
export function badAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return 'is no address';
  return /^https?:$/.test(new URL(url).protocol) ? undefined : 'is no address of http or https';
}
