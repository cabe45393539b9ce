import type { Context } from 'hono';
import type { JsonValue } from '../ports/history-store.ts';
import { Refusal } from './route.ts';

/** Most bytes that a request may send: a rule, a list of events. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads what a request that changes something sends. A browser sends no JSON to another site without asking it first, which
 * it is not answered; and says where a request comes from.
 *
 * @param maxBytes Most bytes that are taken.
 * @throws {Refusal}
 */
export async function readBody(context: Context, maxBytes: number = MAX_BODY_BYTES): Promise<JsonValue | undefined> {
  const { req } = context;
  const site = req.header('sec-fetch-site');
  const origin = req.header('origin');
  const isOurs = origin === undefined || hostOf(origin) === req.header('host');
  if (!isOurs || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    throw new Refusal(403, 'foreign-origin', 'only the page itself, or a program, may change something here');
  }
  if (Number(req.header('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const text = await readText(req.raw, maxBytes);
  if (text === '') return undefined;
  if (!/^application\/json\b/i.test(req.header('content-type') ?? '')) {
    throw new Refusal(400, 'bad-body', 'send JSON, with the header Content-Type: application/json');
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new Refusal(400, 'bad-body', `what was sent is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Reads no more than is taken. */
async function readText(request: Request, maxBytes: number): Promise<string> {
  const reader = request.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for (;;) {
    const part: { readonly done: boolean; readonly value?: Uint8Array | undefined } | undefined = await reader?.read();
    if (part?.value === undefined) return text + decoder.decode();
    sizeBytes += part.value.length;
    if (sizeBytes > maxBytes) {
      await reader?.cancel();
      throw tooLarge(maxBytes);
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'too-large', `at most ${maxBytes} bytes are taken`);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
