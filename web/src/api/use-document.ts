import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../state/store.ts';
import { ask } from './client.ts';
import type { ApiFailure } from './client.ts';
import { reconnections, watchConnection } from './connection.ts';

/** Where a question to the API stands. */
export interface Asked<Document> {
  /** The latest document; while another is on its way, still the one before. */
  readonly document: Document | undefined;
  /** Why the latest question got no document. */
  readonly failure: ApiFailure | undefined;
  /** An answer is being waited for. */
  readonly waiting: boolean;
  /** An answer has been waited for so long (0.3 s) that the page says so. */
  readonly slow: boolean;
  /** Asks again. */
  readonly retry: () => void;
}

/** Waits below this are not shown: a skeleton that flashes says less than nothing. */
const SHOW_WAIT_MS = 300;

/** Asks the API, and again when the question changes or the connection comes back. `undefined` asks nothing. */
export function useDocument<Document>(
  path: string | undefined,
  params: Readonly<Record<string, string | undefined>> = {},
): Asked<Document> {
  const [state, setState] = useState<Omit<Asked<Document>, 'retry'>>({
    document: undefined,
    failure: undefined,
    waiting: path !== undefined,
    slow: false,
  });
  const [attempt, setAttempt] = useState(0);
  const reconnected = useStore(reconnections);
  const failed = useRef(false);
  const question = path === undefined ? undefined : JSON.stringify([path, params]);
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    setState((before) => ({ ...before, waiting: true, slow: false }));
    const slowly = setTimeout(() => setState((before) => ({ ...before, slow: before.waiting })), SHOW_WAIT_MS);
    void ask<Document>(path, params, abort.signal).then((answer) => {
      clearTimeout(slowly);
      if (abort.signal.aborted) return;
      failed.current = !answer.ok;
      if (answer.ok) setState({ document: answer.document, failure: undefined, waiting: false, slow: false });
      else {
        setState((before) => ({ ...before, failure: answer.failure, waiting: false, slow: false }));
        if (answer.failure.code === 'unreachable') void watchConnection();
      }
    });
    return () => {
      clearTimeout(slowly);
      abort.abort();
    };
    // The question is compared by its words: callers pass a new object each time they are drawn.
  }, [question, attempt, failed.current ? reconnected : 0]);
  return { ...state, retry: () => setAttempt(attempt + 1) };
}
