import { networkParams } from '../../consensus/params.ts';
import { retargetInterval } from '../../consensus/retarget.ts';
import { difficultyFromBits } from '../../primitives/work.ts';
import { forecastDifficulty } from '../difficulty/forecast.ts';
import type { NoForecast } from '../difficulty/forecast.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { BlockSeries } from '../series/block-series.ts';
import { binCounts, DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { bitsText, knownEpochs } from './difficulty-history-answer.ts';
import type { DocumentHead } from './document.ts';
import { describeSource } from './sources.ts';
import type { AnswerReject, ObservatorySources, Source } from './sources.ts';
import { formatChange, formatDay, formatHashrate, formatUtc } from './units.ts';

/** The epoch that a chain is in. */
export interface EpochUnderWay {
  readonly firstHeight: number;
  readonly tipHeight: number;
  readonly tipTime: number;
  /** Blocks of the epoch that are found, the first one included. */
  readonly blocks: number;
  readonly blocksLeft: number;
  readonly difficulty: number;
  readonly bits: string;
}

/** The next retarget: `vigil difficulty --json`, `GET /api/v1/difficulty`. */
export interface DifficultyDocument extends DocumentHead<'difficulty'> {
  readonly epoch: EpochUnderWay;
  readonly hashrate: Interval;
  readonly next: {
    readonly height: number;
    readonly time: Interval;
    /** New difficulty over the present one. */
    readonly change: Interval;
    readonly difficulty: Interval;
    readonly probabilityUp: number;
  };
}

/** How far back the forecast looks for the hashrate, and in what steps. */
const LOOK_BACK_SEC = 90 * DAY_SEC;
const BIN_SEC = DAY_SEC / 4;

/** Forecasts the next retarget from the newest single blocks at hand, as of their last block. */
export function answerDifficulty(
  sources: ObservatorySources,
  question: { readonly level: number },
): DifficultyDocument | AnswerReject {
  const source = sources.observations.find((one): one is Source<BlockSeries> => one.series.kind === 'blocks');
  if (source === undefined) {
    return { code: 'no-observations', message: 'a forecast needs single blocks; give --headers or --times' };
  }
  const { series } = source;
  const params = networkParams(sources.network);
  const interval = retargetInterval(params);
  const tip = series.timesSec.length - 1;
  const tipHeight = series.firstHeight + tip;
  const firstHeight = tipHeight - (tipHeight % interval);
  const first = firstBlock(sources, series, firstHeight);
  if (first === undefined) {
    const message = `the forecast needs the epoch's first block, height ${firstHeight}; the data begin at ${series.firstHeight}`;
    return { code: 'no-forecast', message };
  }
  const forecast = forecastDifficulty({
    params,
    epoch: { firstTimeSec: first.timeSec, tipHeight, tipTimeSec: series.timesSec[tip]!, bits: first.bits },
    counts: recentCounts(series),
    level: question.level,
  });
  if (forecast.kind === 'none') return { code: 'no-forecast', message: WHY_NONE[forecast.reason] };
  const { height, blocksLeft, hashrate, time, change, difficulty, probabilityUp } = forecast;
  const epoch = {
    firstHeight,
    tipHeight,
    tipTime: series.timesSec[tip]!,
    blocks: tipHeight - firstHeight + 1,
    blocksLeft,
    difficulty: difficultyFromBits(first.bits),
    bits: bitsText(first.bits),
  };
  const document = {
    schema: 'vigil.difficulty/1' as const,
    network: sources.network,
    source: describeSource(source),
    level: question.level,
    notes: [`as of block ${tipHeight}, ${formatUtc(epoch.tipTime)}`],
    epoch,
    hashrate,
    next: { height, time, change, difficulty, probabilityUp },
  };
  return { ...document, sentence: sentenceOf(document) };
}

const WHY_NONE: Readonly<Record<NoForecast['reason'], string>> = {
  'no-retargeting': 'this network never changes its difficulty',
  'minimum-difficulty':
    'late blocks of this network may have the minimum difficulty, so its retargets can not be forecast',
  'no-counts': 'the blocks at hand all carry one time: there is nothing to forecast from',
};

/** Time and bits of the epoch's first block: from the series, else from the table of retargets. */
function firstBlock(
  sources: ObservatorySources,
  series: BlockSeries,
  height: number,
): { readonly timeSec: number; readonly bits: number } | undefined {
  const index = height - series.firstHeight;
  if (index >= 0) {
    const bits = series.bits?.[index];
    return bits === undefined ? undefined : { timeSec: series.givenTimesSec[index]!, bits };
  }
  const epoch = knownEpochs(sources)?.epochs.find(({ firstHeight }) => firstHeight === height);
  return epoch === undefined ? undefined : { timeSec: epoch.firstTimeSec, bits: epoch.bits };
}

/** Counts of a quarter of a day each, ending at the last block: the newest 90 days of the series. */
function recentCounts(series: BlockSeries): WindowCount[] {
  const { timesSec } = series;
  const toSec = timesSec[timesSec.length - 1]!;
  const bins = Math.floor((toSec - Math.max(timesSec[0]!, toSec - LOOK_BACK_SEC)) / BIN_SEC);
  if (bins > 0) return binCounts(series, { fromSec: toSec - bins * BIN_SEC, toSec, stepSec: BIN_SEC });
  return toSec > timesSec[0]! ? binCounts(series, { fromSec: timesSec[0]!, toSec, stepSec: toSec - timesSec[0]! }) : [];
}

function sentenceOf(document: Omit<DifficultyDocument, 'sentence'>): string {
  const { next, epoch, level, hashrate } = document;
  const percent = `${Math.round(level * 1000) / 10} %`;
  const asOf = `As of ${formatDay(epoch.tipTime)}`;
  if (epoch.blocksLeft === 0) {
    return `${asOf}, difficulty changes by ${formatChange(next.change.median)} with the next block, at height ${next.height}.`;
  }
  const change = `${formatChange(next.change.median)} (${percent}: ${formatChange(next.change.low)} to ${formatChange(next.change.high)})`;
  const when = `around ${formatDay(next.time.median)} (${formatUtc(next.time.low)} to ${formatUtc(next.time.high)})`;
  return `${asOf}, difficulty is set to change by ${change} at height ${next.height}, ${when}, if hashrate stays near ${formatHashrate(hashrate.median)}.`;
}
