/**
 * Measures how often the placebo test of an event study calls a move abnormal at moments at which nothing is known to
 * have happened: 5 % of them at the 5 % level, if it is sound, in calm and in wild times alike.
 *
 *     npm run bench -- bench/event-study.ts [--hourly | --daily] [--step 5] [--series 1000] [--seed 1] [--json]
 *
 * By the hour, on Bitcoin (Bitstamp, July 2019 to August 2022; every fifth hour) and on simulated prices, a series a
 * seed, four moments each. By the day, on every day there is of Bitcoin, and of each of the eight coins in turn against
 * the seven others (July 2019 to August 2022), and on simulated markets of eight coins, a market a seed, ten days each.
 * Real moments lie away from built-in events; every model and every placebo window lies before the moment. Beside each
 * stands the plain test, which takes no account of volatility.
 *
 * Moments share prices, so the standard error takes eight weeks of real time, and each simulated series, as one. The exit
 * code is 1 when a share lies beyond 4 to 6 % by more than two standard errors. Two minutes of one core.
 */
import { parseArgs } from 'node:util';
import { builtInCloses, builtInEvents, builtInStudyPrices } from '../src/cli/observatory/event-records.ts';
import { DAILY_HORIZONS } from '../src/observatory/events/study/daily-study.ts';
import { HOURLY_HORIZONS } from '../src/observatory/events/study/hourly-study.ts';
import { MarketModel } from '../src/observatory/events/study/market-model.ts';
import { endOfCloses } from '../src/observatory/market/close-series.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { benchArguments } from './bench-arguments.ts';
import { byVolatility, clusterOf, falsePositives, levelVerdict } from './event-study/false-positives.ts';
import type { LevelVerdict, TestedMoment } from './event-study/false-positives.ts';
import { simulatedMarket } from './event-study/simulated-market.ts';
import { simulatedCloses } from './event-study/simulated-prices.ts';
import { testDay } from './event-study/tested-days.ts';
import { testHours } from './event-study/tested-hours.ts';

const LEVEL = 0.05;
const HOUR_SEC = 3600;
const DAY_SEC = 86_400;

/** First hour that is tested: a year of placebo windows and the weeks of warming up lie before it. */
const FIRST_SEC = Date.UTC(2019, 6) / 1000;

const LONGEST_HOURS = Math.max(...HOURLY_HORIZONS);

const SIMULATED_HOURS = 14_000;
const FIRST_SIMULATED_HOUR = 10_500;
const MOMENTS_A_SERIES = 4;

/** As many days as the built-in closes have, and the first of them before which there are windows enough. */
const SIMULATED_DAYS = 1510;
const FIRST_SIMULATED_DAY = 380;
const DAYS_A_MARKET = 10;

interface Row {
  readonly data: string;
  readonly window: string;
  readonly test: 'scaled' | 'plain';
  readonly share: number;
  readonly error: number;
  readonly moments: number;
  /** Shares in calm, middling and wild times. */
  readonly byVolatility: readonly number[];
  /** Of the study's own test. */
  readonly verdict?: LevelVerdict;
}

/** @param groups Moments to be sorted into calm and wild by themselves: those of one coin. */
function rowsOf(data: string, windows: readonly string[], groups: readonly (readonly TestedMoment[])[]): Row[] {
  const parts = groups.map(byVolatility);
  return windows.flatMap((window, k) =>
    (['scaled', 'plain'] as const).map((test): Row => {
      const counted = (moments: readonly TestedMoment[]): ReturnType<typeof falsePositives> =>
        falsePositives(moments, ({ pValues }) => pValues[k]![test], LEVEL);
      const found = counted(groups.flat());
      const shares = parts[0]!.map((_, part) => counted(parts.flatMap((group) => group[part]!)).share);
      const verdict = test === 'scaled' ? { verdict: levelVerdict(found, LEVEL) } : {};
      return { data, window, test, ...found, byVolatility: shares, ...verdict };
    }),
  );
}

/** @param step Hours from one moment to the next; prime to the hours of a week, each of them is met. */
function realHours(step: number): TestedMoment[] {
  const prices = builtInCloses();
  const count = Math.ceil((endOfCloses(prices) - LONGEST_HOURS * HOUR_SEC - FIRST_SEC) / (step * HOUR_SEC));
  return testHours({
    prices,
    avoid: unpricedEvents(),
    hours: HOURLY_HORIZONS,
    moments: Array.from({ length: count }, (_, k) => FIRST_SEC + k * step * HOUR_SEC),
    clusterOf,
    onTested: (done) => progress('real hours', done, count),
  });
}

