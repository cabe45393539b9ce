import type { MapDocument, MapMonth } from '../../api/documents.ts';
import type { Plot } from '../../charts/plot.ts';
import { formatCount, formatShare } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { monthName } from './months.ts';

/** A month whose energy is known. */
type Weighed = MapMonth & { readonly energy: NonNullable<MapMonth['energy']> };

/**
 * Describes the chart of the fossil share of the hashrate's grids, month by month. Months stand apart as bands of their own: what lies
 * between two of them that do not follow each other is not drawn.
 */
export function fossilPlot(document: MapDocument, style: NumberStyle): Plot {
  const months = document.months.filter((month): month is Weighed => month.energy !== null);
  const middle = (month: MapMonth): number => (month.from + month.to) / 2;
  const x: number[] = [];
  const rows: (Weighed | undefined)[] = [];
  for (const [k, month] of months.entries()) {
    const before = months[k - 1];
    if (before !== undefined && before.to !== month.from) {
      x.push((before.to + month.from) / 2);
      rows.push(undefined);
    }
    x.push(middle(month));
    rows.push(month);
  }
  const values = (pick: (month: Weighed) => number): number[] =>
    rows.map((row) => (row === undefined ? NaN : pick(row)));
  const last = months.at(-1);
  const first = months[0];
  const percent = (value: number): string => formatShare(value, style);
  return {
    name: 'fossil-share',
    title: 'Fossil share of the grids that the hashrate was on',
    summary:
      first === undefined || last === undefined
        ? 'No month is known.'
        : `From ${percent(first.energy.fossil.value)} in ${monthName(first.month)} to ${percent(last.energy.fossil.value)} in ${monthName(last.month)}.`,
    source: `${document.shares.description}; Our World in Data. Vigil.`,
    x: { kind: 'time', domain: [first?.from ?? 0, last?.to ?? 1] },
    y: {
      kind: 'linear',
      domain: [0, 1],
      title: 'Coal, gas and oil',
      format: (value) => `${formatCount(100 * value, style)}\u202f%`,
    },
    layers: [
      {
        type: 'band',
        x,
        low: values(({ energy }) => energy.fossil.low),
        high: values(({ energy }) => energy.fossil.high),
        role: 'estimate',
        alpha: 0.2,
      },
      { type: 'line', x, y: values(({ energy }) => energy.fossil.value), role: 'estimate', width: 2 },
      { type: 'dots', x, y: values(({ energy }) => energy.fossil.value), role: 'estimate', radius: 3 },
      ...document.events.map(
        ({ at, what }) => ({ type: 'rule', at, label: shortEvent(what), role: 'event', shape: 'event' }) as const,
      ),
    ],
    readings: {
      x: months.map(middle),
      at(k) {
        const { month, energy } = months[k]!;
        return {
          heading: monthName(month),
          y: energy.fossil.value,
          lines: [
            { label: 'Fossil share', value: percent(energy.fossil.value), role: 'estimate' },
            {
              label: 'If the rest is none, or all',
              value: `${percent(energy.fossil.low)} to ${percent(energy.fossil.high)}`,
            },
            { label: 'Grams of CO₂ a kWh', value: formatCount(energy.carbonIntensity.value, style) },
            { label: 'Placed in a country', value: percent(energy.placed) },
          ],
        };
      },
    },
    table: {
      caption: 'Fossil share and carbon intensity of the grids that the hashrate was on',
      columns: [
        { label: 'Month', numeric: false },
        { label: 'Fossil share', numeric: true },
        { label: 'Range', numeric: true },
        { label: 'gCO₂/kWh', numeric: true },
        { label: 'Range', numeric: true },
        { label: 'Placed', numeric: true },
      ],
      length: months.length,
      row(k) {
        const { month, energy } = months[k]!;
        const { fossil, carbonIntensity } = energy;
        const grams = (value: number): string => formatCount(value, style);
        return [
          monthName(month),
          percent(fossil.value),
          `${percent(fossil.low)} to ${percent(fossil.high)}`,
          grams(carbonIntensity.value),
          `${grams(carbonIntensity.low)} to ${grams(carbonIntensity.high)}`,
          percent(energy.placed),
        ];
      },
      csvColumns: [
        'month',
        'fossil',
        'fossil_low',
        'fossil_high',
        'gco2_kwh',
        'gco2_kwh_low',
        'gco2_kwh_high',
        'placed',
      ],
      csvRow(k) {
        const { month, energy } = months[k]!;
        const { fossil: f, carbonIntensity: c } = energy;
        return [month, f.value, f.low, f.high, c.value, c.low, c.high, energy.placed];
      },
    },
  };
}

function shortEvent(what: string): string {
  return what.startsWith('China') ? "China's ban" : what.startsWith('Kazakhstan') ? 'Shutdown' : what;
}
