import type { JSX } from 'preact';
import type { MapDocument } from '../../api/documents.ts';
import { monthName, neighbours } from './months.ts';

/** Chooses a month: by dragging, by arrow keys, or step by step through the months with shares. */
export function MonthSlider({
  months,
  document,
  month,
  onChoose,
}: {
  readonly months: readonly string[];
  readonly document: MapDocument;
  readonly month: string;
  readonly onChoose: (month: string) => void;
}): JSX.Element {
  const at = months.indexOf(month);
  const { before, after } = neighbours(document, month);
  const known = new Set(document.months.map((row) => row.month));
  const marks = document.events.map(({ at: atSec, what }) => ({
    what,
    index: months.indexOf(new Date(atSec * 1000).toISOString().slice(0, 7)),
  }));
  return (
    <div class="month-slider">
      <div class="month-head">
        <button
          type="button"
          class="text-button"
          disabled={before === undefined}
          onClick={() => before && onChoose(before.month)}
        >
          Earlier
        </button>
        <output for="map-month">{monthName(month)}</output>
        <button
          type="button"
          class="text-button"
          disabled={after === undefined}
          onClick={() => after && onChoose(after.month)}
        >
          Later
        </button>
      </div>
      <input
        id="map-month"
        type="range"
        min={0}
        max={months.length - 1}
        value={at}
        aria-label="Month"
        aria-valuetext={`${monthName(month)}${known.has(month) ? '' : ', no shares known'}`}
        onInput={(event) => onChoose(months[Number(event.currentTarget.value)]!)}
      />
      <Ticks months={months} known={known} events={marks.map(({ index }) => index)} />
      <ul class="month-events">
        {marks.map(({ what, index }) => (
          <li key={what}>
            <button type="button" class="text-button" onClick={() => onChoose(months[index]!)}>
              {monthName(months[index]!)}
            </button>{' '}
            {what}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The months under the slider: those with shares, and what happened. */
function Ticks({
  months,
  known,
  events,
}: {
  readonly months: readonly string[];
  readonly known: ReadonlySet<string>;
  readonly events: readonly number[];
}): JSX.Element {
  const place = (index: number): string => `${(100 * index) / Math.max(1, months.length - 1)}%`;
  return (
    <div class="month-ticks" aria-hidden="true">
      {months.map((name, index) => (
        <i key={name} class={known.has(name) ? 'known' : ''} style={{ left: place(index) }} />
      ))}
      {events.map((index) => (
        <i key={index} class="event" style={{ left: place(index) }} />
      ))}
    </div>
  );
}
