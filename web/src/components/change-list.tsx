import type { JSX } from 'preact';
import type { ApiFailure } from '../api/client.ts';
import type { ChangesDocument } from '../api/documents.ts';
import { formatChangeInterval, formatHashrateInterval, formatProbability, formatShare } from '../format/numbers.ts';
import { reader } from '../format/reader.ts';
import { formatDayShort, formatSpan } from '../format/time.ts';
import { typeset } from '../format/typeset.ts';

/** Changes shown before the reader asks for all. */
const FIRST = 6;

/** The changes beyond luck that were found in a span, or that there was none. */
export function ChangeList({ changes }: { readonly changes: ChangesDocument }): JSX.Element {
  const found = changes.changes.toReversed();
  return (
    <section class="changes" aria-labelledby="changes-title">
      <h2 id="changes-title">Changes beyond luck</h2>
      <p>{typeset(changes.sentence)}</p>
      <p class="notes">
        A search like this reports a change where there is none in {formatShare(changes.falseAlarm.rate, reader)} of
        cases.
      </p>
      {found.length > 0 && (
        <ul>
          {found.slice(0, FIRST).map((change) => (
            <li key={change.from}>
              <Arrow fell={change.ratio.median < 1} />
              <strong>{formatChangeInterval(change.ratio, reader)}</strong> in {when(change.from, change.to, changes)},
              from {formatHashrateInterval(change.before, reader)} to {formatHashrateInterval(change.after, reader)};
              probability {formatProbability(change.probability, reader)}
            </li>
          ))}
        </ul>
      )}
      {found.length > FIRST && (
        <details>
          <summary>The other {found.length - FIRST}</summary>
          <ul>
            {found.slice(FIRST).map((change) => (
              <li key={change.from}>
                <Arrow fell={change.ratio.median < 1} />
                <strong>{formatChangeInterval(change.ratio, reader)}</strong> in {when(change.from, change.to, changes)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Says why a span was not searched for changes. */
export function NoSearch({ failure }: { readonly failure: ApiFailure }): JSX.Element {
  const { message } = failure;
  return (
    <section class="changes" aria-labelledby="changes-title">
      <h2 id="changes-title">Changes beyond luck</h2>
      <p>{typeset(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`)}</p>
    </section>
  );
}

/** When a change was: by the hour where single blocks tell, by the day where only counts a day do. */
function when(from: number, to: number, { source }: ChangesDocument): string {
  if (source.kind === 'blocks') return formatSpan(from, to);
  const [first, last] = [formatDayShort(from), formatDayShort(to)];
  return first === last ? first : `${first} to ${last}`;
}

function Arrow({ fell }: { readonly fell: boolean }): JSX.Element {
  return (
    <svg
      class={fell ? 'arrow fall' : 'arrow rise'}
      viewBox="0 0 10 10"
      width="10"
      height="10"
      role="img"
      aria-label={fell ? 'fall' : 'rise'}
    >
      <path d={fell ? 'M0 1h10L5 9z' : 'M0 9h10L5 1z'} />
    </svg>
  );
}
