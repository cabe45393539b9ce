import type { IcsLine, IcsReject } from './ics-lines.ts';
import { reject } from './ics-lines.ts';

const DAY_SEC = 86_400;

/** A day, or a moment. */
export interface IcsTime {
  readonly sec: number;
  readonly isDay: boolean;
}

/**
 * Reads `DTSTART` or `DTEND` (RFC 5545, 3.3.4 and 3.3.5): a day, a moment in UTC, a moment on the clocks of an IANA time
 * zone, or one of no zone, which is taken as UTC.
 */
export function icsTime({ line, name, params, value }: IcsLine, offsetSec: ZoneOffset): IcsTime | IcsReject {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(value.trim());
  if (parts === null) return reject(line, `${name} is no time: 20220105, 20220105T103000Z and 20220105T103000 are`);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const isReal =
    new Date(ms).toISOString().startsWith(`${parts[1]}-${parts[2]}-${parts[3]}T`) && hour < 24 && minute < 60;
  if (!isReal || year < 1970 || year > 2105) return reject(line, `${name}: there is no such time from 1970 to 2105`);
  if (parts[4] === undefined) return { sec: ms / 1000, isDay: true };
  const zone = params.get('TZID');
  if (parts[7] === 'Z' || zone === undefined) return { sec: ms / 1000, isDay: false };
  const sec = utcOfZone(ms / 1000, zone.replace(/^\//, ''), offsetSec);
  return sec === undefined
    ? reject(line, `time zone "${zone.slice(0, 60)}" is not known: IANA's names are, such as Asia/Almaty`)
    : { sec, isDay: false };
}

/** Reads a positive duration (RFC 5545, 3.3.6): `PT1H30M`, `P2D`, `P1W`. @returns Seconds. */
export function icsDuration({ line, value }: IcsLine): number | IcsReject {
  const parts = /^\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)$/.exec(
    value.trim(),
  );
  if (parts === null || value.trim().endsWith('P')) return reject(line, 'DURATION is none: PT90M, P2D and P1W are');
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return (weeks * 7 + days) * DAY_SEC + hours * 3600 + minutes * 60 + seconds;
}

/**
 * How far the clocks of an IANA time zone are ahead of UTC at a moment, in seconds; `undefined` for a zone that is not
 * known. The machine has the table (`platform/time-zones`).
 */
export type ZoneOffset = (zone: string, utcSec: number) => number | undefined;

/**
 * Turns a time on a zone's clocks into UTC: the offset in force then, which is found in two steps, since it is asked for
 * by UTC. Of an hour that comes twice the first is meant (RFC 5545, 3.3.5).
 */
function utcOfZone(wallSec: number, zone: string, offsetSec: ZoneOffset): number | undefined {
  const before = offsetSec(zone, wallSec - DAY_SEC);
  const after = offsetSec(zone, wallSec + DAY_SEC);
  if (before === undefined || after === undefined) return undefined;
  const earlier = wallSec - before;
  return offsetSec(zone, earlier) === before ? earlier : wallSec - after;
}
