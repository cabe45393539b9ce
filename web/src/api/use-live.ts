import { useEffect, useState } from 'preact/hooks';
import { watchConnection } from './connection.ts';

/** What is told of a topic, and whether it is told as it happens. */
export interface Live<Document> {
  /** The newest document; that of before while the stream is down. */
  readonly document: Document | undefined;
  /** Whether the stream stands. Where it does not, who needs what is new has to ask for it. */
  readonly isFollowed: boolean;
}

/** After so long a stream that was refused is asked for again: too many may follow, and one may leave. */
const REFUSED_MS = 30_000;

/**
 * Follows one topic of the API while the view is there: the newest document, as it is told. The browser connects again by itself;
 * where it gives up, as after a refusal, this does.
 *
 * @param topic What to be told of, such as `alerts`; `undefined` follows nothing.
 */
export function useLive<Document>(topic: string | undefined): Live<Document> {
  const [told, setTold] = useState<Live<Document> & { readonly topic?: string }>({
    document: undefined,
    isFollowed: false,
  });
  useEffect(() => {
    if (topic === undefined) return undefined;
    const url = new URL('api/v1/live', document.baseURI);
    url.searchParams.set('topics', topic);
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource(url);
      source.addEventListener('open', () => {
        setTold((before) => ({
          ...(before.topic === topic ? before : { document: undefined }),
          topic,
          isFollowed: true,
        }));
      });
      source.addEventListener(topic, ({ data }) => {
        setTold({ topic, document: JSON.parse(String(data)) as Document, isFollowed: true });
      });
      source.addEventListener('error', ({ currentTarget }) => {
        setTold((before) => ({ ...before, isFollowed: false }));
        void watchConnection();
        if ((currentTarget as EventSource).readyState === EventSource.CLOSED) timer = setTimeout(open, REFUSED_MS);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [topic]);
  // What was told of another topic is none of this one.
  return told.topic === topic ? told : { document: undefined, isFollowed: false };
}
