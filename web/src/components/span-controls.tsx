import type { ComponentChildren, JSX } from 'preact';
import type { Span } from './span.ts';
import { TimeField } from './time-field.tsx';

/** Chooses a span: by one press, or by the times of its ends; what else a view lets choose stands behind them. */
export function SpanControls<T extends Span>(props: {
  readonly spans: readonly T[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** What is shown now: where no end was chosen, the fields show these, written by `write`. */
  readonly covered: { readonly from: number; readonly to: number } | undefined;
  readonly write: (time: number) => string;
  /** What is chosen besides the ends by the press of a span. */
  readonly besides: (span: T) => Readonly<Record<string, string>>;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { spans, from, to, covered, write, besides, onChoose, children } = props;
  const shown = (chosen: string | undefined, end: number | undefined): string | undefined =>
    chosen ?? (end === undefined ? undefined : write(end));
  return (
    <div class="controls">
      <div class="segments" role="group" aria-label="Span">
        {spans.map((span) => (
          <button
            key={span.label}
            type="button"
            aria-pressed={span.from === from && span.to === to}
            onClick={() => onChoose({ from: span.from ?? '', to: span.to ?? '', ...besides(span) })}
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
      {children}
    </div>
  );
}
