/** Why the API gave no document. */
export type ApiFailure =
  | { readonly code: 'unreachable'; readonly message: string }
  | { readonly code: 'refused'; readonly status: number; readonly reason: string; readonly message: string };

/** A document, or why there is none. */
export type ApiAnswer<Document> =
  { readonly ok: true; readonly document: Document } | { readonly ok: false; readonly failure: ApiFailure };

/** Longest wait for an answer; a whole history's trend takes the server a second or two. */
const TIMEOUT_MS = 30_000;

/**
 * Asks the API of the process that served this page.
 *
 * @param path Path under `/api/v1/`, such as `hashrate`.
 * @param params Parameters by the command line's flag names; empty ones are left out.
 */
export async function ask<Document>(
  path: string,
  params: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<ApiAnswer<Document>> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') query.set(name, value);
  return request<Document>(path, query.toString(), {}, signal);
}

/** Asks the API to change something, and reads the document that it answers with. */
export async function send<Document>(
  method: 'POST' | 'DELETE',
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<ApiAnswer<Document>> {
  const sent =
    body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return request<Document>(path, '', { method, ...sent });
}

async function request<Document>(
  path: string,
  query: string,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<ApiAnswer<Document>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const url = new URL(`api/v1/${path}`, document.baseURI);
    url.search = query;
    url.hash = '';
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const response = await fetch(url, { ...init, signal: either });
    const answer: unknown = await response.json();
    if (response.ok) return { ok: true, document: answer as Document };
    return { ok: false, failure: refusal(response.status, answer) };
  } catch (error) {
    if (timeout.aborted) return unreachable(`no answer within ${TIMEOUT_MS / 1000} seconds`);
    return unreachable(error instanceof Error ? error.message : String(error));
  }
}

function unreachable(message: string): { readonly ok: false; readonly failure: ApiFailure } {
  return { ok: false, failure: { code: 'unreachable', message } };
}

function refusal(status: number, body: unknown): ApiFailure {
  const { error } = (body ?? {}) as { error?: { code?: unknown; message?: unknown } };
  const message = typeof error?.message === 'string' ? error.message : `the server answered ${status}`;
  const reason = typeof error?.code === 'string' ? error.code : 'unknown';
  return { code: 'refused', status, reason, message };
}
