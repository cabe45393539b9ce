import type { JSX } from 'preact';
import { TimeField } from '../../components/range-controls.tsx';
import { formatIso } from '../../format/time.ts';
import type { EnergySpan } from './choices.ts';

/** Chooses the span, and what miners pay for electricity. */
export function EnergyControls(props: {
  readonly spans: readonly EnergySpan[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** What is shown now: where no end was chosen, the fields show these. */
  readonly covered: { readonly from: number; readonly to: number } | undefined;
  readonly powerPrice: string;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { spans, from, to, covered, powerPrice, onChoose } = props;
  const shown = (chosen: string | undefined, end: number | undefined): string | undefined =>
    chosen ?? (end === undefined ? undefined : formatIso(end).slice(0, 10));
  return (
    <div class="controls">
      <div class="segments" role="group" aria-label="Span">
        {spans.map((span) => (
          <button
            key={span.label}
            type="button"
            aria-pressed={span.from === from && span.to === to}
            onClick={() =>
              onChoose({ from: span.from ?? '', to: span.to ?? '', span: span.from === undefined ? 'year' : '' })
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
      <label class="field narrow">
        <span>Power, USD/kWh</span>
        <input
          type="number"
          name="power-price"
          min={0.001}
          max={1}
          step="any"
          value={powerPrice}
          onChange={(event) => {
            const input = event.currentTarget;
            if (input.checkValidity() && input.valueAsNumber > 0)
              onChoose({ 'power-price': String(input.valueAsNumber) });
            else input.reportValidity();
          }}
        />
      </label>
    </div>
  );
}
