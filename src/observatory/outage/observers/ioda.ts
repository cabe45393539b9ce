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

/** Signals of one file at most: IODA has under ten of a country. */
const MAX_SIGNALS = 64;

/** Shares and times that go with active probing: not how much of a country answers. */
const NOT_COUNTED = ['ping-slash24-loss', 'ping-slash24-latency'];

/** Names of data sources that are taken for parts of a series' name. */
const DATA_SOURCE = /^[a-z0-9][a-z0-9._-]{0,30}$/;

/**
 * Reads the signals of a country as IODA's API gives them: `GET /v2/signals/raw/country/KZ?from=...&until=...`.
 *
 * `data` is a list of signals, or of lists of them; each has `entityType`, `entityCode`, `datasource` (`bgp`: visible
 * prefixes of 24 bits; `ping-slash24`: networks that answer; `merit-nt`: addresses that scan by themselves), `from`, `step`
 * and `values`, a number or `null` for each step. Source: api.ioda.inetintel.cc.gatech.edu/v2, its OpenAPI description.
 *
 * @param country ISO 3166-1 alpha-2, upper case: signals of another one are refused.
 */
export function parseIoda(text: string, country: string): ObservedSignal[] | ObservedReject {
  const parsed = parseObserved(text);
  if (isRefused(parsed)) return parsed;
  const { value } = parsed;
  if (!isRecord(value)) return refuse('', 'an object with "data", as IODA answers', value);
  if (typeof value['error'] === 'string') return refuse('error', 'an answer of IODA without an error', value['error']);
  if (!Array.isArray(value['data'])) return refuse('data', 'a list of signals', value['data']);
  const data: readonly unknown[] = value['data'];
  const found = new Map<string, ObservedSignal>();
  let count = 0;
  for (const [i, item] of data.entries()) {
    const inner = Array.isArray(item) ? (item as readonly unknown[]) : undefined;
    for (const [k, signal] of (inner ?? [item]).entries()) {
      const path = inner === undefined ? `data[${i}]` : `data[${i}][${k}]`;
      if (++count > MAX_SIGNALS) return refuse(path, `at most ${MAX_SIGNALS} signals`, 'more');
      const read = readSignal(signal, path, country);
      if (read === undefined) continue;
      if (isRefused(read)) return read;
      if (found.has(read.source)) return refuse(`${path}.datasource`, 'each data source once', read.source.slice(5));
      found.set(read.source, read);
    }
  }
  if (found.size === 0) return refuse('data', 'at least one signal with values', data);
  return [...found.values()];
}

function readSignal(value: unknown, path: string, country: string): ObservedSignal | ObservedReject | undefined {
  if (!isRecord(value)) return refuse(path, 'an object: one signal', value);
  const { entityType, entityCode, datasource, from, step, values } = value;
  if (entityType !== 'country') return refuse(`${path}.entityType`, '"country"', entityType);
  if (entityCode !== country) return refuse(`${path}.entityCode`, `"${country}", the country asked for`, entityCode);
  if (typeof datasource !== 'string' || !DATA_SOURCE.test(datasource)) {
    return refuse(`${path}.datasource`, 'the name of a data source, such as "bgp"', datasource);
  }
  if (NOT_COUNTED.includes(datasource)) return undefined;
  if (!isTime(from)) return refuse(`${path}.from`, 'whole seconds since 1970', from);
  if (!isTime(step) || step < 1 || step > 86_400) return refuse(`${path}.step`, 'seconds, from 1 to 86400', step);
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_OBSERVED_POINTS) {
    return refuse(`${path}.values`, `a list of 1 to ${MAX_OBSERVED_POINTS} numbers`, values);
  }
  const last = from + step * (values.length - 1);
  if (!isTime(last)) return refuse(`${path}.from`, 'times before 2106', last);
  const points: { readonly atSec: number; readonly value: number }[] = [];
  for (const [i, point] of (values as readonly unknown[]).entries()) {
    if (point !== null && !isSignalValue(point))
      return refuse(`${path}.values[${i}]`, 'a number not below 0, or null', point);
    points.push({ atSec: from + i * step, value: point ?? Number.NaN });
  }
  if (points.every(({ value: known }) => Number.isNaN(known))) return undefined;
  const signal = inOrder(points, (i) => `${path}.values[${i}]`);
  return isRefused(signal) ? signal : { source: `ioda-${datasource}`, signal };
}
