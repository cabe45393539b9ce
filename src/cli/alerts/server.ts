import type { AlertsDocument } from '../../api/alerts/alerts-document.ts';
import { CliError, usageError } from '../cli-error.ts';

const TIMEOUT_MS = 30_000;

/** A question to a server: method, path below `/api/v1/`, and what is sent. */
export interface ServerQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** Asks a `vigil serve` that runs. @throws {CliError} When it can't be reached, or refuses. */
export async function askServer(server: string, question: ServerQuestion): Promise<AlertsDocument> {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw usageError('--server: give the address that vigil serve has printed, such as http://127.0.0.1:8790');
  }
  const { method, path, body } = question;
  const url = new URL(`api/v1/${path}`, server.endsWith('/') ? server : `${server}/`);
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    answer = await response.json();
  } catch {
    throw new CliError(`no vigil serve answers at ${url.origin}; is it running?`);
  }
  if (response.ok) return answer as AlertsDocument;
  const message = (answer as { readonly error?: { readonly message?: unknown } }).error?.message;
  throw new CliError(typeof message === 'string' ? message : `the server at ${url.origin} answered ${response.status}`);
}
