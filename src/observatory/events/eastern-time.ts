const HOUR_SEC = 3600;
const DAY_SEC = 86_400;

/** First year of the rule in force: the Energy Policy Act of 2005. */
const RULE_SINCE = 2007;

/**
 * Turns a time on Washington's clocks into UTC: 14:00 is 19:00 UTC in winter and 18:00 UTC in summer.
 *
 * Daylight time begins on the second Sunday of March at 2:00 and ends on the first Sunday of November at 2:00 (15 U.S.C.
 * 260a, since 2007). Of the hour that comes twice in November the first is meant; the one that is left out in March is
 * read as if clocks had not moved.
 *
 * @param day `2022-01-05`, from 2007 on.
 * @param time `14:00`.
 * @returns Seconds since 1970; `undefined` for what is no such time, or before the rule.
 */
export function utcOfEastern(day: string, time: string): number | undefined {
  const clock = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (clock === null || Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) return undefined;
  const year = Number(day.slice(0, 4));
  if (year < RULE_SINCE) return undefined;
  const wallSec = ms / 1000 + Number(clock[1]) * HOUR_SEC + Number(clock[2]) * 60;
  const begins = sundayOf(year, 2, 2) + 2 * HOUR_SEC;
  const ends = sundayOf(year, 10, 1) + 2 * HOUR_SEC;
  const isDaylight = wallSec >= begins && wallSec < ends;
  return wallSec + (isDaylight ? 4 : 5) * HOUR_SEC;
}

/** Midnight of the `nth` Sunday of a month (0 to 11), as if it were UTC. */
function sundayOf(year: number, month: number, nth: number): number {
  const firstSec = Date.UTC(year, month, 1) / 1000;
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(firstSec / DAY_SEC) + 4) % 7;
  return firstSec + (((7 - weekday) % 7) + (nth - 1) * 7) * DAY_SEC;
}
