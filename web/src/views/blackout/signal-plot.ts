import type { OutagesDocument } from '../../api/documents.ts';
import type { Layer, Plot, Reading } from '../../charts/plot.ts';
import { formatCount, formatShare, formatSignificant } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDurationWords, formatIso, formatUtcShort } from '../../format/time.ts';

type Signal = OutagesDocument['signals'][number];

/** One signal with what was expected of it, and its outages as shaded spans. */
export function signalPlot(signal: Signal, style: NumberStyle): Plot {
  const { series, points, outages, kind } = signal;
  const at = points.map((point) => point.at);
  const [from, to] = [at[0] ?? 0, at.at(-1) ?? 1];
  const top = Math.max(...points.map(({ value, high }) => Math.max(value, high ?? 0)), 1e-9);
  const column = (field: 'expected' | 'low' | 'high'): number[] => points.map((point) => point[field] ?? NaN);
  return {
    name: series.replaceAll('/', '-'),
    title: series,
    summary: summaryOf(signal, style),
    source: `${series.startsWith('nodes/') ? "Vigil's own crawls" : 'imported'}. Vigil.`,
    x: { kind: 'time', domain: [from, to] },
    y: {
      kind: 'linear',
      domain: [0, top * 1.08],
      title: kind === 'count' ? 'Nodes' : 'Signal',
      format: (value) => (top < 10 ? formatSignificant(value, style, 2) : formatCount(value, style)),
    },
    layers: [
      ...outages.map((outage): Layer => ({
        type: 'span',
        from: outage.start.at,
        to: outage.end?.at ?? to,
        role: 'event',
        label: `−${formatShare(outage.depth.median, style)}`,
      })),
      { type: 'band', x: at, low: column('low'), high: column('high'), role: 'estimate', alpha: 0.18 },
      { type: 'line', x: at, y: column('expected'), role: 'estimate', width: 1.5 },
      { type: 'line', x: at, y: points.map(({ value }) => value), role: 'raw', width: 1.25 },
      {
        type: 'label',
        place: 'right',
        x: to,
        y: points.at(-1)?.expected ?? top,
        role: 'estimate',
        text: 'Expected\n90 % range',
      },
      { type: 'label', place: 'right', x: to, y: points.at(-1)?.value ?? 0, role: 'raw', text: 'Seen' },
    ],
    readings: { x: at, at: (k) => readingAt(signal, k, style) },
    table: pointsTable(signal, style),
  };
}

function readingAt({ points }: Signal, k: number, style: NumberStyle): Reading {
  const { at, value, expected, low, high } = points[k]!;
  const words = (number: number | null): string => (number === null ? '–' : formatSignificant(number, style));
  return {
    heading: formatUtcShort(at),
    lines: [
      { label: 'Seen', value: words(value), role: 'raw' },
      { label: 'Expected', value: `${words(expected)} (${words(low)} to ${words(high)})`, role: 'estimate' },
    ],
    y: value,
  };
}

/** The chart in words. */
function summaryOf({ series, outages, untold, points }: Signal, style: NumberStyle): string {
  if (untold !== null) return `Nothing is told of ${series}: ${untold}.`;
  if (outages.length === 0) return `${series} shows no outage in ${points.length} points.`;
  return outages
    .map(({ start, end, depth }) => {
      const lasted = end === null ? 'and lasts' : `for ${formatDurationWords(end.at - start.at)}`;
      return `${series} lost ${formatShare(depth.median, style)} from ${formatUtcShort(start.at)}, ${lasted}.`;
    })
    .join(' ');
}

function pointsTable({ points, series }: Signal, style: NumberStyle): Plot['table'] {
  const words = (number: number | null): string => (number === null ? '–' : formatSignificant(number, style));
  return {
    caption: `${series}; times in UTC`,
    columns: ['Time (UTC)', 'Seen', 'Expected', 'From', 'To'].map((label, k) => ({ label, numeric: k > 0 })),
    length: points.length,
    row(k) {
      const { at, value, expected, low, high } = points[k]!;
      return [formatUtcShort(at), words(value), words(expected), words(low), words(high)];
    },
    csvColumns: ['time_utc', 'value', 'expected', 'low', 'high'],
    csvRow(k) {
      const { at, value, expected, low, high } = points[k]!;
      return [formatIso(at), value, expected, low, high];
    },
  };
}
