import type { ReportChart } from '../api/documents.ts';
import type { Layer, Plot, Reading, Table } from '../charts/plot.ts';
import { niceUpTo } from '../charts/scale.ts';
import { formatChange, formatChangeInterval, formatCount } from '../format/numbers.ts';
import type { NumberStyle } from '../format/numbers.ts';
import { formatDayShort, formatIso, formatUtcShort } from '../format/time.ts';
import { hashratePlot } from './hashrate-plot.ts';

type ChartOf<Kind extends ReportChart['chart']> = Extract<ReportChart, { chart: Kind }>;

const DAY = 86_400;

/** Describes a chart of a report. `name` names its exported files. */
export function reportPlot(chart: ReportChart, name: string, source: string, style: NumberStyle): Plot {
  const words = { name, source, title: chart.title, summary: chart.summary };
  switch (chart.chart) {
    case 'hashrate':
      return { ...reportHashrate(chart, style), ...words };
    case 'days':
      return { ...daysPlot(chart, style), ...words };
    case 'difficulty':
      return { ...retargetsPlot(chart, style), ...words };
    case 'price':
      return { ...pricePlot(chart, style), ...words };
    case 'placebo':
      return { ...placeboPlot(chart, style), ...words };
    case 'ratios':
      return { ...ratiosPlot(chart, style), ...words };
  }
}

type Drawn = Omit<Plot, 'name' | 'source' | 'title' | 'summary'>;

function reportHashrate(chart: ChartOf<'hashrate'>, style: NumberStyle): Plot {
  const { trend, raw, events, periods } = chart;
  const from = raw[0]?.from ?? trend[0]?.time ?? 0;
  const to = raw.at(-1)?.to ?? trend.at(-1)?.time ?? DAY;
  const points = raw.map((bin, k) => {
    const { median, low, high } = trend[k] ?? { median: NaN, low: NaN, high: NaN };
    return { ...bin, mean: median, median, low, high, estimate: bin.hashrate, sigma: NaN };
  });
  const source = { kind: 'blocks', description: '', from, to, timeSource: 'header', repairedTimes: 0 } as const;
  const plot = hashratePlot(
    { trend, raw, from, to, level: 0.9, source, sentence: chart.summary, points },
    { changes: [], events, periods },
    style,
  );
  const claimed = chart.claimed.map((level): Layer => ({
    type: 'line',
    x: [level.from, level.to],
    y: [level.level, level.level],
    role: 'fall',
    dash: [6, 4],
    width: 2,
  }));
  const labels = chart.claimed.map((level): Layer => ({
    type: 'label',
    place: 'after',
    x: level.to,
    y: level.level,
    role: 'fall',
    text: level.label,
  }));
  return { ...plot, layers: [...plot.layers, ...claimed, ...labels] };
}

