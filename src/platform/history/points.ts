/** Points of one series as they are worked with: times ascending, and a column for each of its names. */
export interface Points {
  readonly atSec: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** No points, of so many columns. */
export function noPoints(columnCount: number): Points {
  return { atSec: new Float64Array(0), columns: Array.from({ length: columnCount }, () => new Float64Array(0)) };
}

/** The first index whose time is `sec` or later. */
export function indexAtOrAfter(atSec: ArrayLike<number>, sec: number): number {
  let low = 0;
  let high = atSec.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (atSec[middle]! < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points `first` to `end`, without copying them. */
export function slicePoints({ atSec, columns }: Points, first: number, end: number): Points {
  return { atSec: atSec.subarray(first, end), columns: columns.map((column) => column.subarray(first, end)) };
}

/** Joins runs of points that follow each other. */
export function joinPoints(runs: readonly Points[], columnCount: number): Points {
  if (runs.length === 1) return runs[0]!;
  const length = runs.reduce((sum, { atSec }) => sum + atSec.length, 0);
  const join = (parts: readonly Float64Array[]): Float64Array => {
    const joined = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };
  return {
    atSec: join(runs.map(({ atSec }) => atSec)),
    columns: Array.from({ length: columnCount }, (_, k) => join(runs.map(({ columns }) => columns[k]!))),
  };
}

/** Merges two runs of points; where both have a time, `later` wins. */
export function mergePoints(earlier: Points, later: Points): Points {
  const columnCount = earlier.columns.length;
  if (later.atSec.length === 0) return earlier;
  if (earlier.atSec.length === 0) return later;
  if (earlier.atSec.at(-1)! < later.atSec[0]!) return joinPoints([earlier, later], columnCount);
  // Where each point of the result comes from: an index of `later`, or, below zero, the complement of one of `earlier`.
  const from: number[] = [];
  for (let i = 0, j = 0; i < earlier.atSec.length || j < later.atSec.length;) {
    const left = earlier.atSec[i] ?? Infinity;
    const right = later.atSec[j] ?? Infinity;
    from.push(left < right ? ~i : j);
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const pick = (a: Float64Array, b: Float64Array): Float64Array =>
    Float64Array.from(from, (at) => (at < 0 ? a[~at]! : b[at]!));
  return {
    atSec: pick(earlier.atSec, later.atSec),
    columns: earlier.columns.map((column, k) => pick(column, later.columns[k]!)),
  };
}

/** The points outside of a span. */
export function withoutSpan(points: Points, fromSec: number, toSec: number): Points {
  const first = indexAtOrAfter(points.atSec, fromSec);
  const end = indexAtOrAfter(points.atSec, toSec);
  if (end <= first) return points;
  const parts = [slicePoints(points, 0, first), slicePoints(points, end, points.atSec.length)];
  return joinPoints(parts, points.columns.length);
}
