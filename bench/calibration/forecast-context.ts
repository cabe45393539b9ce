#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { networkParams } from '../../src/consensus/params.ts';
import { forecastDifficulty } from '../../src/observatory/difficulty/forecast.ts';
import { workFromBits } from '../../src/primitives/work.ts';
import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import type { WindowCount } from '../../src/observatory/series/window-count.ts';
import { HashrateCurve } from './hashrate-curve.ts';
import { drawPoisson } from './poisson.ts';
import { Random } from './random.ts';

/**
 * Measures how often the forecast's 90 % interval holds the date of the retarget, when months of counts lie before the
 * epoch: the histories of the main benchmark have two weeks, from which growth and walk can hardly be told.
 *
 *     node dist/bench/calibration/forecast-context.js [--days 90] [--histories 1000] [--growth 0.003] [--sd 0.01] [--seed 1]
 */
const BITS = 0x170b8c8b;
const BIN_SEC = 21_600;
const SHARES = [0.01, 0.1, 0.5, 0.9];

function drawCurve(
  random: Random,
  drift: { readonly days: number; readonly growth: number; readonly sd: number },
): HashrateCurve {
  const hours = drift.days * 24;
  const rates = new Float64Array(hours);
  // The level is drawn too: difficulty does not know today's hashrate.
  let log = Math.log(Number(workFromBits(BITS)) / 600) - drift.growth * (drift.days / 2) + 0.05 * random.normal();
  for (let i = 0; i < hours; i++) {
    rates[i] = Math.exp(log);
    log += drift.growth / 24 + (drift.sd / Math.sqrt(24)) * random.normal();
  }
  return new HashrateCurve(
    Float64Array.from({ length: hours + 1 }, (_, i) => i * 3600),
    rates,
  );
}

function countsUpTo(
  random: Random,
  curve: HashrateCurve,
  span: { fromSec: number; tipSec: number; blocksSinceFrom: readonly number[] },
): WindowCount[] {
  const work = Number(workFromBits(BITS));
  const counts: WindowCount[] = [];
  for (let fromSec = 0; fromSec < span.tipSec;) {
    const toSec = Math.min(fromSec + BIN_SEC, span.tipSec, fromSec < span.fromSec ? span.fromSec : Infinity);
    const mean = (curve.mean(fromSec, toSec) * (toSec - fromSec)) / work;
    const blocks =
      fromSec < span.fromSec
        ? drawPoisson(random, mean)
        : span.blocksSinceFrom.filter((timeSec) => timeSec >= fromSec && timeSec < toSec).length;
    counts.push({ fromSec, toSec, blocks, exposure: (toSec - fromSec) / work });
    fromSec = toSec;
  }
  return counts;
}

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '90' },
    histories: { type: 'string', default: '1000' },
    growth: { type: 'string', default: '0.003' },
    sd: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
  },
});
const [days, histories, growth, sd, seed] = [values.days, values.histories, values.growth, values.sd, values.seed].map(
  Number,
) as [number, number, number, number, number];
const held = SHARES.map(() => 0);
for (let index = 0; index < histories; index++) {
  const random = new Random(seed, index);
  const curve = drawCurve(random, { days: days + 80, growth, sd });
  const firstSec = days * DAY_SEC;
  const times = [firstSec];
  while (times.length < 2016) {
    times.push(curve.timeAfter(times[times.length - 1]!, Number(workFromBits(BITS)) * random.exponential()));
  }
  for (const [s, share] of SHARES.entries()) {
    const found = Math.round(share * 2016);
    const tipSec = times[found - 1]!;
    const forecast = forecastDifficulty({
      params: networkParams('mainnet'),
      epoch: { firstTimeSec: firstSec, tipHeight: 2016 * 300 + found - 1, tipTimeSec: tipSec, bits: BITS },
      counts: countsUpTo(random, curve, { fromSec: firstSec, tipSec, blocksSinceFrom: times }),
      level: 0.9,
    });
    if (forecast.kind === 'forecast' && forecast.time.low <= times[2015]! && times[2015]! <= forecast.time.high)
      held[s]!++;
  }
}
const shares = SHARES.map((share, s) => `at ${100 * share} % ${((100 * held[s]!) / histories).toFixed(1)} %`);
console.log(`${days} days before, growth ${growth}, sd ${sd}, ${histories} histories: held ${shares.join(', ')}`);
