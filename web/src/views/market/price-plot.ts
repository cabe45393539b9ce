import type { MarketDocument } from '../../api/documents.ts';
import type { Layer, Plot, Table } from '../../charts/plot.ts';
import { niceUpTo } from '../../charts/scale.ts';
import { formatCount } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDuration, formatIso, formatUtcShort } from '../../format/time.ts';
import { formatMoney } from './money.ts';

/** Above this ratio of highest to lowest the axis is logarithmic. */
const LOG_FROM = 8;

/** The price over the span: closes as a line, lowest to highest behind it, the high and the moment marked. */
export function pricePlot(document: MarketDocument, style: NumberStyle): Plot {
  const { points, base, quote, allTimeHigh } = document;
  const time = points.map((point) => point.time);
  const low = Math.min(...points.map((point) => point.low));
  const high = Math.max(...points.map((point) => point.high));
  const isLog = high / low > LOG_FROM;
  const money = (value: number): string => formatMoney(value, quote, style);
  const pad = (high - low) * 0.06;
  const isHighNear = allTimeHigh.price <= high * 1.02;
  return {
    name: `market-${base}-${quote}`.toLowerCase(),
    title: `Price of ${base} in ${quote}`,
    summary: document.sentence,
    source: `${sourcesOf(document)}. Vigil.`,
    x: { kind: 'time', domain: [document.from, document.to] },
    y: {
      kind: isLog ? 'log' : 'linear',
      domain: isLog
        ? [low / 1.2, Math.max(high, isHighNear ? allTimeHigh.price : 0) * 1.2]
        : niceUpTo(low - pad, (isHighNear ? Math.max(high, allTimeHigh.price) : high) + pad),
      title: isLog ? `${quote}, log scale` : `${quote}; the axis does not start at zero`,
      format: (value) => formatCount(value, style, value < 10 ? 2 : 0),
    },
    layers: layersOf(document, { isHighNear, money }),
    readings: {
      x: time,
      at: (k) => {
        const point = points[k]!;
        return {
          heading: `Until ${formatUtcShort(point.time)} UTC`,
          y: point.close,
          lines: [
            { label: 'Close', value: money(point.close) },
            { label: 'Low to high', value: `${money(point.low)} to ${money(point.high)}`, role: 'raw' },
            { label: 'Exchanges', value: formatCount(point.exchanges, style) },
          ],
        };
      },
    },
    table: tableOf(document, style),
  };
}

function layersOf(
  document: MarketDocument,
  about: { readonly isHighNear: boolean; readonly money: (value: number) => string },
): Layer[] {
  const { points, allTimeHigh, at, live } = document;
  const { isHighNear, money } = about;
  const time = points.map((point) => point.time);
  const layers: Layer[] = [
    {
      type: 'band',
      x: time,
      low: points.map((point) => point.low),
      high: points.map((point) => point.high),
      role: 'raw',
      alpha: 0.32,
    },
    { type: 'line', x: time, y: points.map((point) => point.close), role: 'ink', width: 1.5 },
  ];
  if (isHighNear) {
    layers.push({
      type: 'level',
      at: allTimeHigh.price,
      role: 'muted',
      label: `Highest until then, ${money(allTimeHigh.price)}`,
    });
  }
  if (!live && at > document.from && at < document.to) {
    layers.push({ type: 'rule', at, role: 'event', label: 'the moment told of', shape: 'event' });
  }
  const last = points.at(-1);
  if (last !== undefined) {
    layers.push({
      type: 'label',
      place: 'right',
      x: last.time,
      y: last.close,
      role: 'ink',
      text: 'Close, and\nhigh to low',
    });
  }
  return layers;
}

function tableOf(document: MarketDocument, style: NumberStyle): Table {
  const { points, base, quote } = document;
  const money = (value: number): string => formatMoney(value, quote, style);
  return {
    caption: `${base} in ${quote}, each ${formatDuration(document.step)}; ends of spans, UTC`,
    columns: [
      { label: 'Until (UTC)', numeric: false },
      { label: 'Close', numeric: true },
      { label: 'Low', numeric: true },
      { label: 'High', numeric: true },
      { label: 'Exchanges', numeric: true },
    ],
    length: points.length,
    row: (k) => {
      const { time: end, close, low: least, high: most, exchanges } = points[k]!;
      return [formatUtcShort(end), money(close), money(least), money(most), formatCount(exchanges, style)];
    },
    csvColumns: ['time_utc', 'close', 'low', 'high', 'exchanges'],
    csvRow: (k) => {
      const { time: end, close, low: least, high: most, exchanges } = points[k]!;
      return [formatIso(end), close, least, most, exchanges];
    },
  };
}

/** Who the prices are from, in words. */
export function sourcesOf({ sources }: MarketDocument): string {
  const used = sources.filter(({ state }) => state === 'used').map(({ title }) => title);
  return used.length === 0 ? 'No source' : used.join(', ');
}