function daysPlot({ days, events, periods }: ChartOf<'days'>, style: NumberStyle): Drawn {
  const middle = days.map(({ day }) => day + DAY / 2);
  const top = niceUpTo(0, Math.max(10, ...days.flatMap(({ blocks, high }) => [blocks, high])))[1];
  const edges = days.flatMap(({ day }) => [day, day + DAY - 1]);
  return {
    x: { kind: 'time', domain: [days[0]?.day ?? 0, (days.at(-1)?.day ?? 0) + DAY] },
    y: { kind: 'linear', domain: [0, top], title: 'Blocks a day', format: (value) => formatCount(value, style) },
    layers: [
      ...periods.map((period): Layer => ({ type: 'span', role: 'event', ...period })),
      {
        type: 'band',
        x: edges,
        low: days.flatMap(({ low }) => [low, low]),
        high: days.flatMap(({ high }) => [high, high]),
        role: 'estimate',
        alpha: 0.16,
      },
      { type: 'line', x: edges, y: days.flatMap(({ expected }) => [expected, expected]), role: 'estimate', width: 1.5 },
      { type: 'dots', x: middle, y: days.map(({ blocks }) => blocks), role: 'ink', radius: 4, alpha: 1 },
      ...rules(events),
      ...(days.length === 0
        ? []
        : [
            {
              type: 'label',
              place: 'right',
              x: 0,
              y: days.at(-1)!.expected,
              role: 'estimate',
              text: 'Expected\nand what\nluck allows',
            } as const,
          ]),
    ],
    readings: {
      x: middle,
      at: (k): Reading => {
        const { day, blocks, expected, low, high } = days[k]!;
        return {
          heading: formatDayShort(day),
          y: blocks,
          lines: [
            { label: 'Blocks', value: formatCount(blocks, style) },
            { label: 'Expected', value: formatCount(expected, style, 1), role: 'estimate' },
            { label: 'Luck allows', value: `${formatCount(low, style)} to ${formatCount(high, style)}` },
          ],
        };
      },
    },
    table: table('Blocks of each UTC day', ['Day (UTC)', 'Blocks', 'Expected', 'Luck allows'], days.length, {
      row: (k) => {
        const { day, blocks, expected, low, high } = days[k]!;
        return [
          formatDayShort(day),
          formatCount(blocks, style),
          formatCount(expected, style, 1),
          `${formatCount(low, style)} to ${formatCount(high, style)}`,
        ];
      },
      csvColumns: ['day_utc', 'blocks', 'expected', 'low', 'high'],
      csvRow: (k) => [formatIso(days[k]!.day), days[k]!.blocks, days[k]!.expected, days[k]!.low, days[k]!.high],
    }),
  };
}

function retargetsPlot({ epochs, luck }: ChartOf<'difficulty'>, style: NumberStyle): Drawn {
  const half = epochs.length > 1 ? (epochs.at(-1)!.time - epochs[0]!.time) / (epochs.length - 1) / 2.6 : 5 * DAY;
  const changes = epochs.map(({ change }) => (change - 1) * 100);
  const bound = Math.max(5, ...changes.map(Math.abs));
  const [low, high] = [Math.min(0, ...changes) - bound * 0.15, Math.max(0, ...changes) + bound * 0.15];
  const [start, end] = [(epochs[0]?.time ?? 0) - 2 * half, (epochs.at(-1)?.time ?? DAY) + 2 * half];
  return {
    x: { kind: 'time', domain: [start, end] },
    y: {
      kind: 'linear',
      domain: [low, high],
      title: 'Change of difficulty at each retarget, %',
      format: (value) => formatChange(1 + value / 100, style, 0).replace(/\u202f%$/, ''),
    },
    layers: [
      {
        type: 'band',
        x: [start, end],
        low: [(luck.low - 1) * 100, (luck.low - 1) * 100],
        high: [(luck.high - 1) * 100, (luck.high - 1) * 100],
        role: 'raw',
        alpha: 0.16,
      },
      {
        type: 'bars',
        from: epochs.map(({ time }) => time - half),
        to: epochs.map(({ time }) => time + half),
        y: changes,
        base: 0,
        role: 'estimate',
        below: 'fall',
      },
      ...epochs
        .filter(({ marked }) => marked)
        .map((epoch): Layer => ({
          type: 'rule',
          at: epoch.time,
          label: formatChange(epoch.change, style, 2),
          role: 'event',
          shape: 'event',
        })),
      { type: 'label', place: 'right', x: end, y: 0, role: 'raw', text: 'What luck\nalone does' },
    ],
    readings: {
      x: epochs.map(({ time }) => time),
      at: (k): Reading => ({
        heading: `${formatDayShort(epochs[k]!.time)}, height ${formatCount(epochs[k]!.height, style)}`,
        lines: [{ label: 'Change', value: formatChange(epochs[k]!.change, style, 2) }],
      }),
    },
    table: table('Retargets', ['Height', 'Day (UTC)', 'Change'], epochs.length, {
      row: (k) => [
        formatCount(epochs[k]!.height, style),
        formatDayShort(epochs[k]!.time),
        formatChange(epochs[k]!.change, style, 2),
      ],
      csvColumns: ['height', 'time_utc', 'change_ratio'],
      csvRow: (k) => [epochs[k]!.height, formatIso(epochs[k]!.time), epochs[k]!.change],
    }),
  };
}

