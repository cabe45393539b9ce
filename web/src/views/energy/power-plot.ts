import type { EnergyDocument } from '../../api/documents.ts';
import type { Layer, Plot, Reading, Table } from '../../charts/plot.ts';
import { niceUpTo } from '../../charts/scale.ts';
import { formatCount, formatHashrateInterval, formatSignificant } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDayShort, formatIso } from '../../format/time.ts';

const DAY = 86_400;
const GIGA = 1e9;
/** TWh a year for each GW: hours of a year over a thousand. */
const TWH_PER_GW = 8.766;

/** More dots than these are drawn small, or they hide the line that they are held against. */
const MANY_DOTS = 100;

/** Power over time: the band from lower to upper bound, the best guess, and CBECI's own figures as dots. */
export function powerPlot(document: EnergyDocument, style: NumberStyle): Plot {
  const { points } = document;
  const highest = points.reduce((most, { power }) => Math.max(most, power.upper), 0) / GIGA;
  return {
    name: 'energy-power',
    title: 'Power of the network',
    summary: document.sentence,
    source: `${document.source.description}; ${document.prices}. Vigil, by CBECI's method.`,
    x: { kind: 'time', domain: [document.from, document.to] },
    y: {
      kind: 'linear',
      domain: [0, niceUpTo(0, highest * 1.02)[1]],
      title: 'GW',
      format: (value) => formatCount(value, style, highest < 3 ? 1 : 0),
    },
    layers: layersOf(document),
    readings: { x: points.map(({ time }) => time), at: (k) => readingAt(document, k, style) },
    table: pointsTable(document, style),
  };
}

function layersOf({ points, cbeci }: EnergyDocument): Layer[] {
  const x = points.map(({ time }) => time);
  const gigawatts = (of: 'lower' | 'best' | 'upper'): number[] => points.map(({ power }) => power[of] / GIGA);
  const last = points.at(-1)!;
  const layers: Layer[] = [
    { type: 'band', x, low: gigawatts('lower'), high: gigawatts('upper'), role: 'estimate', alpha: 0.16 },
    { type: 'line', x, y: gigawatts('best'), role: 'estimate', width: 2 },
    {
      type: 'dots',
      x: cbeci.map(({ time }) => time),
      y: cbeci.map(({ annualized }) => annualized / TWH_PER_GW),
      role: 'ink',
      radius: cbeci.length > MANY_DOTS ? 1 : 2.25,
      alpha: 0.8,
    },
    {
      type: 'label',
      place: 'right',
      x: last.time,
      y: last.power.best / GIGA,
      role: 'estimate',
      text: 'Best guess',
    },
    {
      type: 'label',
      place: 'right',
      x: last.time,
      y: (last.power.best + 2 * last.power.upper) / 3 / GIGA,
      role: 'estimate',
      text: 'Band: lower\nto upper bound',
    },
  ];
  const own = cbeci.at(-1);
  if (own === undefined) return layers;
  const text = "CBECI's own,\nMondays";
  layers.push({ type: 'label', place: 'right', x: last.time, y: last.power.lower / GIGA / 2, role: 'ink', text });
  return layers;
}

function readingAt(document: EnergyDocument, k: number, style: NumberStyle): Reading {
  const { time, power, annualized, hashrate, machines } = document.points[k]!;
  const gw = (watts: number): string => formatSignificant(watts / GIGA, style);
  const theirs = document.cbeci.find((one) => one.time === time);
  return {
    heading: formatDayShort(time),
    y: power.best / GIGA,
    lines: [
      { label: 'Best guess', value: `${gw(power.best)}\u202fGW`, role: 'estimate' },
      { label: 'Lower to upper', value: `${gw(power.lower)} to ${gw(power.upper)}\u202fGW` },
      { label: 'A year of it', value: `${formatSignificant(annualized.best, style)}\u202fTWh` },
      ...(theirs === undefined
        ? []
        : [
            {
              label: "CBECI's own",
              value: `${formatSignificant(theirs.annualized, style)}\u202fTWh`,
              role: 'ink' as const,
            },
          ]),
      { label: 'Hashrate', value: formatHashrateInterval(hashrate, style) },
      { label: 'Machines that pay', value: formatCount(machines, style) },
    ],
  };
}

function pointsTable({ points }: EnergyDocument, style: NumberStyle): Table {
  const gw = (watts: number): string => formatSignificant(watts / GIGA, style);
  return {
    caption: 'Power by day, newest first (means of 7 days; GW, TWh a year, J/TH)',
    columns: [
      { label: 'Day (UTC)', numeric: false },
      { label: 'Lower, GW', numeric: true },
      { label: 'Best guess, GW', numeric: true },
      { label: 'Upper, GW', numeric: true },
      { label: 'TWh a year', numeric: true },
      { label: 'Machines’ J/TH', numeric: true },
      { label: 'Hashrate', numeric: true },
    ],
    length: points.length,
    row(k) {
      const { time, power, annualized, efficiency, hashrate } = points[k]!;
      return [
        formatDayShort(time),
        gw(power.lower),
        gw(power.best),
        gw(power.upper),
        formatSignificant(annualized.best, style),
        formatSignificant(efficiency.best, style),
        formatHashrateInterval(hashrate, style),
      ];
    },
    csvColumns: ['day_utc', 'lower_w', 'best_w', 'upper_w', 'best_twh_a_year', 'best_j_per_th', 'hashrate_hs'],
    csvRow(k) {
      const { time, power, annualized, efficiency, hashrate } = points[k]!;
      return [
        formatIso(time).slice(0, 10),
        power.lower,
        power.best,
        power.upper,
        annualized.best,
        efficiency.best,
        hashrate.median,
      ];
    },
  };
}

/** The range that a drag chose, moved to whole days. */
export function wholeDays(from: number, to: number): readonly [string, string] {
  const first = Math.floor(from / DAY) * DAY;
  const end = Math.max(first + DAY, Math.ceil(to / DAY) * DAY);
  return [formatIso(first).slice(0, 10), formatIso(end).slice(0, 10)];
}
