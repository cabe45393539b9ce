import { formatCount } from '../../answers/units.ts';
import { gammaInterval } from '../../hashrate/interval.ts';
import type { Interval } from '../../hashrate/interval.ts';
import { EPOCH_BLOCKS } from '../../history/epoch-table.ts';
import type { Epoch } from '../../history/epoch-table.ts';
import { changeText, momentText, shareText } from '../figures.ts';
import type { DifficultyChart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Epochs shown before and after the report's span. */
const BEFORE = 4;
const AFTER = 3;
/** Most epochs in the section; longer spans show the last of them. */
const MAX_EPOCHS = 60;

interface EpochRow {
  readonly epoch: Epoch;
  /** Difficulty over that of the epoch before. */
  readonly change: number;
  /** Mean hashrate over the epoch; `undefined` for one whose end is not known. */
  readonly hashrate: Interval | undefined;
  readonly secondsPerBlock: number | undefined;
  /** Whether the epoch overlaps the main window. */
  readonly marked: boolean;
}

/** The difficulty around the span: exact figures, and how much luck there is in each change. */
export function difficultySection(facts: ReportFacts): ReportSection {
  const head = { id: 'difficulty', title: 'The difficulty' };
  const rows = epochRows(facts);
  if (rows.length === 0) {
    return {
      ...head,
      sentence: 'Nothing can be told of the difficulty.',
      parts: [],
      missing: 'The first and last headers of the difficulty epochs of this span would be needed.',
    };
  }
  const { level } = facts.input;
  const luck = luckOfRetarget(level);
  return {
    ...head,
    sentence: sentenceOf(rows, luck, level),
    parts: [
      {
        kind: 'text',
        text:
          `The difficulty follows the time that ${EPOCH_BLOCKS} blocks took, and that time has luck in it: at a steady hashrate ` +
          `${shareText(level)} of changes lie between ${changeText(luck.low)} and ${changeText(luck.high)}. A loss that lasts ` +
          `part of an epoch is thinned out by the rest of it.`,
      },
      difficultyChart(rows, luck, level),
      {
        kind: 'table',
        caption: `Difficulty epochs; hashrate is the mean over the epoch, with its ${shareText(level)} interval`,
        columns: [
          { key: 'height', label: 'First block', type: 'count' },
          { key: 'time', label: 'From (UTC)', type: 'time' },
          { key: 'difficulty', label: 'Difficulty, T', type: 'text' },
          { key: 'change', label: 'Change', type: 'change' },
          { key: 'secondsPerBlock', label: 'Seconds a block', type: 'number' },
          { key: 'hashrate', label: 'Hashrate', type: 'hashrate-interval' },
        ],
        rows: rows.map(({ epoch, change, hashrate, secondsPerBlock }) => ({
          height: epoch.firstHeight,
          time: epoch.firstTimeSec,
          difficulty: (epoch.difficulty / 1e12).toPrecision(4),
          change,
          secondsPerBlock: secondsPerBlock ?? null,
          hashrate: hashrate ?? null,
        })),
      },
    ],
    missing: null,
  };
}

function epochRows({ input }: ReportFacts): EpochRow[] {
  const epochs = input.sources.epochs?.epochs ?? [];
  const first = epochs.findIndex((epoch) => (epoch.lastTimeSec ?? Infinity) > input.fromSec);
  const last = epochs.findLastIndex((epoch) => epoch.firstTimeSec < input.toSec);
  if (first < 0 || last < first) return [];
  const start = Math.max(1, first - BEFORE, Math.min(last + AFTER, epochs.length - 1) - MAX_EPOCHS + 1);
  const main = input.windows[1] ?? input;
  return epochs.slice(start, last + AFTER + 1).map((epoch, i) => {
    const change = epoch.difficulty / epochs[start + i - 1]!.difficulty;
    const previous = epochs[start + i - 1]!;
    const marked = previous.firstTimeSec < main.toSec && (previous.lastTimeSec ?? Infinity) > main.fromSec;
    if (epoch.lastTimeSec === undefined)
      return { epoch, change, hashrate: undefined, secondsPerBlock: undefined, marked };
    // N blocks have N - 1 intervals between the first's time and the last's; the prior is 1/H, as for block counts.
    const intervals = EPOCH_BLOCKS - 1;
    const seconds = epoch.lastTimeSec - epoch.firstTimeSec;
    const hashrate = gammaInterval({ shape: intervals, rate: seconds / epoch.work }, input.level);
    return { epoch, change, hashrate, secondsPerBlock: seconds / intervals, marked };
  });
}

/** Changes of difficulty that a steady hashrate shows: the sum of 2015 exponential times, seen from the target. */
function luckOfRetarget(level: number): { readonly low: number; readonly high: number } {
  const { low, high } = gammaInterval({ shape: EPOCH_BLOCKS - 1, rate: EPOCH_BLOCKS }, level);
  return { low: 1 / high, high: 1 / low };
}

function sentenceOf(
  rows: readonly EpochRow[],
  luck: { readonly low: number; readonly high: number },
  level: number,
): string {
  const marked = rows.filter((row) => row.marked);
  if (marked.length === 0) return 'No change of difficulty in the table was led to by the blocks of this span.';
  const changes = marked.map(({ epoch, change }) => {
    const isLuck = change >= luck.low && change <= luck.high;
    const words = isLuck ? 'as luck alone does at a steady hashrate' : 'more than luck alone does at a steady hashrate';
    return `${changeText(change)} at height ${formatCount(epoch.firstHeight)} (${momentText(epoch.firstTimeSec)}), ${words}`;
  });
  const shown = changes.length <= 3 ? changes.join('; ') : `${changes.length} changes, the last ${changes.at(-1)}`;
  return `The blocks of this span led to ${shown} in ${shareText(level)} of cases.`;
}

function difficultyChart(
  rows: readonly EpochRow[],
  luck: { readonly low: number; readonly high: number },
  level: number,
): DifficultyChart {
  const said = rows.map(({ epoch, change }) => `${momentText(epoch.firstTimeSec)}: ${changeText(change)}`);
  return {
    kind: 'chart',
    chart: 'difficulty',
    title: 'Change of difficulty at each retarget',
    caption: `The band is what luck alone does to ${shareText(level)} of changes at a steady hashrate. Orange: changes that the blocks of the main window led to.`,
    summary: said.length <= 12 ? `${said.join('; ')}.` : `${said.length} changes, from ${said[0]} to ${said.at(-1)}.`,
    epochs: rows.map(({ epoch, change, marked }) => ({
      height: epoch.firstHeight,
      time: epoch.firstTimeSec,
      change,
      marked,
    })),
    luck,
  };
}
