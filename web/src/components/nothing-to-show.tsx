import type { JSX } from 'preact';
import type { Missing } from '../views/what-is-missing.ts';
import { CopyLine } from './copy-line.tsx';
import { ViewHead } from './view-head.tsx';

/** A view without data: what is missing, and the commands that bring it. */
export function NothingToShow({ name, missing }: { readonly name: string; readonly missing: Missing }): JSX.Element {
  return (
    <>
      <ViewHead name={name} sentence={missing.sentence} />
      {missing.commands.map(({ label, text }) => (
        <CopyLine key={text} label={label} text={text} />
      ))}
    </>
  );
}
