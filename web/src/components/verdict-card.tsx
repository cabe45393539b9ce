import type { JSX } from 'preact';
import type { ReportVerdict } from '../api/documents.ts';
import { typeset } from '../format/typeset.ts';

/** What a verdict's card says. */
export interface VerdictCardProps {
  readonly claim: string;
  readonly verdict: ReportVerdict;
  readonly figure: string;
  readonly reason: string;
  /** Other tests of the same claim, with their own verdicts. */
  readonly also?: readonly { readonly test: string; readonly verdict: ReportVerdict; readonly figure: string }[];
  readonly source?: string;
  readonly sourceUrl?: string | null;
  /** Announces changes of the verdict to screen readers. */
  readonly live?: boolean;
}

/** Sign and tone of each verdict: told apart by shape first, by colour second. */
const SIGNS: Readonly<Record<ReportVerdict, { readonly path: string; readonly tone: string }>> = {
  supported: { path: 'M3.5 8.5l3 3 6-7', tone: 'supported' },
  contradicted: { path: 'M4 4l8 8M12 4l-8 8', tone: 'contradicted' },
  'not distinguishable from luck': { path: 'M2.5 9.5c2-3.5 3.5-3.5 5.5-1.5s3.5 2 5.5-1.5', tone: 'luck' },
  'cannot be told': { path: 'M4 8h8', tone: 'untold' },
};

/** One claim with its verdict: claim, verdict, the figure, the reason, the source. */
export function VerdictCard(props: VerdictCardProps): JSX.Element {
  const { claim, verdict, figure, reason, also, source, sourceUrl, live } = props;
  const { path, tone } = SIGNS[verdict] ?? SIGNS['cannot be told'];
  return (
    <article class={`verdict verdict-${tone}`}>
      <h3 class="verdict-claim">{typeset(claim)}</h3>
      <p class="verdict-word" aria-live={live === true ? 'polite' : 'off'}>
        <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
          <path d={path} />
        </svg>
        <span>{verdict}</span>
      </p>
      <p class="verdict-figure">{typeset(figure)}</p>
      <p class="verdict-reason">{typeset(reason)}</p>
      {also?.map(({ test, verdict: other, figure: otherFigure }) => (
        <p key={test} class="verdict-also">
          And {typeset(test)}: <strong>{other}</strong>. {capital(typeset(otherFigure))}
        </p>
      ))}
      {source !== undefined && (
        <p class="verdict-source">
          Source:{' '}
          {isWebAddress(sourceUrl) ? (
            <a href={sourceUrl} rel="noreferrer noopener">
              {source}
            </a>
          ) : (
            source
          )}
        </p>
      )}
    </article>
  );
}

/** A figure that stands as a sentence of its own begins like one. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isWebAddress(url: string | null | undefined): url is string {
  return url !== null && url !== undefined && /^https?:\/\//.test(url);
}
