import { hourlyGround } from '../../src/observatory/events/study/hourly-study.ts';
import { rankAmong } from '../../src/observatory/events/study/placebo-rank.ts';
import type { HourlyModel } from '../../src/observatory/events/study/hourly-model.ts';
import type { AvoidedSpan } from '../../src/observatory/events/study/placebo-windows.ts';
import type { CloseSeries } from '../../src/observatory/market/close-series.ts';
import type { TestedMoment } from './false-positives.ts';

const HOUR_SEC = 3600;

/** Hours before a moment that tell how wild the market is. */
const WEEK_HOURS = 168;

/** Puts the study by the hour to each of the moments (seconds since 1970) whose longest window touches no known event. */
export function testHours(given: {
  readonly prices: CloseSeries;
  readonly avoid: readonly AvoidedSpan[];
  readonly hours: readonly number[];
  readonly moments: readonly number[];
  readonly clusterOf: (atSec: number) => number;
  readonly onTested?: (done: number) => void;
}): TestedMoment[] {
  const { prices, avoid, hours, moments } = given;
  const longest = Math.max(...hours);
  const tested: TestedMoment[] = [];
  for (const [k, atSec] of moments.entries()) {
    given.onTested?.(k + 1);
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
    tested.push({ cluster: given.clusterOf(atSec), size: sizeBefore(model), pValues });
  }
  return tested;
}

/** Mean absolute return of an hour in the week before. */
function sizeBefore(model: HourlyModel): number {
  let sum = 0;
  for (let i = model.base - WEEK_HOURS + 1; i <= model.base; i++) sum += Math.abs(model.change(i - 1, i));
  return sum / WEEK_HOURS;
}
