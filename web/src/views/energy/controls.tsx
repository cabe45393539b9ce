import type { JSX } from 'preact';
import { SpanControls } from '../../components/span-controls.tsx';
import type { Span } from '../../components/span.ts';
import { formatIso } from '../../format/time.ts';

/** Chooses the span, and what miners pay for electricity. */
export function EnergyControls(props: {
  readonly spans: readonly Span[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly covered: { readonly from: number; readonly to: number } | undefined;
  readonly powerPrice: string;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { powerPrice, onChoose } = props;
  const besides = (span: Span): Readonly<Record<string, string>> => ({ span: span.from === undefined ? 'year' : '' });
  return (
    <SpanControls {...props} write={(time) => formatIso(time).slice(0, 10)} besides={besides}>
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
    </SpanControls>
  );
}
