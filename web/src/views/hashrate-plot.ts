import type { HashrateDocument } from '../api/documents.ts';
import type { Layer, Plot, Reading, Table } from '../charts/plot.ts';
import { niceUpTo } from '../charts/scale.ts';
import {
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrate,
  formatScaled,
  formatSignificant,
  hashrateUnit,
  prefixOf,
} from '../format/numbers.ts';
import type { NumberStyle } from '../format/numbers.ts';
import { formatDurationWords, formatIso, formatSpan } from '../format/time.ts';

/** What is marked on a hashrate chart beside the estimate. */
export interface Marks {
  readonly changes: readonly {
    readonly from: number;
    readonly to: number;
    readonly ratio: { low: number; median: number; high: number };
    readonly probability: number;
  }[];
  readonly events: readonly { readonly time: number; readonly label: string }[];
  readonly periods: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

/** Hashrates further apart than this are drawn on a log axis. */
const LOG_FROM_RATIO = 20;

/** Describes the chart of hashrate over time: raw counts, band, median, changes, events. */
export function hashratePlot(
  document: Pick<HashrateDocument, 'trend' | 'raw' | 'from' | 'to' | 'level' | 'source' | 'sentence' | 'points'>,
  marks: Marks,
  style: NumberStyle,
): Plot {
  const { trend, raw, from, to } = document;
  const time = trend.map((point) => point.time);
  const highest = trend.reduce((most, { high }) => Math.max(most, high), 0);
  const lowest = trend.reduce((least, { low }) => (low > 0 ? Math.min(least, low) : least), Infinity);
  const isLog = highest / lowest > LOG_FROM_RATIO;
  const prefix = prefixOf(highest);
  const unit = hashrateUnit(prefix);
  const rawTop = raw.reduce((most, bin) => Math.max(most, bin.hashrate), highest);
  const scale = 1000 ** prefix;
  const top = niceUpTo(0, (rawTop * 1.02) / scale)[1] * scale;
  return {
    name: 'hashrate',
    title: 'Hashrate',
    summary: `${document.sentence} ${changesInWords(marks, style)}`,
    source: `${document.source.description}. Vigil.`,
    x: { kind: 'time', domain: [from, to] },
    y: isLog
      ? {
          kind: 'log',
          domain: [10 ** Math.floor(Math.log10(lowest)), rawTop * 1.6],
          title: 'Log scale',
          format: (value) => shortHashrate(value, style),
        }
      : { kind: 'linear', domain: [0, top], title: unit, format: (value) => formatCount(value / scale, style) },
    layers: [...layersOf(document, isLog), ...marksOf(marks, style)],
    readings: { x: time, at: (k) => readingAt(document, k, style) },
    table: pointsTable(document, prefix, style),
  };
}

/** Counts, bands and median, with their names beside them. */
function layersOf({ trend, raw, level }: Pick<HashrateDocument, 'trend' | 'raw' | 'level'>, isLog: boolean): Layer[] {
  const x = trend.map((point) => point.time);
  const last = trend.at(-1);
  const [first] = raw;
  const layers: Layer[] = [
    {
      type: 'dots',
      x: raw.map((bin) => (bin.from + bin.to) / 2),
      y: raw.map((bin) => (isLog && bin.blocks === 0 ? NaN : bin.hashrate)),
      role: 'raw',
    },
    { type: 'band', x, low: trend.map((p) => p.low), high: trend.map((p) => p.high), role: 'estimate', alpha: 0.18 },
    {
      type: 'band',
      x,
      low: trend.map((p) => p.low50),
      high: trend.map((p) => p.high50),
      role: 'estimate',
      alpha: 0.28,
    },
    { type: 'line', x, y: trend.map((p) => p.median), role: 'estimate', width: isLog ? 1.25 : 2 },
  ];
  if (last === undefined || first === undefined) return layers;
  const bands = `Hashrate\n50 % and ${Math.round(level * 1000) / 10} %\nbands`;
  const counts = `Counts\none dot per\n${formatDurationWords(first.to - first.from)}`;
  layers.push(
    { type: 'label', place: 'right', x: last.time, y: last.median, role: 'estimate', text: bands },
    {
      type: 'label',
      place: 'right',
      x: last.time,
      y: isLog ? last.low / 8 : last.low * 0.72,
      role: 'raw',
      text: counts,
    },
  );
  return layers;
}

/** Periods, changes and events. */
function marksOf({ periods, changes, events }: Marks, style: NumberStyle): Layer[] {
  return [
    ...periods.map((period): Layer => ({ type: 'span', role: 'event', ...period })),
    ...changes.map((change): Layer => changeRule(change, style)),
    ...events.map(({ time, label }): Layer => ({ type: 'rule', at: time, label, role: 'event', shape: 'event' })),
  ];
}

function changeRule(change: Marks['changes'][number], style: NumberStyle): Layer {
  const fell = change.ratio.median < 1;
  return {
    type: 'rule',
    at: (change.from + change.to) / 2,
    role: fell ? 'fall' : 'rise',
    shape: fell ? 'fall' : 'rise',
    label: formatChange(change.ratio.median, style, 0),
  };
}

function changesInWords({ changes }: Marks, style: NumberStyle): string {
  if (changes.length === 0) return 'No change beyond luck was found in it.';
  if (changes.length > 6) return `${changes.length} changes beyond luck were found in it.`;
  const each = changes.map(({ from, to, ratio }) => `${formatChangeInterval(ratio, style)} in ${formatSpan(from, to)}`);
  return `Changes beyond luck: ${each.join('; ')}.`;
}

function readingAt(
  document: Pick<HashrateDocument, 'trend' | 'raw' | 'level'>,
  k: number,
  style: NumberStyle,
): Reading {
  const point = document.trend[k]!;
  const bin = document.raw[k];
  const prefix = prefixOf(point.median);
  const range = (low: number, high: number): string =>
    `${formatScaled(low, prefix, style)} to ${formatScaled(high, prefix, style)}`;
  return {
    heading: bin === undefined ? formatIso(point.time) : `${formatSpan(bin.from, bin.to)} UTC`,
    y: point.median,
    lines: [
      { label: 'Hashrate', value: formatHashrate(point.median, style, prefix), role: 'estimate' },
      { label: `${Math.round(document.level * 1000) / 10} % band`, value: range(point.low, point.high) },
      { label: '50 % band', value: range(point.low50, point.high50) },
      ...(bin === undefined
        ? []
        : [
            { label: 'Blocks counted', value: formatCount(bin.blocks, style), role: 'raw' as const },
            { label: 'This count alone', value: formatHashrate(bin.hashrate, style) },
          ]),
    ],
  };
}

function pointsTable(document: Pick<HashrateDocument, 'points' | 'level'>, prefix: number, style: NumberStyle): Table {
  const { points, level } = document;
  const unit = hashrateUnit(prefix);
  const withCore = points.some((point) => point.core !== undefined);
  const percent = Math.round(level * 1000) / 10;
  const oneUnit = points.every((point) => prefixOf(point.median) >= prefix - 1);
  const write = (value: number): string =>
    oneUnit ? formatScaled(value, prefix, style) : formatHashrate(value, style);
  return {
    caption: `Hashrate by window${oneUnit ? `, ${unit}` : ''}, times in UTC`,
    columns: [
      { label: 'Window (UTC)', numeric: false },
      { label: 'Blocks', numeric: true },
      { label: 'Hashrate', numeric: true },
      { label: `${percent} % interval`, numeric: true },
      ...(withCore ? [{ label: 'As Core counts it', numeric: true }] : []),
    ],
    length: points.length,
    row(k) {
      const point = points[k]!;
      const cells = [
        formatSpan(point.from, point.to),
        formatCount(point.blocks, style),
        write(point.median),
        `${write(point.low)} to ${write(point.high)}`,
      ];
      return withCore ? [...cells, point.core === undefined ? '–' : write(point.core)] : cells;
    },
    csvColumns: [
      'from_utc',
      'to_utc',
      'blocks',
      'median_hs',
      'low_hs',
      'high_hs',
      'mean_hs',
      ...(withCore ? ['core_hs'] : []),
    ],
    csvRow(k) {
      const p = points[k]!;
      const row = [formatIso(p.from), formatIso(p.to), p.blocks, p.median, p.low, p.high, p.mean];
      return withCore ? [...row, p.core ?? null] : row;
    },
  };
}

/** A tick of a log axis: `100 EH/s`, without the zeros of three significant digits. */
function shortHashrate(value: number, style: NumberStyle): string {
  const prefix = prefixOf(value);
  return `${formatSignificant(value / 1000 ** prefix, style, 1)}\u202f${hashrateUnit(prefix)}`;
}
