import type { DifficultyDocument, DifficultyHistoryDocument } from '../api/documents.ts';
import type { Plot, Reading, Table } from '../charts/plot.ts';
import {
  formatChange,
  formatCount,
  formatHashrate,
  formatHashrateInterval,
  formatSignificant,
  hashrateUnit,
  prefixOf,
} from '../format/numbers.ts';
import type { NumberStyle } from '../format/numbers.ts';
import { formatDayShort, formatIso, formatUtcShort } from '../format/time.ts';

/** Difficulty since 2009 on a log axis, one step an epoch. */
export function difficultyPlot(
  document: DifficultyHistoryDocument,
  range: readonly [number, number],
  style: NumberStyle,
): Plot {
  const { epochs } = document;
  const shown = epochs.filter(({ time }, k) => (epochs[k + 1]?.time ?? Infinity) >= range[0] && time <= range[1]);
  const values = shown.map(({ difficulty }) => difficulty);
  const low = Math.max(1, Math.min(...values));
  const high = Math.max(...values);
  const isLog = high / low > 8;
  const scale = isLog ? 1 : 10 ** (3 * Math.floor(Math.log10(high) / 3));
  const scaleName = { 1: '', 1e3: 'thousand', 1e6: 'million', 1e9: 'billion', 1e12: 'trillion' }[scale] ?? '';
  return {
    name: 'difficulty',
    title: 'Difficulty',
    summary: document.sentence,
    source: `${document.source.description}. Vigil.`,
    x: { kind: 'time', domain: range },
    y: isLog
      ? {
          kind: 'log',
          domain: [low * 0.7, high * 1.6],
          title: 'Log scale',
          format: (value) => bigNumber(value, style),
        }
      : {
          kind: 'linear',
          domain: [0, high * 1.1],
          title: capital(scaleName),
          format: (value) => formatCount(value / scale, style, high / scale < 3 ? 1 : 0),
        },
    layers: [
      {
        type: 'line',
        x: [...epochs.map(({ time }) => time), range[1]],
        y: [...epochs.map(({ difficulty }) => difficulty), epochs.at(-1)?.difficulty ?? NaN],
        role: 'estimate',
        step: true,
        width: 1.75,
      },
    ],
    readings: { x: epochs.map(({ time }) => time), at: (k) => readingAt(document, k, style, 'difficulty') },
    table: retargetsTable(epochs, style),
  };
}

function retargetsTable(epochs: DifficultyHistoryDocument['epochs'], style: NumberStyle): Table {
  return {
    caption: 'Retargets, newest first; times in UTC',
    columns: [
      { label: 'Height', numeric: false },
      { label: 'Time (UTC)', numeric: false },
      { label: 'Difficulty', numeric: true },
      { label: 'Change', numeric: true },
      { label: 'Seconds a block', numeric: true },
      { label: 'Hashrate over the epoch', numeric: true },
    ],
    length: epochs.length,
    row(k) {
      const epoch = epochs[k]!;
      return [
        formatCount(epoch.height, style),
        formatUtcShort(epoch.time),
        bigNumber(epoch.difficulty, style, 3),
        epoch.change === null ? '–' : formatChange(epoch.change, style, 2),
        epoch.secondsPerBlock === null ? '–' : formatCount(epoch.secondsPerBlock, style, 1),
        epoch.hashrate === null ? '–' : formatHashrateInterval(epoch.hashrate, style),
      ];
    },
    csvColumns: [
      'height',
      'time_utc',
      'difficulty',
      'change_ratio',
      'seconds_per_block',
      'hashrate_low_hs',
      'hashrate_median_hs',
      'hashrate_high_hs',
    ],
    csvRow(k) {
      const { height, time, difficulty, change, secondsPerBlock, hashrate } = epochs[k]!;
      return [
        height,
        formatIso(time),
        difficulty,
        change,
        secondsPerBlock,
        hashrate?.low ?? null,
        hashrate?.median ?? null,
        hashrate?.high ?? null,
      ];
    },
  };
}

