import { networkParams } from '../../consensus/params.ts';
import { retargetInterval } from '../../consensus/retarget.ts';
import { epochsOfSeries } from '../difficulty/epochs-of-series.ts';
import { difficultyHistory } from '../difficulty/history.ts';
import type { EpochEnds } from '../difficulty/history.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { BlockSeries } from '../series/block-series.ts';
import type { DocumentHead } from './document.ts';
import { describeSource } from './sources.ts';
import type { AnswerReject, ObservatorySources, SourceUsed } from './sources.ts';
import { formatChange, formatDay } from './units.ts';

/** One epoch, from its retarget on. */
export interface EpochRow {
  readonly height: number;
  readonly time: number;
  readonly difficulty: number;
  readonly bits: string;
  /** Difficulty over that of the epoch before; `null` for the first. */
  readonly change: number | null;
  /** Mean seconds a block; `null` while the epoch lasts. */
  readonly secondsPerBlock: number | null;
  readonly hashrate: Interval | null;
}

/** Every retarget that is known: `vigil difficulty history --json`, `GET /api/v1/difficulty/history`. */
export interface DifficultyHistoryDocument extends DocumentHead<'difficulty-history'> {
  readonly epochs: readonly EpochRow[];
}

/** Lists the epochs, each with its change and with the hashrate that its 2015 intervals tell. */
export function answerDifficultyHistory(
  sources: ObservatorySources,
  question: { readonly level: number },
): DifficultyHistoryDocument | AnswerReject {
  const found = knownEpochs(sources);
  if (found === undefined) {
    return { code: 'no-epochs', message: 'no retarget is known: headers from the start of an epoch on are needed' };
  }
  const interval = retargetInterval(networkParams(sources.network));
  const { epochs, used } = found;
  const rows = difficultyHistory(epochs, { epochBlocks: interval, level: question.level }).map((record): EpochRow => {
    const { firstHeight: height, timeSec: time, difficulty, bits, change, secondsPerBlock, hashrate } = record;
    return { height, time, difficulty, bits: bitsText(bits), change, secondsPerBlock, hashrate };
  });
  return {
    schema: 'vigil.difficulty-history/1',
    network: sources.network,
    source: used,
    level: question.level,
    notes: [],
    sentence: sentenceOf(rows),
    epochs: rows,
  };
}

/** The longest list of epochs that one source gives. */
export function knownEpochs(
  sources: ObservatorySources,
): { readonly epochs: readonly EpochEnds[]; readonly used: SourceUsed } | undefined {
  const interval = retargetInterval(networkParams(sources.network));
  let best: { epochs: readonly EpochEnds[]; used: SourceUsed } | undefined;
  for (const source of sources.observations) {
    if (source.series.kind !== 'blocks') continue;
    const epochs = epochsOfSeries(source.series as BlockSeries, interval);
    if (epochs.length > (best?.epochs.length ?? 0)) best = { epochs, used: describeSource(source) };
  }
  const table = sources.epochs?.epochs ?? [];
  if (table.length <= (best?.epochs.length ?? 0)) return best;
  const last = table[table.length - 1]!;
  const used: SourceUsed = {
    kind: 'epochs',
    description: "Vigil's built-in table of retargets",
    from: table[0]!.firstTimeSec,
    to: last.lastTimeSec ?? last.firstTimeSec,
    timeSource: 'header',
    repairedTimes: 0,
  };
  return { epochs: table, used };
}

/** Writes compact bits as Bitcoin Core does: eight hex digits. */
export function bitsText(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}

function sentenceOf(rows: readonly EpochRow[]): string {
  const last = rows[rows.length - 1]!;
  const count = `${rows.length} retarget${rows.length === 1 ? '' : 's'}`;
  if (last.change === null) return `${count} known, at height ${last.height} on ${formatDay(last.time)}.`;
  return `${count} known; the last one, at height ${last.height} on ${formatDay(last.time)}, changed the difficulty by ${formatChange(last.change)}.`;
}
