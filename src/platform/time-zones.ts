/** Zones whose clocks are remembered: making one takes longer than asking it a hundred times. */
const MAX_CLOCKS = 50;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * How far the clocks of a time zone are ahead of UTC at a moment, by the machine's own copy of IANA's table.
 *
 * @param zone `Asia/Almaty`.
 * @param utcSec Seconds since 1970.
 * @returns Seconds; `undefined` for a zone that is not known.
 */
export function zoneOffsetSec(zone: string, utcSec: number): number | undefined {
  const clock = clocks.get(zone) ?? clockOf(zone);
  if (clock === undefined) return undefined;
  if (clocks.size < MAX_CLOCKS) clocks.set(zone, clock);
  const parts = clock.formatToParts(new Date(utcSec * 1000));
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall / 1000 - utcSec;
}

function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,60}$/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
