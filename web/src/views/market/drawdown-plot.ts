import type { MarketDocument } from '../../api/documents.ts';
import type { Plot } from '../../charts/plot.ts';
import { formatChange } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDayShort, formatIso } from '../../format/time.ts';
import { sourcesOf } from './price-plot.ts';

/** How far the price lay under its highest until then, from the first price at hand on. */
export function drawdownPlot(document: MarketDocument, style: NumberStyle): Plot {
  const { drawdown, allTimeHigh, base } = document;
  const time = drawdown.map((point) => point.time);
  const percent = drawdown.map(({ ratio }) => (ratio - 1) * 100);
  const deepest = Math.min(-10, ...percent);
  const change = (ratio: number): string => formatChange(ratio, style);
  return {
    name: 'market-drawdown',
    title: `How far ${base} lay under its highest price until then`,
    summary: `Since ${formatDayShort(allTimeHigh.since)} the deepest was ${change(1 + deepest / 100)}; at the moment told of it was ${change(allTimeHigh.drawdown)}.`,
    source: `${sourcesOf(document)}. Vigil.`,
    x: { kind: 'time', domain: [time[0] ?? 0, time.at(-1) ?? 1] },
    y: {
      kind: 'linear',
      domain: [Math.floor(deepest / 10) * 10, 0],
      title: '%',
      format: (value) => change(1 + value / 100).replace(/[.,]0\u202f%$/, ''),
    },
    layers: [
      { type: 'band', x: time, low: percent, high: percent.map(() => 0), role: 'fall', alpha: 0.22 },
      { type: 'line', x: time, y: percent, role: 'fall', width: 1.25 },
      ...(document.live || document.at >= (time.at(-1) ?? 0)
        ? []
        : [{ type: 'rule', at: document.at, role: 'event', label: 'the moment told of', shape: 'event' } as const]),
    ],
    readings: {
      x: time,
      at: (k) => ({
        heading: formatDayShort(drawdown[k]!.time - 1),
        y: percent[k]!,
        lines: [{ label: 'Under its high', value: change(drawdown[k]!.ratio), role: 'fall' }],
      }),
    },
    table: {
      caption: `${base} under its highest price until then`,
      columns: [
        { label: 'Day (UTC)', numeric: false },
        { label: 'Under its high', numeric: true },
      ],
      length: drawdown.length,
      row: (k) => [formatDayShort(drawdown[k]!.time - 1), change(drawdown[k]!.ratio)],
      csvColumns: ['time_utc', 'price_over_high'],
      csvRow: (k) => [formatIso(drawdown[k]!.time), drawdown[k]!.ratio],
    },
  };
}
