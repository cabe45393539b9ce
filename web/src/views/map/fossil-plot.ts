import type { MapDocument, MapMonth } from '../../api/documents.ts';
import type { Layer, Plot, Reading, Table } from '../../charts/plot.ts';
import { formatCount, formatShare } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { monthName } from './months.ts';

/** A month whose energy is known. */
type Weighed = MapMonth & { readonly energy: NonNullable<MapMonth['energy']> };

/** Describes the chart of the fossil share of the grids that the hashrate was on, month by month. */
export function fossilPlot(document: MapDocument, style: NumberStyle): Plot {
  const months = document.months.filter((month): month is Weighed => month.energy !== null);
  const [first, last] = [months[0], months.at(-1)];
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
    layers: [...layersOf(months), ...document.events.map(({ at, what }): Layer => eventRule(at, what))],
    readings: { x: months.map(middleOf), at: (k) => readingOf(months[k]!, style) },
    table: tableOf(months, style),
  };
}

function middleOf(month: MapMonth): number {
  return (month.from + month.to) / 2;
}

/** Band and line; what lies between two months that do not follow each other is not drawn. */
function layersOf(months: readonly Weighed[]): Layer[] {
  const x: number[] = [];
  const rows: (Weighed | undefined)[] = [];
  for (const [k, month] of months.entries()) {
    const before = months[k - 1];
    if (before !== undefined && before.to !== month.from) {
      x.push((before.to + month.from) / 2);
      rows.push(undefined);
    }
    x.push(middleOf(month));
    rows.push(month);
  }
  const column = (end: 'value' | 'low' | 'high'): number[] => rows.map((row) => row?.energy.fossil[end] ?? NaN);
  return [
    { type: 'band', x, low: column('low'), high: column('high'), role: 'estimate', alpha: 0.2 },
    { type: 'line', x, y: column('value'), role: 'estimate', width: 2 },
    { type: 'dots', x, y: column('value'), role: 'estimate', radius: 3 },
  ];
}

function eventRule(at: number, what: string): Layer {
  const label = what.startsWith('China') ? "China's ban" : what.startsWith('Kazakhstan') ? 'Shutdown' : what;
  return { type: 'rule', at, label, role: 'event', shape: 'event' };
}

function readingOf({ month, energy }: Weighed, style: NumberStyle): Reading {
  const percent = (value: number): string => formatShare(value, style);
  const { fossil, carbonIntensity, placed } = energy;
  return {
    heading: monthName(month),
    y: fossil.value,
    lines: [
      { label: 'Fossil share', value: percent(fossil.value), role: 'estimate' },
      { label: 'If the rest is none, or all', value: `${percent(fossil.low)} to ${percent(fossil.high)}` },
      { label: 'Grams of CO₂ a kWh', value: formatCount(carbonIntensity.value, style) },
      { label: 'Placed in a country', value: percent(placed) },
    ],
  };
}

function tableOf(months: readonly Weighed[], style: NumberStyle): Table {
  const percent = (value: number): string => formatShare(value, style);
  const grams = (value: number): string => formatCount(value, style);
  return {
    caption: 'Fossil share and carbon intensity of the grids that the hashrate was on',
    columns: [
      { label: 'Month', numeric: false },
      { label: 'Fossil share', numeric: true },
      { label: 'If the rest is none, or all', numeric: true },
      { label: 'gCO₂/kWh', numeric: true },
      { label: 'Range of gCO₂/kWh', numeric: true },
      { label: 'Placed', numeric: true },
    ],
    length: months.length,
    row(k) {
      const { month, energy } = months[k]!;
      const { fossil, carbonIntensity, placed } = energy;
      return [
        monthName(month),
        percent(fossil.value),
        `${percent(fossil.low)} to ${percent(fossil.high)}`,
        grams(carbonIntensity.value),
        `${grams(carbonIntensity.low)} to ${grams(carbonIntensity.high)}`,
        percent(placed),
      ];
    },
    csvColumns: ['month', 'fossil', 'fossil_low', 'fossil_high', 'gco2_kwh', 'gco2_kwh_low', 'gco2_kwh_high', 'placed'],
    csvRow(k) {
      const { month, energy } = months[k]!;
      const { fossil: f, carbonIntensity: c } = energy;
      return [month, f.value, f.low, f.high, c.value, c.low, c.high, energy.placed];
    },
  };
}
