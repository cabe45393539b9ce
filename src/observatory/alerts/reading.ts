import type { SeriesColumns } from '../../ports/history-store.ts';

/** A figure behind an alert. */
export interface EvidenceValue {
  readonly name: string;
  readonly value: number;
  /** `H/s`, `usd`, `ratio`, `s` (seconds since 1970), or none for a count. */
  readonly unit: string;
}

/** What was seen at one look. */
export interface Reading {
  /** Null: it can't be told; the sentence says why. */
  readonly holds: boolean | null;
  /** Whether the condition is clearly over: on the other side of a margin. */
  readonly isClear: boolean;
  /** What was seen, in one plain sentence. */
  readonly sentence: string;
  readonly values: readonly EvidenceValue[];
  /** The time that it is about, seconds since 1970. */
  readonly fromSec: number;
  readonly toSec: number;
}

/** A series that a rule needs, from when on. */
export interface AlertNeed {
  readonly series: string;
  readonly fromSec: number;
}

/** The series at hand, by their names. */
export type AlertData = ReadonlyMap<string, SeriesColumns>;

/** That nothing can be told, and why. */
export function unknown(sentence: string, nowSec: number): Reading {
  return { holds: null, isClear: false, sentence, values: [], fromSec: nowSec, toSec: nowSec };
}

/** The first index whose time is `sec` or later. */
export function indexAt(atSec: Float64Array, sec: number): number {
  let low = 0;
  let high = atSec.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (atSec[middle]! < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The column of a name, or whose name begins with it and goes on with a unit: `close`, `closeUsd`. */
export function columnOf({ names, columns }: SeriesColumns, name: string): Float64Array | undefined {
  const exact = names.indexOf(name);
  return columns[
    exact >= 0 ? exact : names.findIndex((one) => one.startsWith(name) && /^[A-Z]/.test(one.slice(name.length)))
  ];
}
