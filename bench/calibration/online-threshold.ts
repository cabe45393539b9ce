#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { OnlineDetector } from '../../src/observatory/hashrate/online.ts';
import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { drawPoisson } from './poisson.ts';
import { Random } from './random.ts';

/**
 * Runs the online detector over long drawn histories with retargets, and prints how often it gives a false alarm, or
 * with `--step` how long after a step it alarms. The table of `src/observatory/hashrate/online-threshold.ts` is made
 * from this: the alarms a year fall by about e for each 1 that the threshold is raised.
 *
 *     npm run bench -- bench/calibration/online-threshold.ts [--bin 6] [--years 300] [--days 720] [--growth 0] [--sd 0]
 *         [--scale 1] [--step 0.8] [--seed 1]
 *
 * `--bin` is in blocks (1: each block's own interval), `--days` the length of each history, `--growth` and `--sd` a day.
 */
interface Run {
  readonly bin: number;
  readonly days: number;
  readonly growth: number;
  readonly sd: number;
  readonly scale: number;
  readonly step: number;
}

/** Day of the step: after the detector's two weeks of learning, and as long again. */
const STEP_DAY = 40;

function runHistory(random: Random, run: Run): { alarms: number; monitoredDays: number; delayDays: number } {
  const detector = new OnlineDetector({ thresholdScale: run.scale });
  const epoch = { blocks: 0, startSec: 0, work: 600 };
  let log = 0;
  let alarms = 0;
  for (let fromSec = 0; fromSec < run.days * DAY_SEC;) {
    const stepped = fromSec >= STEP_DAY * DAY_SEC ? run.step : 1;
    const perSec = (Math.exp(log) * stepped) / epoch.work;
    const seconds = run.bin === 1 ? random.exponential() / perSec : run.bin * 600;
    const blocks = run.bin === 1 ? 1 : drawPoisson(random, seconds * perSec);
    const toSec = fromSec + seconds;
    const alarm = detector.observe({ fromSec, toSec, blocks, exposure: seconds / epoch.work });
    if (alarm !== undefined) alarms++;
    if (alarm !== undefined && run.step !== 1) {
      return { alarms, monitoredDays: 0, delayDays: toSec / DAY_SEC - STEP_DAY };
    }
    fromSec = toSec;
    epoch.blocks += blocks;
    if (epoch.blocks >= 2016) {
      epoch.work *= (14 * DAY_SEC * epoch.blocks) / 2016 / (toSec - epoch.startSec);
      Object.assign(epoch, { blocks: 0, startSec: toSec });
    }
    log +=
      (run.growth * seconds) / DAY_SEC + (run.sd > 0 ? run.sd * Math.sqrt(seconds / DAY_SEC) * random.normal() : 0);
  }
  return { alarms, monitoredDays: detector.monitoredSec / DAY_SEC, delayDays: Infinity };
}

const { values } = parseArgs({
  options: {
    bin: { type: 'string', default: '6' },
    years: { type: 'string', default: '300' },
    days: { type: 'string', default: '720' },
    growth: { type: 'string', default: '0' },
    sd: { type: 'string', default: '0' },
    scale: { type: 'string', default: '1' },
    step: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const run: Run = {
  bin: Number(values.bin),
  days: Number(values.days),
  growth: Number(values.growth),
  sd: Number(values.sd),
  scale: Number(values.scale),
  step: Number(values.step),
};
const histories = Math.ceil((Number(values.years) * 365) / run.days);
const delays: number[] = [];
let alarms = 0;
let monitoredDays = 0;
for (let index = 0; index < histories; index++) {
  const one = runHistory(new Random(Number(values.seed), index), run);
  alarms += one.alarms;
  monitoredDays += one.monitoredDays;
  // An alarm before the step says nothing about the delay.
  if (one.delayDays > 0) delays.push(one.delayDays);
}
delays.sort((a, b) => a - b);
const delay = (share: number): string => delays[Math.floor(share * delays.length)]!.toFixed(2);
console.log(
  run.step === 1
    ? `${JSON.stringify(run)} ${(alarms / (monitoredDays / 365)).toFixed(3)} alarms a year (${alarms} in ${(monitoredDays / 365).toFixed(0)} years)`
    : `${JSON.stringify(run)} delay in days: 10 % ${delay(0.1)}, median ${delay(0.5)}, 90 % ${delay(0.9)}; ${delays.length} histories`,
);