function pricePlot({ rows, events, periods, levels, symbol }: ChartOf<'price'>, style: NumberStyle): Drawn {
  const time = rows.map((row) => row.time);
  const low = Math.min(...rows.map((row) => row.low));
  const high = Math.max(...rows.map((row) => row.high));
  const isLog = high / low > 20;
  const inside = levels.filter(({ price }) => price >= low * 0.97 && price <= high * 1.03);
  const dollars = (value: number): string => `$${formatCount(value, style)}`;
  return {
    x: { kind: 'time', domain: [time[0] ?? 0, time.at(-1) ?? DAY] },
    y: {
      kind: isLog ? 'log' : 'linear',
      domain: isLog ? [low / 1.2, high * 1.2] : niceUpTo(low - (high - low) * 0.05, high + (high - low) * 0.05),
      title: isLog ? `${symbol}, log scale` : `${symbol} in dollars; the axis does not start at zero`,
      format: (value) => formatCount(value, style),
    },
    layers: [
      ...periods.map((period): Layer => ({ type: 'span', role: 'event', ...period })),
      {
        type: 'band',
        x: time,
        low: rows.map((row) => row.low),
        high: rows.map((row) => row.high),
        role: 'raw',
        alpha: 0.35,
      },
      { type: 'line', x: time, y: rows.map((row) => row.close), role: 'ink', width: 1.5 },
      ...inside.map(({ price, label }): Layer => ({ type: 'level', at: price, role: 'muted', label })),
      ...rules(events),
      {
        type: 'label',
        place: 'right',
        x: time.at(-1) ?? 0,
        y: rows.at(-1)?.close ?? 0,
        role: 'ink',
        text: 'Close, and\nhigh to low',
      },
    ],
    readings: {
      x: time,
      at: (k): Reading => ({
        heading: `${formatUtcShort(rows[k]!.time)} UTC`,
        y: rows[k]!.close,
        lines: [
          { label: 'Close', value: dollars(rows[k]!.close) },
          { label: 'Low to high', value: `${dollars(rows[k]!.low)} to ${dollars(rows[k]!.high)}` },
        ],
      }),
    },
    table: table(`${symbol}, by the hour`, ['Hour (UTC)', 'Close', 'Low', 'High'], rows.length, {
      row: (k) => [
        formatUtcShort(rows[k]!.time),
        dollars(rows[k]!.close),
        dollars(rows[k]!.low),
        dollars(rows[k]!.high),
      ],
      csvColumns: ['time_utc', 'close_usd', 'low_usd', 'high_usd'],
      csvRow: (k) => [formatIso(rows[k]!.time), rows[k]!.close, rows[k]!.low, rows[k]!.high],
    }),
  };
}

function placeboPlot({ bins, marks }: ChartOf<'placebo'>, style: NumberStyle): Drawn {
  const top = niceUpTo(0, Math.max(1, ...bins.map(({ windows }) => windows)))[1];
  const ends = [...bins.flatMap(({ low, high }) => [low, high]), ...marks.map(({ change }) => change - 1)];
  const write = (change: number, decimals = 1): string => formatChange(1 + change, style, decimals);
  return {
    x: {
      kind: 'linear',
      domain: [Math.min(...ends) - 0.005, Math.max(...ends) + 0.005],
      format: (change) => write(change, 0),
    },
    y: {
      kind: 'linear',
      domain: [0, top],
      title: 'Windows, by change of the price',
      format: (value) => formatCount(value, style),
    },
    layers: [
      {
        type: 'bars',
        from: bins.map(({ low }) => low),
        to: bins.map(({ high }) => high),
        y: bins.map(({ windows }) => windows),
        base: 0,
        role: 'raw',
        below: 'raw',
        alpha: 0.6,
      },
      ...marks.map((mark): Layer => ({
        type: 'rule',
        at: mark.change - 1,
        label: mark.label,
        role: 'event',
        shape: 'event',
      })),
    ],
    readings: {
      x: bins.map(({ low, high }) => (low + high) / 2),
      at: (k): Reading => ({
        heading: `${write(bins[k]!.low)} to ${write(bins[k]!.high)}`,
        lines: [{ label: 'Windows', value: formatCount(bins[k]!.windows, style) }],
      }),
    },
    table: table('Price changes of windows before the event', ['From', 'To', 'Windows'], bins.length, {
      row: (k) => [write(bins[k]!.low), write(bins[k]!.high), formatCount(bins[k]!.windows, style)],
      csvColumns: ['change_from', 'change_to', 'windows'],
      csvRow: (k) => [bins[k]!.low, bins[k]!.high, bins[k]!.windows],
    }),
  };
}

