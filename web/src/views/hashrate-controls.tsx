import type { JSX } from 'preact';
import { SpanControls } from '../components/span-controls.tsx';
import { formatIso } from '../format/time.ts';
import type { SpanChoice } from './hashrate-choices.ts';

/** Chooses span and window: by one press, by dates, or by drag on the chart below. */
export function HashrateControls(props: {
  readonly spans: readonly SpanChoice[];
  readonly windows: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly covered: { readonly from: number; readonly to: number } | undefined;
  readonly window: string;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { windows, window, onChoose } = props;
  const besides = (span: SpanChoice): Readonly<Record<string, string>> => ({
    span: span.from === undefined ? 'all' : '',
    window: span.window,
  });
  return (
    <SpanControls {...props} write={formatIso} besides={besides}>
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
    </SpanControls>
  );
}

function windowWords(window: string): string {
  const [, count, unit] = /^(\d+)([hdb])$/.exec(window) ?? [];
  const words = { h: 'hours', d: 'days', b: 'blocks' }[unit ?? ''];
  return words === undefined ? window : `${count} ${words}`;
}
