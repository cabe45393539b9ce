import { createStore } from '../state/store.ts';
import type { Store } from '../state/store.ts';
import { ask } from './client.ts';
import type { StatusDocument } from './documents.ts';

/** Whether the process behind the page answers. */
export type Connection =
  | { readonly state: 'open'; readonly answeredMs: number | undefined; readonly status: StatusDocument | undefined }
  | { readonly state: 'lost'; readonly sinceMs: number; readonly status: StatusDocument | undefined };

/** The state of the connection, and what the process last said of itself. */
export const connection: Store<Connection> = createStore<Connection>({
  state: 'open',
  answeredMs: undefined,
  status: undefined,
});

/** Goes up by one each time the connection comes back: what was asked in vain is then asked again. */
export const reconnections: Store<number> = createStore(0);

const CALM_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let retryMs = FIRST_RETRY_MS;

/** Asks for the status now, and again every half minute; after a loss, sooner. */
export async function watchConnection(): Promise<void> {
  clearTimeout(timer);
  const answer = await ask<StatusDocument>('status', {});
  const before = connection.get();
  if (answer.ok) {
    connection.set({ state: 'open', answeredMs: Date.now(), status: answer.document });
    retryMs = FIRST_RETRY_MS;
    if (before.state === 'lost') reconnections.set(reconnections.get() + 1);
  } else if (answer.failure.code === 'unreachable') {
    if (before.state === 'open') connection.set({ state: 'lost', sinceMs: Date.now(), status: before.status });
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  }
  clearTimeout(timer);
  timer = setTimeout(() => void watchConnection(), connection.get().state === 'lost' ? retryMs : CALM_MS);
}

addEventListener('online', () => void watchConnection());
