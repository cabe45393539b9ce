import { FEWEST_BINS, findChanges } from '../hashrate/changes.ts';
import type { Interval } from '../hashrate/interval.ts';
import { AVERAGE_RUN_LENGTH_DAYS } from '../hashrate/online-threshold.ts';
import { OnlineDetector } from '../hashrate/online.ts';
import { binCounts, DAY_SEC } from '../series/observations.ts';
import type { Observations } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { DocumentHead } from './document.ts';
import { chooseObservations, isReject } from './sources.ts';
import type { AnswerReject, ObservatorySources } from './sources.ts';
import { formatChange, formatDay, formatDuration, formatUtc } from './units.ts';

/** One change: when (an interval), how large, how sure. */
export interface ChangeRow {
  readonly from: number;
  readonly to: number;
  readonly ratio: Interval;
  readonly probability: number;
  readonly before: Interval;
  readonly after: Interval;
}

/** One alarm of the online detector. */
export interface AlarmRow {
  readonly direction: 'fall' | 'rise';
  /** When it went off, and since when the evidence had grown. */
  readonly time: number;
  readonly since: number;
  /** Blocks since then over blocks expected: a rough size, too far from 1 on average. */
  readonly ratio: number;
}

/** Changes of the hashrate in a span: `vigil changes --json`, `GET /api/v1/changes`. */
export interface ChangesDocument extends DocumentHead<'changes'> {
  readonly from: number;
  readonly to: number;
  /** Length of the bins that were searched, seconds. */
  readonly bin: number;
  readonly changes: readonly ChangeRow[];
  readonly segments: readonly { readonly from: number; readonly to: number; readonly hashrate: Interval }[];
  /** Growth a day and random walk (daily standard deviation) that are not called a change. */
  readonly drift: { readonly growthPerDay: number; readonly sdPerDay: number };
  /**
   * What an observer would have been told at the time, bin by bin, without knowing the future; `null` where the span is too
   * short for the detector to learn what is usual.
   */
  readonly online: {
    readonly alarms: readonly AlarmRow[];
    /** Mean time between false alarms that the detector is set to, days. */
    readonly averageRunLengthDays: number;
    /** Time in which an alarm was possible, days. */
    readonly watchedDays: number;
  } | null;
  /** How often an analysis like this one reports a change where there is none. */
  readonly falseAlarm: { readonly method: string; readonly rate: number; readonly per: string };
}

/** What is asked. Times in seconds since 1970. */
export interface ChangesQuestion {
  readonly fromSec?: number;
  readonly toSec?: number;
  readonly level: number;
}

/** Most bins that are searched; longer spans get longer bins. */
const MAX_BINS = 1500;

/** Finds when the hashrate changed beyond luck, growth and drift. */
export function answerChanges(sources: ObservatorySources, question: ChangesQuestion): ChangesDocument | AnswerReject {
  const chosen = chooseObservations(sources, question.fromSec, question.toSec);
  if (isReject(chosen)) return chosen;
  const bins = changeBins(chosen.observations, chosen);
  if (bins.length < FEWEST_BINS) {
    const message = `the span of ${formatDuration(chosen.toSec - chosen.fromSec)} is too short to search; give a longer one`;
    return { code: 'bad-window', message };
  }
  const found = findChanges(bins, { level: question.level });
  const first = bins[0]!;
  const last = bins[bins.length - 1]!;
  const document = {
    schema: 'vigil.changes/1' as const,
    network: sources.network,
    source: chosen.used,
    level: question.level,
    notes: [],
    from: first.fromSec,
    to: last.toSec,
    bin: first.toSec - first.fromSec,
    changes: found.changes.map(({ fromSec: from, toSec: to, ratio, probability, before, after }) => {
      return { from, to, ratio, probability, before, after };
    }),
    segments: found.segments.map(({ fromSec: from, toSec: to, hashrate }) => ({ from, to, hashrate })),
    drift: found.drift,
    online: watch(chosen.observations, chosen),
    falseAlarm: found.falseAlarm,
  };
  return { ...document, sentence: sentenceOf(document) };
}

/** Cuts a span into bins to search: 6 hours (a day, where only days are at hand), longer when the span is long. */
export function changeBins(
  observations: Observations,
  span: { readonly fromSec: number; readonly toSec: number },
): WindowCount[] {
  const unit = observations.kind === 'days' ? DAY_SEC : DAY_SEC / 4;
  const stepSec = Math.max(1, Math.ceil((span.toSec - span.fromSec) / unit / MAX_BINS)) * unit;
  return binCounts(observations, { fromSec: span.fromSec, toSec: span.toSec, stepSec });
}

/** Runs the online detector over a span: by the hour, or by the day where only days are at hand. */
function watch(
  observations: Observations,
  span: { readonly fromSec: number; readonly toSec: number },
): ChangesDocument['online'] {
  const detector = new OnlineDetector();
  const alarms: AlarmRow[] = [];
  const stepSec = observations.kind === 'days' ? DAY_SEC : 3600;
  for (const bin of binCounts(observations, { fromSec: span.fromSec, toSec: span.toSec, stepSec })) {
    const alarm = detector.observe(bin);
    if (alarm === undefined) continue;
    const { direction, timeSec: time, sinceSec: since, ratio } = alarm;
    alarms.push({ direction, time, since, ratio });
  }
  const watchedDays = detector.monitoredSec / DAY_SEC;
  return watchedDays === 0 ? null : { alarms, averageRunLengthDays: AVERAGE_RUN_LENGTH_DAYS, watchedDays };
}

function sentenceOf(document: Omit<ChangesDocument, 'sentence'>): string {
  const { changes, from, to } = document;
  const span = `between ${formatDay(from)} and ${formatDay(to)}`;
  if (changes.length === 0) return `Hashrate did not change measurably beyond luck and growth ${span}.`;
  const largest = changes.reduce((a, b) =>
    Math.abs(Math.log(b.ratio.median)) > Math.abs(Math.log(a.ratio.median)) ? b : a,
  );
  const { ratio } = largest;
  const size = `${formatChange(ratio.median)} (${formatChange(ratio.low)} to ${formatChange(ratio.high)})`;
  const when = `between ${formatUtc(largest.from)} and ${formatUtc(largest.to)}`;
  if (changes.length === 1) return `Hashrate changed once ${span}: by ${size}, ${when}.`;
  return `Hashrate changed ${changes.length} times ${span}; the largest change was ${size}, ${when}.`;
}
