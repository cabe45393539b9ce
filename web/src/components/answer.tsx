import type { ComponentChildren, JSX } from 'preact';
import type { Asked } from '../api/use-document.ts';
import type { ApiFailure } from '../api/client.ts';
import { typeset } from '../format/typeset.ts';

/** Shows what was asked for: the document, or that it is on its way, or why it did not come. */
export function Answer<Document>({
  asked,
  height,
  what,
  children,
}: {
  readonly asked: Asked<Document>;
  /** Room that is kept while nothing is there, so that nothing jumps when it comes. */
  readonly height: number;
  /** What is being waited for: `the hashrate`. */
  readonly what: string;
  readonly children: (document: Document) => ComponentChildren;
}): JSX.Element {
  const { document, failure, slow } = asked;
  if (document === undefined) {
    if (failure !== undefined) return <Failed failure={failure} what={what} retry={asked.retry} />;
    return <Waiting height={height} what={what} shown={slow} />;
  }
  return (
    <div class="answer" data-stale={failure !== undefined || slow} aria-busy={slow}>
      {failure !== undefined && <Failed failure={failure} what={what} retry={asked.retry} stale />}
      {children(document)}
    </div>
  );
}

function Waiting({
  height,
  what,
  shown,
}: {
  readonly height: number;
  readonly what: string;
  readonly shown: boolean;
}): JSX.Element {
  return (
    <div class="waiting" style={{ minHeight: `${height}px` }} role="status">
      {shown && (
        <>
          <p class="waiting-words">Working out {what}…</p>
          <div class="waiting-line" />
          <div class="waiting-line short" />
          <div class="waiting-block" style={{ height: `${Math.max(80, height - 160)}px` }} />
        </>
      )}
    </div>
  );
}

/** Says what failed, why, and what to do. */
export function Failed({
  failure,
  what,
  retry,
  stale,
}: {
  readonly failure: ApiFailure;
  readonly what: string;
  readonly retry: () => void;
  readonly stale?: boolean;
}): JSX.Element {
  const unreachable = failure.code === 'unreachable';
  return (
    <div class="failed" role="alert">
      <p class="failed-what">
        {unreachable ? `Vigil does not answer, so ${what} can't be shown.` : `There is no answer for ${what}.`}
      </p>
      <p>{unreachable ? `The browser says: ${failure.message}` : sentence(failure.message)}</p>
      <p>
        {unreachable
          ? 'Is "vigil serve" still running? This page asks again by itself. '
          : 'Choose another range or window, or '}
        <button type="button" class="text-button" onClick={retry}>
          {unreachable ? 'Ask now' : 'ask again'}
        </button>
        {stale === true && ' What is shown below is the answer before.'}
      </p>
    </div>
  );
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return typeset(/[.!?]$/.test(capital) ? capital : `${capital}.`);
}
