import type { JSX } from 'preact';
import { TimeField } from '../../components/time-field.tsx';
import { formatIso } from '../../format/time.ts';
import { isChosen, MARKET_SPANS } from './choices.ts';

/** Chooses the moment, the span and the currency. */
export function MarketControls(props: {
  readonly params: Readonly<Record<string, string | undefined>>;
  /** What is shown now: where nothing was chosen, the fields show these. */
  readonly shown: { readonly at: number; readonly from: number; readonly to: number } | undefined;
  readonly quotes: readonly string[];
  readonly quote: string;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { params, shown, quotes, quote, onChoose } = props;
  const text = (chosen: string | undefined, value: number | undefined): string | undefined =>
    chosen ?? (value === undefined ? undefined : formatIso(value));
  return (
    <div class="controls">
      <div class="segments" role="group" aria-label="Moment and span">
        {MARKET_SPANS.map((span) => (
          <button
            key={span.label}
            type="button"
            aria-pressed={isChosen(span, params)}
            onClick={() =>
              onChoose({
                at: span.at ?? '',
                from: span.from ?? '',
                to: span.to ?? '',
                on: span.label === 'Now' ? 'now' : '',
              })
            }
          >
            {span.label}
          </button>
        ))}
      </div>
      <TimeField
        label="At"
        value={text(params['at'], shown?.at)}
        onTime={(at) => onChoose({ at, ...(params['from'] === undefined ? {} : { from: '', to: '' }) })}
      />
      <TimeField
        label="From"
        value={text(params['from'], shown?.from)}
        onTime={(from) => onChoose({ from, to: text(params['to'], shown?.to) ?? '' })}
      />
      <TimeField
        label="To"
        value={text(params['to'], shown?.to)}
        onTime={(to) => onChoose({ from: text(params['from'], shown?.from) ?? '', to })}
      />
      <label class="field">
        <span>Currency</span>
        <select value={quote} onChange={(event) => onChoose({ quote: event.currentTarget.value })}>
          {(quotes.includes(quote) ? quotes : [...quotes, quote]).map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
