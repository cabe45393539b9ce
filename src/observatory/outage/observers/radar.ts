import type { ObservedReject, ObservedSignal } from './observed-signal.ts';
import {
  inOrder,
  isRecord,
  isRefused,
  isSignalValue,
  isTime,
  MAX_OBSERVED_POINTS,
  parseObserved,
  refuse,
} from './observed-signal.ts';

/** Series of one file at most. */
const MAX_SERIES = 16;

/** Names of series that are taken for parts of a name. */
const SERIES = /^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/;

/** A moment as Radar writes it: RFC 3339, in UTC. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\+00:00)$/;

/**
 * Reads traffic over time as Cloudflare Radar's API gives it: `GET /client/v4/radar/netflows/timeseries?location=KZ`, or
 * `http/timeseries`.
 *
 * `result` has a series (`serie_0`, or the name that was asked for) of `timestamps` and `values`, which are numbers written as
 * text, on a scale on which the largest of the time asked for is 1. The answer does not name the country. Source:
 * developers.cloudflare.com/api, Radar.
 */
export function parseRadar(text: string): ObservedSignal[] | ObservedReject {
  const parsed = parseObserved(text);
  if (isRefused(parsed)) return parsed;
  const { value } = parsed;
  if (!isRecord(value)) return refuse('', 'an object with "result", as Radar answers', value);
  if (value['success'] === false) return refuse('success', 'an answer that succeeded', false);
  const { result } = value;
  if (!isRecord(result)) return refuse('result', 'an object', result);
  const found: ObservedSignal[] = [];
  const names = Object.keys(result).filter((name) => isRecord(result[name]) && 'timestamps' in result[name]);
  if (names.length === 0) return refuse('result', 'a series with "timestamps" and "values", such as "serie_0"', result);
  if (names.length > MAX_SERIES) return refuse('result', `at most ${MAX_SERIES} series`, names.length);
  for (const name of names) {
    const path = `result.${name}`;
    if (!SERIES.test(name)) return refuse(path, 'a series with a short name', name);
    const source = names.length === 1 ? 'radar' : `radar-${name.toLowerCase()}`;
    const signal = readSeries(result[name] as Readonly<Record<string, unknown>>, path);
    if (isRefused(signal)) return signal;
    if (found.some((other) => other.source === source))
      return refuse(path, 'names that differ by more than capitals', name);
    found.push({ source, signal });
  }
  return found;
}

function readSeries(
  { timestamps, values }: Readonly<Record<string, unknown>>,
  path: string,
): ObservedSignal['signal'] | ObservedReject {
  if (!Array.isArray(timestamps) || timestamps.length === 0 || timestamps.length > MAX_OBSERVED_POINTS) {
    return refuse(`${path}.timestamps`, `a list of 1 to ${MAX_OBSERVED_POINTS} times`, timestamps);
  }
  if (!Array.isArray(values) || values.length !== timestamps.length) {
    return refuse(`${path}.values`, `a list of ${timestamps.length}, one for each time`, values);
  }
  const points: { readonly atSec: number; readonly value: number }[] = [];
  for (const [i, text] of (timestamps as readonly unknown[]).entries()) {
    const atSec = typeof text === 'string' && MOMENT.test(text) ? Math.floor(Date.parse(text) / 1000) : Number.NaN;
    if (!isTime(atSec)) return refuse(`${path}.timestamps[${i}]`, 'a time in UTC, such as 2022-01-05T10:30:00Z', text);
    const value = readValue((values as readonly unknown[])[i]);
    if (value === undefined) return refuse(`${path}.values[${i}]`, 'a number not below 0', values[i]);
    points.push({ atSec, value });
  }
  return inOrder(points, (i) => `${path}.timestamps[${i}]`);
}

/** Numbers stand there as text; `null` where nothing was measured. */
function readValue(value: unknown): number | undefined {
  if (value === null) return Number.NaN;
  const number =
    typeof value === 'string' && /^\d{1,18}(?:\.\d{1,18})?(?:e-?\d{1,2})?$/i.test(value) ? Number(value) : value;
  return isSignalValue(number) ? number : undefined;
}
