import type { EnergyDocument } from '../../api/documents.ts';
import type { Plot, Reading, Table } from '../../charts/plot.ts';
import { niceUpTo } from '../../charts/scale.ts';
import { formatCount, formatSignificant } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDayShort, formatIso } from '../../format/time.ts';

/** Hashprices further apart than this are drawn on a log axis. */
const LOG_FROM_RATIO = 15;

/** Hashprice by day. It follows from price, fees and difficulty, so that it has no band: see the notes on fees. */
export function hashpricePlot(document: EnergyDocument, style: NumberStyle): Plot {
  const { points } = document;
  const x = points.map(({ time }) => time);
  const highest = points.reduce((most, { hashprice }) => Math.max(most, hashprice), 0);
  const lowest = points.reduce((least, { hashprice }) => Math.min(least, hashprice), Infinity);
  const isLog = highest / lowest > LOG_FROM_RATIO;
  const usd = (value: number): string => formatUsd(value, style);
  return {
    name: 'energy-hashprice',
    title: 'Hashprice: what a terahash a second earns in a day',
    summary: `From ${usd(points[0]!.hashprice)} on ${formatDayShort(points[0]!.time)} to ${usd(document.at.hashprice)} on ${formatDayShort(document.at.time)}.`,
    source: `${document.source.description}; ${document.prices}. Vigil.`,
    x: { kind: 'time', domain: [document.from, document.to] },
    y: isLog
      ? {
          kind: 'log',
          domain: [lowest * 0.8, highest * 1.25],
          title: 'USD per TH/s and day, log scale',
          format: (value) => formatSignificant(value, style, 1),
        }
      : {
          kind: 'linear',
          domain: [0, niceUpTo(0, highest * 1.02)[1]],
          title: 'USD per TH/s and day',
          format: (value) => formatCount(value, style, highest < 0.1 ? 3 : highest < 3 ? 2 : 0),
        },
    layers: [
      { type: 'line', x, y: points.map(({ hashprice }) => hashprice), role: 'ink', width: 1.5 },
      {
        type: 'label',
        place: 'right',
        x: document.at.time,
        y: document.at.hashprice,
        role: 'ink',
        text: 'Hashprice\nof each day',
      },
    ],
    readings: { x, at: (k) => readingAt(points[k]!, style) },
    table: hashpriceTable(points, style),
  };
}

function readingAt(point: EnergyDocument['at'], style: NumberStyle): Reading {
  const { time, hashprice, threshold, price } = point;
  return {
    heading: formatDayShort(time),
    y: hashprice,
    lines: [
      { label: 'Hashprice', value: formatUsd(hashprice, style), role: 'ink' },
      { label: 'A bitcoin', value: `${formatCount(price, style)}\u202fUSD` },
      { label: 'Pays below', value: `${formatSignificant(threshold, style)}\u202fJ/TH` },
    ],
  };
}

function hashpriceTable(points: EnergyDocument['points'], style: NumberStyle): Table {
  return {
    caption: 'Hashprice by day',
    columns: [
      { label: 'Day (UTC)', numeric: false },
      { label: 'Hashprice, USD', numeric: true },
      { label: 'Bitcoin, USD', numeric: true },
      { label: 'Pays below, J/TH', numeric: true },
    ],
    length: points.length,
    row(k) {
      const { time, hashprice, price, threshold } = points[k]!;
      return [
        formatDayShort(time),
        formatSignificant(hashprice, style),
        formatCount(price, style),
        formatSignificant(threshold, style),
      ];
    },
    csvColumns: ['day_utc', 'hashprice_usd_per_ths_day', 'price_usd', 'threshold_j_per_th'],
    csvRow(k) {
      const { time, hashprice, price, threshold } = points[k]!;
      return [formatIso(time).slice(0, 10), hashprice, price, threshold];
    },
  };
}

function formatUsd(value: number, style: NumberStyle): string {
  return `${formatSignificant(value, style)}\u202fUSD`;
}
