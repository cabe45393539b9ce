import { hourlyGround } from '../../src/observatory/events/study/hourly-study.ts';
import { rankAmong } from '../../src/observatory/events/study/placebo-rank.ts';
import type { AvoidedSpan } from '../../src/observatory/events/study/placebo-windows.ts';
import type { CloseSeries } from '../../src/observatory/market/close-series.ts';
import type { Random } from '../../src/ports/random.ts';

const HOUR_SEC = 3600;

/** Parts that moments are sorted into by the volatility before them. */
export const VOLATILITY_PARTS = 3;

/** One moment at which nothing is known to have happened, and what the test said of it. */
export interface TestedMoment {
  readonly atSec: number;
  /** Forecast size of the next day's move: how wild the market was. */
  readonly size: number;
  /** By horizon: p-value of the study, and of the same windows without scaling by volatility. */
  readonly pValues: readonly { readonly scaled: number; readonly plain: number }[];
}

/** Puts the study to moments at random within a span, none of whose longest windows touch a known event. */
export function testMoments(given: {
  readonly prices: CloseSeries;
  readonly avoid: readonly AvoidedSpan[];
  readonly hours: readonly number[];
  readonly fromSec: number;
  readonly toSec: number;
  readonly moments: number;
  readonly random: Random;
  readonly onTested?: () => void;
}): TestedMoment[] {
  const { prices, avoid, hours, fromSec, toSec, random } = given;
  const longest = Math.max(...hours);
  const tested: TestedMoment[] = [];
  const slots = Math.floor((toSec - fromSec) / HOUR_SEC) - longest;
  for (let tries = 0; tested.length < given.moments && tries < 20 * given.moments; tries++) {
    const atSec = fromSec + random.below(slots) * HOUR_SEC;
    const end = atSec + longest * HOUR_SEC;
    if (avoid.some((span) => span.fromSec < end && span.toSec >= atSec)) continue;
    const ground = hourlyGround({
      prices,
      atSec,
      hours,
      level: 0.95,
      avoid: avoid.filter((span) => span.toSec < atSec),
    });
    if (typeof ground === 'string') throw new Error(ground);
    const { model, placebo } = ground;
    const pValues = hours.map((length) => {
      const rank = (move: (start: number) => number): number =>
        rankAmong(move(model.base), placebo.starts.map(move)).pValue;
      return {
        scaled: rank((start) => model.scaled(start, length)),
        plain: rank((start) => model.abnormal(start, length)),
      };
    });
    tested.push({ atSec, size: model.usualSize(model.base, 24), pValues });
    given.onTested?.();
  }
  return tested;
}

/** Share of false positives among moments, with its standard error. */
export interface FalsePositives {
  readonly share: number;
  /** From weeks taken as one: moments of one week share their hours. */
  readonly error: number;
  readonly moments: number;
}

/** Counts the moments whose p-value is at or below a level. */
export function falsePositives(
  tested: readonly TestedMoment[],
  pValueOf: (moment: TestedMoment) => number,
  level: number,
): FalsePositives {
  const weeks = new Map<number, { moments: number; positives: number }>();
  for (const moment of tested) {
    const week = Math.floor(moment.atSec / 604_800);
    const sums = weeks.get(week) ?? { moments: 0, positives: 0 };
    weeks.set(week, sums);
    sums.moments++;
    if (pValueOf(moment) <= level) sums.positives++;
  }
  const share = [...weeks.values()].reduce((sum, { positives }) => sum + positives, 0) / tested.length;
  const squares = [...weeks.values()].reduce(
    (sum, { moments, positives }) => sum + (positives - share * moments) ** 2,
    0,
  );
  return { share, error: Math.sqrt(squares) / tested.length, moments: tested.length };
}

/** Moments by the volatility before them, from calm to wild, in parts of equal size. */
export function byVolatility(tested: readonly TestedMoment[]): readonly (readonly TestedMoment[])[] {
  const sorted = [...tested].sort((a, b) => a.size - b.size);
  return Array.from({ length: VOLATILITY_PARTS }, (_, k) =>
    sorted.slice(
      Math.floor((k * sorted.length) / VOLATILITY_PARTS),
      Math.floor(((k + 1) * sorted.length) / VOLATILITY_PARTS),
    ),
  );
}
