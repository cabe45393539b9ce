/**
 * Measures how often the placebo test of an event study calls a move abnormal at moments at which nothing is known to
 * have happened: 5 % of them at the 5 % level, if it is sound, in calm and in wild times alike.
 *
 *     npm run bench -- bench/event-study.ts [--moments 3000] [--series 100] [--seed 1] [--json]
 *
 * On real hours (Bitstamp, July 2019 to August 2022, away from built-in events; every model and every placebo window lies
 * before the moment that is tested) and on simulated ones (GARCH with Student's t, a series a seed, ten moments each).
 * Beside it stands the plain test, which takes no account of volatility. The exit code is 1 when the share at the 5 %
 * level leaves 4 to 6 % by more than two standard errors.
 */
import { parseArgs } from 'node:util';
import { builtInCloses, builtInEvents } from '../src/cli/observatory/event-records.ts';
import { endOfCloses } from '../src/observatory/market/close-series.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { byVolatility, falsePositives, testMoments } from './event-study/placebo-calibration.ts';
import type { TestedMoment } from './event-study/placebo-calibration.ts';
import { simulatedCloses } from './event-study/simulated-prices.ts';

const HOURS = [1, 4, 8, 24, 72];
const LEVEL = 0.05;
const TOLERANCE = 0.01;

/** First moment that is tested: a year of placebo windows and the weeks of warming up lie before it. */
const FIRST_SEC = Date.UTC(2019, 6) / 1000;

const SIMULATED_HOURS = 14_000;
const MOMENTS_A_SERIES = 10;

interface Row {
  readonly data: string;
  readonly hours: number;
  readonly test: string;
  readonly share: number;
  readonly error: number;
  readonly moments: number;
  /** Shares in calm, middling and wild times. */
  readonly byVolatility: readonly number[];
}

function rowsOf(data: string, tested: readonly TestedMoment[]): Row[] {
  return HOURS.flatMap((hours, k) =>
    (['scaled', 'plain'] as const).map((test): Row => {
      const pValueOf = (moment: TestedMoment): number => moment.pValues[k]![test];
      const parts = byVolatility(tested).map((part) => falsePositives(part, pValueOf, LEVEL).share);
      return { data, hours, test, ...falsePositives(tested, pValueOf, LEVEL), byVolatility: parts };
    }),
  );
}

function realMoments(moments: number, seed: number): TestedMoment[] {
  const prices = builtInCloses();
  const avoid = builtInEvents().filter(({ category }) => category !== 'market');
  let done = 0;
  return testMoments({
    prices,
    avoid,
    hours: HOURS,
    fromSec: FIRST_SEC,
    toSec: endOfCloses(prices),
    moments,
    random: new SeededRandom(seed),
    onTested: () => progress('real', ++done, moments),
  });
}

function simulatedMoments(series: number, seed: number): TestedMoment[] {
  const tested: TestedMoment[] = [];
  for (let k = 0; k < series; k++) {
    const random = new SeededRandom(seed * 100_003 + k);
    const prices = simulatedCloses(random, SIMULATED_HOURS);
    const fromSec = prices.fromSec + 10_500 * 3600;
    const found = testMoments({
      prices,
      avoid: [],
      hours: HOURS,
      fromSec,
      toSec: endOfCloses(prices),
      moments: MOMENTS_A_SERIES,
      random,
    });
    // A week of one series is no week of another: each series gets weeks of its own.
    tested.push(...found.map((moment) => ({ ...moment, atSec: moment.atSec + k * SIMULATED_HOURS * 7200 })));
    progress('simulated', k + 1, series);
  }
  return tested;
}

function progress(what: string, done: number, of: number): void {
  if (done % 100 === 0 || done === of) process.stderr.write(`${what}: ${done} of ${of}\n`);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      moments: { type: 'string', default: '3000' },
      series: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const rows = [
    ...rowsOf('real', realMoments(Number(values.moments), seed)),
    ...rowsOf('simulated', simulatedMoments(Number(values.series), seed)),
  ];
  const left = rows.filter(
    ({ test, share, error }) => test === 'scaled' && Math.abs(share - LEVEL) > TOLERANCE + 2 * error,
  );
  if (values.json) process.stdout.write(`${JSON.stringify({ level: LEVEL, seed, rows }, null, 2)}\n`);
  else {
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    for (const { data, hours, test, share, error, moments, byVolatility: parts } of rows) {
      process.stdout.write(
        `${data.padEnd(9)}  ${String(hours).padStart(2)} h  ${test.padEnd(6)}  ${percent(share)} ± ${percent(error)} of ${moments}; ` +
          `calm to wild: ${parts.map(percent).join(', ')}\n`,
      );
    }
  }
  for (const { data, hours } of left) process.stderr.write(`${data}, ${hours} h: outside of 4 to 6 %\n`);
  process.exitCode = left.length === 0 ? 0 : 1;
}

main();
