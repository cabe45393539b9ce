import type { JSX } from 'preact';
import { formatLocal } from '../format/reader.ts';
import { formatIso, formatUtc } from '../format/time.ts';

/** A moment in UTC; the reader's own time is there on hover and for screen readers' titles. */
export function UtcTime({ at }: { readonly at: number }): JSX.Element {
  return (
    <time dateTime={formatIso(at)} title={formatLocal(at)}>
      {formatUtc(at)}
    </time>
  );
}
