import { estimateTrend } from '../hashrate/trend.ts';
import { coreNetworkHashrate, estimateBlockCount, estimateWindow } from '../hashrate/window-estimate.ts';
import { firstIndexAtOrAfter } from '../series/block-series.ts';
import type { BlockSeries } from '../series/block-series.ts';
import { binCounts, countWindow, DAY_SEC } from '../series/observations.ts';
import type { Observations } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { DocumentHead } from './document.ts';
import type { WindowLength } from './quantities.ts';
import { chooseObservations, isReject } from './sources.ts';
import type { AnswerReject, Chosen, ObservatorySources } from './sources.ts';
import {
  formatCounted,
  formatDay,
  formatDuration,
  formatHashrate,
  formatHashrateRange,
  formatUtc,
  hashrateUnit,
} from './units.ts';

/** One window's estimate. H/s and seconds since 1970. */
export interface HashratePoint {
  readonly from: number;
  readonly to: number;
  readonly blocks: number;
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** The plain figure, work found over time, and its standard error by counts: `178.0 ± 5.5`. */
  readonly estimate: number;
  readonly sigma: number;
  /** Bitcoin Core's `getnetworkhashps` over the same blocks, biased high by N/(N-1); only for windows of blocks. */
  readonly core?: number;
}

/** The smooth estimate at the middle of one bin. */
export interface TrendPoint {
  readonly time: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly low50: number;
  readonly high50: number;
}

/** Hashrate over a span: `vigil hashrate --json`, `GET /api/v1/hashrate`. */
export interface HashrateDocument extends DocumentHead<'hashrate'> {
  readonly from: number;
  readonly to: number;
  readonly window: WindowLength;
  /** Seconds from the end of one window to the end of the next. */
  readonly step: number;
  /**
   * The whole span as one window: the mean over its exposure, which counts a moment the more the lower the difficulty
   * was. Over years in which hashrate grew many times over, read `trend` instead.
   */
  readonly whole: HashratePoint;
  readonly points: readonly HashratePoint[];
  readonly trend: readonly TrendPoint[];
  /** Counts behind the trend, and what each alone would say. */
  readonly raw: readonly {
    readonly from: number;
    readonly to: number;
    readonly blocks: number;
    readonly hashrate: number;
  }[];
}

/** What is asked. Times in seconds since 1970. */
export interface HashrateQuestion {
  readonly fromSec?: number;
  readonly toSec?: number;
  readonly window?: WindowLength;
  readonly stepSec?: number;
  readonly level: number;
}

/** Most windows in one answer. */
const MAX_POINTS = 20_000;
/** Most bins under the trend: its cost grows with them, and no screen shows more. */
const MAX_BINS = 2_000;
/** Shortest bin of the trend: below it bins hold too few blocks to be drawn. */
const MIN_BIN_SEC = 6 * 3600;

/** Estimates the hashrate of a span: as a whole, in windows, and as a smooth trend with its band. */
export function answerHashrate(
  sources: ObservatorySources,
  question: HashrateQuestion,
): HashrateDocument | AnswerReject {
  const chosen = chooseObservations(sources, question.fromSec, question.toSec);
  if (isReject(chosen)) return chosen;
  const notes: string[] = [];
  const { observations, used, fromSec, toSec } = chosen;
  if (used.repairedTimes > 0) notes.push(repairedNote(used.repairedTimes));
  const window = question.window ?? { kind: 'time', seconds: Math.min(DAY_SEC, toSec - fromSec) };
  const plan = planWindows(chosen, window, question.stepSec, notes);
  if (isReject(plan)) return plan;
  const whole = countWindow(observations, fromSec, toSec);
  if (whole.fromSec !== fromSec || whole.toSec !== toSec) notes.push(dayNote(whole));
  const bins = trendBins(observations, whole);
  const { points: band } = estimateTrend(bins, question.level);
  const document = {
    schema: 'vigil.hashrate/1' as const,
    network: sources.network,
    source: used,
    level: question.level,
    notes,
    from: whole.fromSec,
    to: whole.toSec,
    window,
    step: plan.stepSec,
    whole: pointFromCount(whole, question.level),
    points: plan.points(question.level),
    trend: band.map(({ timeSec, median, low, high, low50, high50 }) => {
      return { time: timeSec, median, low, high, low50, high50 };
    }),
    raw: bins.map((bin) => {
      return { from: bin.fromSec, to: bin.toSec, blocks: bin.blocks, hashrate: bin.blocks / bin.exposure };
    }),
  };
  return { ...document, sentence: sentenceOf(document) };
}

/** How the windows of a question lie: their step, and the estimates, computed when asked for. */
interface WindowPlan {
  readonly stepSec: number;
  readonly points: (level: number) => HashratePoint[];
}

function planWindows(
  chosen: Chosen,
  window: WindowLength,
  askedStepSec: number | undefined,
  notes: string[],
): WindowPlan | AnswerReject {
  const { observations, fromSec, toSec } = chosen;
  if (window.kind === 'blocks') {
    if (observations.kind === 'days') {
      return {
        code: 'bad-window',
        message: `windows of blocks need single blocks; ${chosen.used.description} has days`,
      };
    }
    return planBlockWindows(observations, chosen, window.blocks, askedStepSec);
  }
  let { seconds } = window;
  let stepSec = askedStepSec ?? seconds;
  if (observations.kind === 'days' && (seconds % DAY_SEC !== 0 || stepSec % DAY_SEC !== 0)) {
    seconds = wholeDays(seconds);
    stepSec = wholeDays(stepSec);
    notes.push(`only counts a day are at hand for this span: windows of ${formatDuration(seconds)} are used`);
  }
  if (seconds > toSec - fromSec) {
    return {
      code: 'bad-window',
      message: `a window of ${formatDuration(seconds)} does not fit in the span of ${formatDuration(toSec - fromSec)}`,
    };
  }
  const count = Math.floor((toSec - fromSec - seconds) / stepSec) + 1;
  if (count > MAX_POINTS) return tooMany(count);
  const points = (level: number): HashratePoint[] =>
    Array.from({ length: count }, (_, k) => {
      // Counted back from the end, so that the newest window is always there.
      const end = toSec - (count - 1 - k) * stepSec;
      return pointFromCount(countWindow(observations, end - seconds, end), level);
    });
  return { stepSec, points };
}