/** One row a test: the measured change with its interval as a bar, the claimed one as a tick. */
function ratiosPlot({ rows }: ChartOf<'ratios'>, style: NumberStyle): Drawn {
  const height = (k: number): number => rows.length - k;
  const ends = rows
    .flatMap(({ claimed, measured }) => [claimed, measured.low, measured.high, 1])
    .map((ratio) => ratio - 1);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const pad = (high - low) * 0.04 || 0.1;
  return {
    x: { kind: 'linear', domain: [low - pad, high + pad], format: (change) => formatChange(1 + change, style, 0) },
    y: { kind: 'linear', domain: [0.4, rows.length + 0.9], title: '', format: () => '', bare: true },
    layers: [
      { type: 'rule', at: 0, label: 'no change', role: 'ink', shape: 'event' },
      ...rows.flatMap(({ label, claimed, measured, verdict }, k): Layer[] => {
        const at = height(k);
        return [
          { type: 'line', x: [measured.low - 1, measured.high - 1], y: [at, at], role: 'estimate', width: 4 },
          { type: 'dots', x: [measured.median - 1], y: [at], role: 'estimate', radius: 5, alpha: 1 },
          { type: 'line', x: [claimed - 1, claimed - 1 + 1e-9], y: [at - 0.18, at + 0.18], role: 'fall', width: 3 },
          { type: 'label', place: 'row', x: low, y: at, role: 'muted', text: `${label}: ${verdict}` },
        ];
      }),
      { type: 'label', place: 'right', x: high, y: rows.length, role: 'estimate', text: 'Measured\nwith interval' },
      { type: 'label', place: 'right', x: high, y: rows.length - 0.6, role: 'fall', text: 'Claimed' },
    ],
    readings: { x: [], at: () => ({ heading: '', lines: [] }) },
    table: table(
      'Changes of hashrate, measured and claimed',
      ['Claim and verdict', 'Claimed', 'Measured'],
      rows.length,
      {
        row: (k) => [
          `${rows[k]!.label}: ${rows[k]!.verdict}`,
          formatChange(rows[k]!.claimed, style),
          formatChangeInterval(rows[k]!.measured, style),
        ],
        csvColumns: ['claim', 'claimed_ratio', 'low_ratio', 'median_ratio', 'high_ratio', 'verdict'],
        csvRow: (k) => {
          const { label, claimed, measured, verdict } = rows[k]!;
          return [label, claimed, measured.low, measured.median, measured.high, verdict];
        },
      },
    ),
  };
}

function rules(events: readonly { readonly time: number; readonly label: string }[]): Layer[] {
  return events.map(({ time, label }) => ({ type: 'rule', at: time, label, role: 'event', shape: 'event' }));
}

function table(
  caption: string,
  labels: readonly string[],
  length: number,
  rest: Pick<Table, 'row' | 'csvColumns' | 'csvRow'>,
): Table {
  return { caption, length, columns: labels.map((label, k) => ({ label, numeric: k > 0 })), ...rest };
}
