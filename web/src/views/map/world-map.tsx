import type { JSX } from 'preact';
import type { MapMonth } from '../../api/documents.ts';
import { formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { shareText } from './months.ts';
import { MAP_HEIGHT, MAP_WIDTH, SHAPES } from './shapes.ts';

/** From which share on each tone stands, lightest first; told under the map. */
const STEPS = [0.005, 0.02, 0.05, 0.1, 0.2, 0.4] as const;

/** The world with each country's share as a tone. Countries without a share are outlines: not known is not none. */
export function WorldMap({
  month,
  title,
  country,
  onChoose,
}: {
  /** `undefined`: no shares of that month are known. */
  readonly month: MapMonth | undefined;
  readonly title: string;
  readonly country: string | undefined;
  readonly onChoose: (country: string) => void;
}): JSX.Element {
  const shares = new Map(month?.countries.map((row) => [row.country, row]));
  return (
    <figure class="world">
      <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} role="group" aria-label={title}>
        {SHAPES.map(({ code, path }) => {
          const row = shares.get(code);
          if (row === undefined) return <path key={code} d={path} class="land" aria-hidden="true" />;
          const words = `${row.name}, ${shareText(row.share)}`;
          return (
            <path
              key={code}
              d={path}
              class={`land tone-${toneOf(row.share)}`}
              data-country={code}
              role="button"
              tabindex={0}
              aria-label={words}
              aria-pressed={country === code}
              onClick={() => onChoose(country === code ? '' : code)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault();
                onChoose(country === code ? '' : code);
              }}
            >
              <title>{words}</title>
            </path>
          );
        })}
      </svg>
      <figcaption class="world-key">
        <span>
          <i class="swatch unknown" />
          not published
        </span>
        <span>
          <i class="swatch tone-0" />
          under {formatShare(STEPS[0], reader)}
        </span>
        {STEPS.map((step, index) => (
          <span key={step}>
            <i class={`swatch tone-${index + 1}`} />
            {formatShare(step, reader)} and more
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function toneOf(share: number): number {
  return STEPS.filter((step) => share >= step).length;
}