function simulatedHours(series: number, seed: number): TestedMoment[] {
  return Array.from({ length: series }, (_, k) => {
    const random = new SeededRandom(seed * 100_003 + k);
    const prices = simulatedCloses(random, SIMULATED_HOURS);
    progress('simulated hours', k + 1, series);
    const moments = Array.from({ length: MOMENTS_A_SERIES }, () => {
      const hour = FIRST_SIMULATED_HOUR + random.below(SIMULATED_HOURS - LONGEST_HOURS - FIRST_SIMULATED_HOUR);
      return prices.fromSec + hour * HOUR_SEC;
    });
    return testHours({ prices, avoid: [], hours: HOURLY_HORIZONS, moments, clusterOf: () => k });
  }).flat();
}

/** Every day of each coin, by coin. */
function realDays(): Map<string, TestedMoment[]> {
  const { closes } = builtInStudyPrices().daily;
  const avoid = unpricedEvents();
  const coins = [...closes.closes.keys()];
  return new Map(
    coins.map((asset, k): [string, TestedMoment[]] => {
      const model = new MarketModel(closes, asset);
      const days = Array.from({ length: model.length }, (_, day) => closes.firstDaySec + day * DAY_SEC);
      const tested = days.flatMap((atSec) => testDay(model, { atSec, avoid, cluster: clusterOf(atSec) }) ?? []);
      progress('real days: coins', k + 1, coins.length);
      return [asset, tested];
    }),
  );
}

function simulatedDays(markets: number, seed: number): TestedMoment[] {
  const longest = Math.max(...DAILY_HORIZONS);
  return Array.from({ length: markets }, (_, k) => {
    const random = new SeededRandom(seed * 100_019 + k);
    const closes = simulatedMarket(random, SIMULATED_DAYS);
    const model = new MarketModel(closes, 'BTC');
    progress('simulated markets', k + 1, markets);
    return Array.from({ length: DAYS_A_MARKET }, () => {
      const day = FIRST_SIMULATED_DAY + random.below(SIMULATED_DAYS - longest - FIRST_SIMULATED_DAY);
      return testDay(model, { atSec: closes.firstDaySec + day * DAY_SEC, avoid: [], cluster: k }) ?? [];
    }).flat();
  }).flat();
}

/** Built-in events but for marks of prices themselves, as the study leaves them out. */
function unpricedEvents(): ReturnType<typeof builtInEvents> {
  return builtInEvents().filter(({ category }) => category !== 'market');
}

function progress(what: string, done: number, of: number): void {
  if (done % 500 === 0 || done === of) process.stderr.write(`${what}: ${done} of ${of}\n`);
}

function hourlyRows({ step, series, seed }: { step: number; series: number; seed: number }): Row[] {
  const windows = HOURLY_HORIZONS.map((hours) => `${hours} h`);
  return [
    ...rowsOf('hours, real', windows, [realHours(step)]),
    ...rowsOf('hours, simulated', windows, [simulatedHours(series, seed)]),
  ];
}

function dailyRows({ series, seed }: { series: number; seed: number }): Row[] {
  const windows = DAILY_HORIZONS.map((days) => `${days} d`);
  const coins = realDays();
  return [
    ...rowsOf('days, BTC', windows, [coins.get('BTC')!]),
    ...rowsOf('days, eight coins', windows, [...coins.values()]),
    ...rowsOf('days, simulated', windows, [simulatedDays(2 * series, seed)]),
  ];
}

const VERDICTS: Readonly<Record<LevelVerdict, string>> = {
  holds: '5 ± 1 % holds',
  'within error': 'outside of 5 ± 1 %, by no more than two standard errors',
  broken: 'BROKEN: outside of 5 ± 1 % by more than two standard errors',
};

function rowText({ data, window, test, share, error, moments, byVolatility: parts, verdict }: Row): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const shares = `${percent(share)} ± ${percent(error)} of ${moments}; calm to wild: ${parts.map(percent).join(', ')}`;
  const said = verdict === undefined ? 'for comparison' : VERDICTS[verdict];
  return `${data.padEnd(17)}  ${window.padStart(4)}  ${test.padEnd(6)}  ${shares.padEnd(64)}  ${said}\n`;
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} is a whole number above 0, not "${text}"`);
  return value;
}

function main(): void {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      hourly: { type: 'boolean', default: false },
      daily: { type: 'boolean', default: false },
      step: { type: 'string', default: '5' },
      series: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const given = {
    step: wholeNumber('step', values.step),
    series: wholeNumber('series', values.series),
    seed: wholeNumber('seed', values.seed),
  };
  const both = values.hourly === values.daily;
  const rows = [...(both || values.hourly ? hourlyRows(given) : []), ...(both || values.daily ? dailyRows(given) : [])];
  if (values.json) process.stdout.write(`${JSON.stringify({ level: LEVEL, seed: given.seed, rows }, null, 2)}\n`);
  else for (const row of rows) process.stdout.write(rowText(row));
  process.exitCode = rows.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
}

main();
