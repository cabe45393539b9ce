import { DAILY_HORIZONS, dailyGround, rankDays } from '../../src/observatory/events/study/daily-study.ts';
import type { MarketModel } from '../../src/observatory/events/study/market-model.ts';
import { rankAmong } from '../../src/observatory/events/study/placebo-rank.ts';
import type { AvoidedSpan } from '../../src/observatory/events/study/placebo-windows.ts';
import { windowsThatCountAsOne } from '../../src/observatory/events/study/placebo-windows.ts';
import type { TestedMoment } from './false-positives.ts';

const DAY_SEC = 86_400;

/**
 * Puts the study by the day to one day of one coin.
 *
 * @param avoid What is known to have happened, of all times: windows keep away from what came before the day.
 * @returns `undefined` where the closes do not reach back or on far enough, or something is known of the day itself.
 */
export function testDay(
  model: MarketModel,
  given: { readonly atSec: number; readonly avoid: readonly AvoidedSpan[]; readonly cluster: number },
): TestedMoment | undefined {
  const { atSec, avoid, cluster } = given;
  if (avoid.some((span) => span.fromSec < atSec + DAY_SEC && span.toSec >= atSec)) return undefined;
  const ground = dailyGround(model, { atSec, avoid: avoid.filter((span) => span.toSec < atSec) });
  if (typeof ground === 'string') return undefined;
  const { base, placebo } = ground;
  const pValues = DAILY_HORIZONS.map((days) => {
    const plain = placebo.starts.map((start) => model.abnormal(start, days));
    return {
      scaled: rankDays(ground, days).pValue,
      plain: rankAmong(model.abnormal(base, days), plain, windowsThatCountAsOne(placebo.starts, days)).pValue,
    };
  });
  return { cluster, size: model.sizesBefore(base).recent, pValues };
}
