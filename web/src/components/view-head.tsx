import type { ComponentChildren, JSX } from 'preact';
import { typeset } from '../format/typeset.ts';

/** A sentence above this is set a size smaller. */
const LONG_CHARS = 170;

/** A view's opening: its name, and the sentence that says it all. */
export function ViewHead({
  name,
  sentence,
  children,
}: {
  readonly name: string;
  readonly sentence: string | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <header class="view-head">
      <h1 class="kicker" tabIndex={-1}>
        {name}
      </h1>
      <p class="sentence" data-view={name} data-long={(sentence?.length ?? 0) > LONG_CHARS}>
        {sentence === undefined ? '\u00a0' : typeset(sentence)}
      </p>
      {children}
    </header>
  );
}

/** How a view's figures are computed, in one line with a link. */
export function HowComputed({
  children,
  anchor,
}: {
  readonly children: ComponentChildren;
  readonly anchor: string;
}): JSX.Element {
  return (
    <p class="how">
      <strong>How it is computed.</strong> {children} <a href={`#/method?on=${anchor}`}>The method</a>.
    </p>
  );
}

/** What a careful reader should know of the figures: repaired times, rounded windows. */
export function Notes({ notes }: { readonly notes: readonly string[] }): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note}>
          {typeset(`${note.charAt(0).toUpperCase()}${note.slice(1)}${/[.!?]$/.test(note) ? '' : '.'}`)}
        </li>
      ))}
    </ul>
  );
}