/** The forecast of the next change on one line: its interval as a bar, its median as a dot. */
export function forecastPlot(document: DifficultyDocument, style: NumberStyle): Plot {
  const { change, height } = document.next;
  const [low, high] = [Math.min(0, change.low - 1), Math.max(0, change.high - 1)];
  const pad = (high - low) * 0.15;
  const percent = Math.round(document.level * 1000) / 10;
  return {
    name: 'difficulty-forecast',
    title: `Change of difficulty at height ${formatCount(height, style)}`,
    summary: document.sentence,
    source: `${document.source.description}. Vigil.`,
    x: { kind: 'linear', domain: [low - pad, high + pad], format: (value) => formatChange(1 + value, style, 0) },
    y: { kind: 'linear', domain: [0.6, 1.5], title: '', format: () => '', bare: true },
    layers: [
      { type: 'rule', at: 0, label: 'no change', role: 'ink', shape: 'event' },
      { type: 'line', x: [change.low - 1, change.high - 1], y: [1, 1], role: 'estimate', width: 6 },
      { type: 'dots', x: [change.median - 1], y: [1], role: 'estimate', radius: 7, alpha: 1 },
      {
        type: 'label',
        place: 'above',
        x: change.median - 1,
        y: 1.1,
        role: 'estimate',
        text: `${formatChange(change.median, style)}, ${percent} % interval`,
      },
    ],
    readings: {
      x: [change.low - 1, change.median - 1, change.high - 1],
      at: (k) => ({
        heading: ['Low end', 'Median', 'High end'][k] ?? '',
        lines: [
          {
            label: 'Change',
            value: formatChange([change.low, change.median, change.high][k]!, style, 2),
            role: 'estimate',
          },
        ],
      }),
    },
    table: {
      caption: 'Forecast of the next change',
      columns: ['Low', 'Median', 'High'].map((label) => ({ label, numeric: true })),
      length: 1,
      row: () => [change.low, change.median, change.high].map((ratio) => formatChange(ratio, style, 2)),
      csvColumns: ['height', 'low_ratio', 'median_ratio', 'high_ratio', 'level', 'probability_up'],
      csvRow: () => [height, change.low, change.median, change.high, document.level, document.next.probabilityUp],
    },
  };
}

/** Changes above this are cut: four of 2009 to 2011 would press all others flat. In per cent. */
const CHANGES_TO = 60;

/** Change of difficulty at each retarget, as bars from no change. */
export function changesPlot(
  document: DifficultyHistoryDocument,
  range: readonly [number, number],
  style: NumberStyle,
): Plot {
  const { epochs } = document;
  const percent = epochs.map(({ change }) => (change === null ? NaN : (change - 1) * 100));
  const seen = percent.filter(
    (value, k) => !Number.isNaN(value) && epochs[k]!.time >= range[0] && epochs[k]!.time <= range[1],
  );
  const lowest = Math.min(-5, ...seen);
  const highest = Math.max(5, ...seen);
  const low = Math.max(lowest, -CHANGES_TO);
  const high = Math.min(highest, CHANGES_TO);
  const beyond = seen.filter((value) => value > CHANGES_TO).length;
  return {
    name: 'difficulty-changes',
    title: 'Change of difficulty at each retarget',
    summary: `${seen.length} changes, from ${formatChange(1 + lowest / 100, style)} to ${formatChange(1 + highest / 100, style)}.`,
    source: `${document.source.description}. Vigil.`,
    x: { kind: 'time', domain: range },
    y: {
      kind: 'linear',
      domain: [low * 1.1, high * 1.1],
      title: beyond === 0 ? '%' : `%; ${beyond} go beyond, to ${formatChange(1 + highest / 100, style, 0)}`,
      format: (value) => formatChange(1 + value / 100, style, 0).replace(/\u202f%$/, ''),
    },
    layers: [
      {
        type: 'bars',
        from: epochs.map(({ time }) => time),
        to: epochs.map(({ time }, k) => epochs[k + 1]?.time ?? time + 14 * 86_400),
        y: percent,
        base: 0,
        role: 'estimate',
        below: 'fall',
      },
    ],
    readings: { x: epochs.map(({ time }) => time), at: (k) => readingAt(document, k, style, 'change') },
    table: {
      caption: 'Change of difficulty at each retarget',
      columns: [
        { label: 'Height', numeric: false },
        { label: 'Change', numeric: true },
      ],
      length: epochs.length,
      row: (k) => [
        formatCount(epochs[k]!.height, style),
        Number.isNaN(percent[k]!) ? '–' : formatChange(epochs[k]!.change!, style, 2),
      ],
      csvColumns: ['height', 'time_utc', 'change_ratio'],
      csvRow: (k) => [epochs[k]!.height, formatIso(epochs[k]!.time), epochs[k]!.change],
    },
  };
}

function readingAt(
  document: DifficultyHistoryDocument,
  k: number,
  style: NumberStyle,
  marker: 'difficulty' | 'change',
): Reading {
  const { height, time, difficulty, change, hashrate } = document.epochs[k]!;
  const y = marker === 'difficulty' ? difficulty : change === null ? undefined : (change - 1) * 100;
  return {
    heading: `From ${formatDayShort(time)}, height ${formatCount(height, style)}`,
    ...(y === undefined ? {} : { y }),
    lines: [
      { label: 'Difficulty', value: bigNumber(difficulty, style, 3), role: 'estimate' },
      ...(change === null
        ? []
        : [
            {
              label: 'Change',
              value: formatChange(change, style, 2),
              role: change < 1 ? ('fall' as const) : ('rise' as const),
            },
          ]),
      ...(hashrate === null ? [] : [{ label: 'Hashrate over it', value: formatHashrate(hashrate.median, style) }]),
    ],
  };
}

/** A large number with a letter for its power of 1000, as difficulties are quoted: `26.6 T`. */
function bigNumber(value: number, style: NumberStyle, digits = 1): string {
  const prefix = prefixOf(value);
  const letter = hashrateUnit(prefix).replace('H/s', '');
  return `${formatSignificant(value / 1000 ** prefix, style, digits)}${letter === '' ? '' : `\u202f${letter}`}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
