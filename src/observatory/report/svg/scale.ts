import { assert } from '../../../bytes/assert.ts';

/** Maps a value of the data to a pixel. */
export type Scale = (value: number) => number;

/** Makes a linear scale; a domain of no width maps to the middle. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  if (high === low) return () => (start + end) / 2;
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

/** Makes a logarithmic scale; both ends of the domain are above zero. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  assert(low > 0 && high >= low, 'a logarithmic scale has a domain above zero');
  const linear = linearScale([Math.log10(low), Math.log10(high)], range);
  return (value) => linear(Math.log10(Math.max(value, low)));
}

/** Powers of ten that lie within a span above zero; where that are fewer than two, also their doubles and fives. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of [1, 2, 5]) ticks.push(factor * Number(`1e${power}`));
  }
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  const powers = inside.filter((tick) => /^1(e|0*$)|^0\.0*1$/.test(String(tick)));
  return powers.length >= 2 ? powers : inside;
}

/** Round values (steps of 1, 2, 2.5 or 5 times a power of ten) that lie within a span; at most `most` of them. */
export function niceTicks(low: number, high: number, most: number): number[] {
  assert(high >= low && most >= 2, 'ticks need a span and room for two');
  if (high === low) return [low];
  const step = niceStep((high - low) / (most - 1));
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9) + 0; k * step <= high + step * 1e-9; k++) ticks.push(k * step);
  return ticks.length > most ? ticks.filter((_, i) => i % 2 === 0) : ticks;
}

function niceStep(least: number): number {
  const power = Number(`1e${Math.floor(Math.log10(least))}`);
  for (const factor of [1, 2, 2.5, 5]) if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

const HOUR = 3600;
const DAY = 86_400;
const EVEN_STEPS_SEC = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Moments at even steps of UTC (hours, days, months, years) within a span; at most `most` of them. */
export function timeTicks(
  fromSec: number,
  toSec: number,
  most: number,
): { readonly times: number[]; readonly stepSec: number } {
  assert(toSec >= fromSec && most >= 2, 'ticks need a span and room for two');
  for (const stepSec of EVEN_STEPS_SEC) {
    if ((toSec - fromSec) / stepSec > most - 1) continue;
    const times: number[] = [];
    for (let k = Math.ceil(fromSec / stepSec); k * stepSec <= toSec; k++) times.push(k * stepSec);
    return { times, stepSec };
  }
  for (const months of MONTH_STEPS) {
    const stepSec = months * 30.4 * DAY;
    if ((toSec - fromSec) / stepSec <= most - 1) return { times: monthTicks(fromSec, toSec, months), stepSec };
  }
  return { times: [fromSec, toSec], stepSec: toSec - fromSec };
}

function monthTicks(fromSec: number, toSec: number, months: number): number[] {
  const first = new Date(fromSec * 1000);
  const times: number[] = [];
  for (let k = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months; ; k += months) {
    const timeSec = Date.UTC(Math.floor(k / 12), k % 12, 1) / 1000;
    if (timeSec > toSec) return times;
    if (timeSec >= fromSec) times.push(timeSec);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Writes a tick of time as short as its step allows: `12:00`, `5 Jan`, `Jan 2022`, `2022`. */
export function formatTimeTick(timeSec: number, stepSec: number): string {
  const date = new Date(timeSec * 1000);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  if (stepSec < DAY) return timeSec % DAY === 0 ? day : date.toISOString().slice(11, 16);
  if (stepSec < 30 * DAY) return day;
  if (stepSec < 360 * DAY) return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return String(date.getUTCFullYear());
}
