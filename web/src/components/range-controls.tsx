import type { JSX } from 'preact';
import { formatIso, parseIso } from '../format/time.ts';
import type { SpanChoice } from '../views/hashrate-choices.ts';

/** Chooses span and window: by one press, by dates, or by drag on the chart below. */
export function RangeControls(props: {
  readonly spans: readonly SpanChoice[];
  readonly windows: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** What is shown now: where no end was chosen, the fields show these. */
  readonly covered: { readonly from: number; readonly to: number } | undefined;
  readonly window: string;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { spans, windows, from, to, covered, window, onChoose } = props;
  const shown = (chosen: string | undefined, end: number | undefined): string | undefined =>
    chosen ?? (end === undefined ? undefined : formatIso(end));
  return (
    <div class="controls">
      <div class="segments" role="group" aria-label="Span">
        {spans.map((span) => (
          <button
            key={span.label}
            type="button"
            aria-pressed={span.from === from && span.to === to}
            onClick={() =>
              onChoose({
                from: span.from ?? '',
                to: span.to ?? '',
                span: span.from === undefined ? 'all' : '',
                window: span.window,
              })
            }
          >
            {span.label}
          </button>
        ))}
      </div>
      <TimeField
        label="From"
        value={shown(from, covered?.from)}
        onTime={(text) => onChoose({ from: text, to: shown(to, covered?.to) ?? '' })}
      />
      <TimeField
        label="To"
        value={shown(to, covered?.to)}
        onTime={(text) => onChoose({ from: shown(from, covered?.from) ?? '', to: text })}
      />
      <label class="field">
        <span>Window</span>
        <select value={window} onChange={(event) => onChoose({ window: event.currentTarget.value })}>
          {(windows.includes(window) ? windows : [...windows, window]).map((each) => (
            <option key={each} value={each}>
              {windowWords(each)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** A moment in UTC, typed. What is not a moment is marked, and changes nothing. */
export function TimeField({
  label,
  value,
  onTime,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onTime: (text: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{label} (UTC)</span>
      <input
        type="text"
        inputMode="numeric"
        size={17}
        spellcheck={false}
        value={value ?? ''}
        placeholder="2022-01-05T10:30Z"
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          const good = parseIso(text) !== undefined;
          event.currentTarget.setCustomValidity(good ? '' : 'Write a time such as 2022-01-05T10:30Z');
          event.currentTarget.reportValidity();
          if (good) onTime(text);
        }}
      />
    </label>
  );
}

function windowWords(window: string): string {
  const [, count, unit] = /^(\d+)([hdb])$/.exec(window) ?? [];
  const words = { h: 'hours', d: 'days', b: 'blocks' }[unit ?? ''];
  return words === undefined ? window : `${count} ${words}`;
}