function planBlockWindows(
  series: BlockSeries,
  span: { readonly fromSec: number; readonly toSec: number },
  blocks: number,
  askedStepSec: number | undefined,
): WindowPlan | AnswerReject {
  const stepSec = askedStepSec ?? blocks * 600;
  const firstIndex = firstIndexAtOrAfter(series.timesSec, span.fromSec);
  const count = Math.floor((span.toSec - span.fromSec) / stepSec) + 1;
  if (count > MAX_POINTS) return tooMany(count);
  const ends: number[] = [];
  for (let k = count - 1; k >= 0; k--) {
    const end = span.toSec - k * stepSec;
    const last = firstIndexAtOrAfter(series.timesSec, end + 1) - 1;
    if (last - blocks >= firstIndex && last !== ends.at(-1)) ends.push(last);
  }
  if (ends.length === 0) {
    return { code: 'bad-window', message: `a window of ${blocks} blocks does not fit in the span` };
  }
  const points = (level: number): HashratePoint[] =>
    ends.map((end) => pointFromBlocks(series, { end, blocks, level })).filter((point) => point !== undefined);
  return { stepSec, points };
}

function tooMany(count: number): AnswerReject {
  return {
    code: 'too-many-points',
    message: `this asks for ${count} windows, over ${MAX_POINTS}; give a longer --step`,
  };
}

function wholeDays(seconds: number): number {
  return Math.max(1, Math.round(seconds / DAY_SEC)) * DAY_SEC;
}

/** Estimates one window of fixed times. */
export function pointFromCount(count: WindowCount, level: number): HashratePoint {
  const { mean, median, low, high, sigma } = estimateWindow(count, level);
  const { fromSec: from, toSec: to, blocks } = count;
  return { from, to, blocks, mean, median, low, high, estimate: sigma.hashrate, sigma: sigma.error };
}

/** Estimates one window of blocks; `undefined` when they all carry one time. */
function pointFromBlocks(
  series: BlockSeries,
  window: { readonly end: number; readonly blocks: number; readonly level: number },
): HashratePoint | undefined {
  const found = estimateBlockCount(series, window);
  if (found === undefined) return undefined;
  const { fromSec: from, toSec: to, blocks, mean, median, low, high, sigma } = found;
  const core = coreNetworkHashrate({ timesSec: series.givenTimesSec, work: series.work }, window);
  return { from, to, blocks, mean, median, low, high, estimate: sigma.hashrate, sigma: sigma.error, core };
}

/** Cuts the span into the bins that the trend is fitted to. */
export function trendBins(
  observations: Observations,
  span: { readonly fromSec: number; readonly toSec: number },
): WindowCount[] {
  const seconds = span.toSec - span.fromSec;
  const unit = observations.kind === 'days' ? DAY_SEC : 3600;
  const least = observations.kind === 'days' ? DAY_SEC : MIN_BIN_SEC;
  const stepSec = Math.max(least, Math.ceil(seconds / MAX_BINS / unit) * unit);
  return binCounts(observations, { ...span, stepSec: Math.min(stepSec, seconds) });
}

/** Says that times were repaired; for the notes of an answer. */
export function repairedNote(count: number): string {
  return count === 1
    ? '1 header time ran backwards and was replaced by one between its neighbours'
    : `${count} header times ran backwards and were replaced by times between their neighbours`;
}

function dayNote(count: WindowCount): string {
  return `only counts a day are at hand for this span: it was moved to ${formatUtc(count.fromSec)} to ${formatUtc(count.toSec)}`;
}

/** Hashrate that grew (or fell) by more than this over a span has no one figure worth a sentence. */
const ONE_FIGURE_RATIO = 1.5;

function sentenceOf(document: Omit<HashrateDocument, 'sentence'>): string {
  const { whole, level, trend } = document;
  const percent = `${Math.round(level * 1000) / 10} %`;
  const first = trend[0];
  const last = trend[trend.length - 1];
  if (first !== undefined && last !== undefined && isFarApart(first.median, last.median)) {
    const verb = last.median > first.median ? 'rose' : 'fell';
    return `Hashrate ${verb} from ${bandText(first)} on ${formatDay(first.time)} to ${bandText(last)} on ${formatDay(last.time)} (ranges: ${percent}).`;
  }
  const middle = formatHashrate(whole.median, hashrateUnit(whole.high));
  const range = formatHashrateRange(whole.low, whole.high);
  const span = `from ${formatUtc(whole.from)} to ${formatUtc(whole.to)}`;
  if (whole.blocks === 0) return `No block was found ${span}: with ${percent} probability hashrate was ${range}.`;
  const blocks = formatCounted(whole.blocks, 'block');
  return `Hashrate was ${middle} ${span}: with ${percent} probability ${range}, from ${blocks}.`;
}

function isFarApart(a: number, b: number): boolean {
  return Math.max(a, b) > ONE_FIGURE_RATIO * Math.min(a, b);
}

function bandText(point: TrendPoint): string {
  return `${formatHashrate(point.median)} (${formatHashrateRange(point.low, point.high)})`;
}
