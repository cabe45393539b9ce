import { assert } from '../../bytes/assert.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { ONLINE_MOTION, firstBaseline, learnBaseline, predictBaseline, restartedBaseline } from './online-baseline.ts';
import type { Baseline } from './online-baseline.ts';
import { onlineThreshold } from './online-threshold.ts';

/** The change that the detector is quickest at, in each direction: hashrate after / before. */
const DOWN = 0.8;
const UP = 1.25;

/** Age of the baseline that a bin is judged by: a change must not hide in its own baseline, days. */
const LAG_DAYS = 5;

/** Time that a baseline must have learned, days: alarms begin `LAG_DAYS` after that. */
const LEARN_DAYS = 10;

/** How many of its own standard errors the baseline is moved in favour of "no change". */
const DOUBT = 1;

/** Bins remembered to judge by, at most. */
const MOST_REMEMBERED = 20_000;

/** One alarm of the online detector. */
export interface OnlineAlarm {
  readonly direction: 'fall' | 'rise';
  /** End of the bin at which the alarm went off, seconds since 1970. */
  readonly timeSec: number;
  /** Most likely moment of the change: when the evidence began to grow. */
  readonly sinceSec: number;
  /** From the one to the other. */
  readonly delaySec: number;
  /** Blocks found since then through blocks expected: a rough size, too far from 1 on average. */
  readonly ratio: number;
  /** Natural logarithm of the likelihood ratio of a change (-20 %, +25 %) against none. */
  readonly evidence: number;
}

/** Evidence collected for one direction. */
interface Cusum {
  readonly direction: 'fall' | 'rise';
  readonly ratio: number;
  evidence: number;
  sinceSec: number;
  blocks: number;
  expected: number;
}

/**
 * Watches the hashrate bin by bin, and says when it falls or rises.
 *
 * Two CUSUMs of the Poisson log-likelihood ratio, each reset at 0: the quickest detector for a given average run length
 * (Page, Biometrika 41, 1954; Lorden, Ann. Math. Statist. 42, 1971; for counts with exposure Lucas, Technometrics 27,
 * 1985). The level before is not known here: a baseline follows level and growth (`online-baseline.ts`), is at least
 * five days old when a bin is judged by it, and is moved by its own standard error in favour of no change. After an
 * alarm it learns again from the moment of the change; for 15 days there is no other alarm.
 *
 * The threshold is set by simulation, baseline and all, to one alarm (of either direction) in a year of steady hashrate
 * (`online-threshold.ts`).
 */
export class OnlineDetector {
  readonly #thresholdScale: number;
  #past: { readonly count: WindowCount; readonly after: Baseline }[] = [];
  #oldest = 0;
  #cusums: readonly Cusum[] = restart(0);
  #monitoredSec = 0;

  /** `thresholdScale` multiplies the calibrated threshold: above 1, fewer alarms. */
  constructor(options: { readonly thresholdScale?: number } = {}) {
    this.#thresholdScale = options.thresholdScale ?? 1;
  }

  /** Time in which an alarm was possible, seconds: what false alarms are counted against. */
  get monitoredSec(): number {
    return this.#monitoredSec;
  }

  /** Evidence at hand for each direction, natural logarithm; 0 is none. */
  get evidence(): { readonly fall: number; readonly rise: number } {
    return { fall: this.#cusums[0]!.evidence, rise: this.#cusums[1]!.evidence };
  }

  /** Takes the next bin; they must follow one another. Answers with an alarm if one goes off. */
  observe(count: WindowCount): OnlineAlarm | undefined {
    assert(count.exposure >= 0 && count.blocks >= 0, 'a bin has blocks and exposure, or none');
    const last = this.#past[this.#past.length - 1]?.after;
    if (last === undefined) {
      if (count.exposure > 0) this.#remember(count, firstBaseline(count, ONLINE_MOTION));
      return undefined;
    }
    assert(count.fromSec >= last.timeSec - 1, 'bins follow one another');
    this.#remember(count, learnBaseline(last, count, ONLINE_MOTION));
    const baseline = this.#baselineFor(count);
    if (baseline === undefined) return undefined;
    this.#monitoredSec += count.toSec - count.fromSec;
    return this.#judge(count, baseline);
  }

  #judge(count: WindowCount, baseline: Baseline): OnlineAlarm | undefined {
    const { level, levelVariance } = predictBaseline(baseline, (count.fromSec + count.toSec) / 2, ONLINE_MOTION);
    const doubt = DOUBT * Math.sqrt(levelVariance);
    const threshold = this.#thresholdScale * onlineThreshold(count.exposure * Math.exp(level));
    for (const cusum of this.#cusums) {
      const expected = count.exposure * Math.exp(level);
      const judged = expected * Math.exp(cusum.ratio < 1 ? -doubt : doubt);
      if (cusum.evidence === 0) Object.assign(cusum, { sinceSec: count.fromSec, blocks: 0, expected: 0 });
      cusum.blocks += count.blocks;
      cusum.expected += expected;
      cusum.evidence += count.blocks * Math.log(cusum.ratio) + (1 - cusum.ratio) * judged;
      if (cusum.evidence < 0) cusum.evidence = 0;
      if (cusum.evidence > threshold) return this.#alarm(cusum, count.toSec);
    }
    return undefined;
  }

  #alarm(cusum: Cusum, timeSec: number): OnlineAlarm {
    const { direction, sinceSec, evidence, blocks, expected } = cusum;
    const since = this.#past.findIndex(({ count }) => count.fromSec >= sinceSec);
    const after = this.#past.slice(since);
    let belief = restartedBaseline(this.#past[Math.max(0, since - 1)]!.after);
    this.#past = [];
    this.#oldest = 0;
    for (const { count } of after) {
      belief = learnBaseline(belief, count, ONLINE_MOTION);
      this.#past.push({ count, after: belief });
    }
    this.#cusums = restart(timeSec);
    return { direction, timeSec, sinceSec, delaySec: timeSec - sinceSec, ratio: blocks / expected, evidence };
  }

  /** The youngest baseline that is old enough for this bin, if it has learned for long enough. */
  #baselineFor(count: WindowCount): Baseline | undefined {
    const latest = count.fromSec - LAG_DAYS * DAY_SEC;
    while (this.#oldest + 1 < this.#past.length && this.#past[this.#oldest + 1]!.after.timeSec <= latest)
      this.#oldest++;
    const baseline = this.#past[this.#oldest]!.after;
    const learned = baseline.timeSec - baseline.sinceSec;
    return baseline.timeSec <= latest && learned >= LEARN_DAYS * DAY_SEC ? baseline : undefined;
  }

  #remember(count: WindowCount, after: Baseline): void {
    this.#past.push({ count, after });
    if (this.#past.length <= 2 * MOST_REMEMBERED && this.#oldest < 4096) return;
    // What lies before the oldest baseline in use is only asked for by an alarm whose evidence began there.
    const drop = Math.max(this.#oldest - 2048, this.#past.length - MOST_REMEMBERED, 0);
    this.#past = this.#past.slice(drop);
    this.#oldest = Math.max(0, this.#oldest - drop);
  }
}

function restart(timeSec: number): readonly Cusum[] {
  const none = { evidence: 0, sinceSec: timeSec, blocks: 0, expected: 0 };
  return [
    { direction: 'fall', ratio: DOWN, ...none },
    { direction: 'rise', ratio: UP, ...none },
  ];
}
