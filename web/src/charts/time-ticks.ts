/** A mark of the time axis. */
export interface TimeTick {
  readonly timeSec: number;
  readonly label: string;
  /** The larger unit that begins here (a day under hours, a year under months), or none. */
  readonly heading?: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Steps in seconds up to a day's multiples; months and years are walked by the calendar. */
const EVEN_STEPS = [60, 300, 900, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY];
const MONTH_STEPS = [1, 3, 6, 12, 24, 48, 60, 120];

/** Round moments (UTC) within a span of time, about `count` of them, each with its label. */
export function timeTicks(domain: readonly [number, number], count: number): TimeTick[] {
  const rough = (domain[1] - domain[0]) / Math.max(1, count);
  const even = EVEN_STEPS.find((step) => step >= rough);
  return even === undefined ? monthTicks(domain, rough) : evenTicks(domain, even);
}

function evenTicks([from, to]: readonly [number, number], step: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  let headed = '';
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const date = new Date(time * 1000);
    const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]!}`;
    const heading = step < DAY ? day : String(date.getUTCFullYear());
    const label = step < DAY ? `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}` : day;
    ticks.push(heading === headed ? { timeSec: time, label } : { timeSec: time, label, heading });
    headed = heading;
  }
  return ticks;
}

function monthTicks([from, to]: readonly [number, number], rough: number): TimeTick[] {
  const step = MONTH_STEPS.find((months) => months * 30.4 * DAY >= rough) ?? MONTH_STEPS.at(-1)!;
  const start = new Date(from * 1000);
  const ticks: TimeTick[] = [];
  let headed = '';
  let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  for (; ; month += step) {
    const year = Math.floor(month / 12);
    const time = Date.UTC(year, month % 12, 1) / 1000;
    if (time > to) return ticks;
    if (time < from) continue;
    if (step >= 12) {
      ticks.push({ timeSec: time, label: String(year) });
      continue;
    }
    const label = MONTHS[month % 12]!;
    ticks.push(String(year) === headed ? { timeSec: time, label } : { timeSec: time, label, heading: String(year) });
    headed = String(year);
  }
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
