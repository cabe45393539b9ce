import { createStore } from '../state/store.ts';
import type { Store } from '../state/store.ts';
import { ask } from './client.ts';
import type { ApiFailure } from './client.ts';
import { watchConnection } from './connection.ts';
import type { NodeDocument } from './documents.ts';

/** What is known of the node, and whether it is told as it happens. */
export interface NodeNews {
  readonly document: NodeDocument | undefined;
  readonly state: 'opening' | 'live' | 'lost';
  /** Why nothing is known. */
  readonly failure: ApiFailure | undefined;
}

/** The latest of the node. */
export const nodeNews: Store<NodeNews> = createStore<NodeNews>({
  document: undefined,
  state: 'opening',
  failure: undefined,
});

/** How long after a refusal it is tried again. */
const RETRY_MS = 5_000;

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Follows the node until the answer is called. The browser connects again by itself, and so does this. */
export function followNode(): () => void {
  open();
  return close;
}

/** Tries to connect at once. */
export function followNow(): void {
  close();
  open();
}

function open(): void {
  const stream = new EventSource(new URL('api/v1/live?topics=node', document.baseURI));
  source = stream;
  stream.addEventListener('node', ({ data }) => {
    nodeNews.set({ document: JSON.parse(String(data)) as NodeDocument, state: 'live', failure: undefined });
  });
  stream.addEventListener('error', () => {
    nodeNews.set({ ...nodeNews.get(), state: 'lost' });
    void watchConnection();
    // The browser gives up on a stream that is refused; the document can still be asked for.
    if (stream.readyState === EventSource.CLOSED) void askAndRetry(stream);
    else if (nodeNews.get().document === undefined) void askOnce(stream);
  });
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
}

async function askAndRetry(refused: EventSource): Promise<void> {
  await askOnce(refused);
  if (source === refused) timer = setTimeout(followNow, RETRY_MS);
}

async function askOnce(asker: EventSource): Promise<void> {
  const answer = await ask<NodeDocument>('node', {});
  if (source !== asker || nodeNews.get().state === 'live') return;
  const before = nodeNews.get();
  nodeNews.set(
    answer.ok
      ? { document: answer.document, state: 'live', failure: undefined }
      : { ...before, state: 'lost', failure: answer.failure },
  );
}
