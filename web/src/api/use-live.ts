import { useEffect, useState } from 'preact/hooks';
import { watchConnection } from './connection.ts';

/**
 * Follows one topic of the API while the view is there: the newest document, as it is told. The browser connects again by itself.
 *
 * @param topic What to be told of, such as `alerts`.
 */
export function useLive<Document>(topic: string): Document | undefined {
  const [document_, setDocument] = useState<Document | undefined>(undefined);
  useEffect(() => {
    const url = new URL('api/v1/live', document.baseURI);
    url.searchParams.set('topics', topic);
    const source = new EventSource(url);
    source.addEventListener(topic, ({ data }) => setDocument(JSON.parse(String(data)) as Document));
    source.addEventListener('error', () => void watchConnection());
    return () => source.close();
  }, [topic]);
  return document_;
}
