import type { Column } from './plot.ts';
import type { Scale } from './scale.ts';

/**
 * Lays out a curve, with at most four points a pixel column (first, lowest, highest, last): what a screen can show of a
 * hundred thousand points, and no less. NaN breaks the curve.
 */
export function thinLine(xs: Column, ys: Column, x: Scale, y: Scale): number[] {
  const points: number[] = [];
  const [low, high] = visible(xs, x);
  let i = low;
  while (i < high) {
    const column = Math.round(x.map(xs[i]!));
    let end = i + 1;
    while (end < high && Math.round(x.map(xs[end]!)) === column) end++;
    if (end - i <= 4) for (let k = i; k < end; k++) points.push(x.map(xs[k]!), y.map(ys[k]!));
    else for (const k of extremes(ys, i, end)) points.push(x.map(xs[k]!), y.map(ys[k]!));
    i = end;
  }
  return points;
}

/** Lays out a band as one closed outline a stretch without gaps: the highest `high` and lowest `low` a pixel column. */
export function thinBand(xs: Column, lows: Column, highs: Column, x: Scale, y: Scale): number[][] {
  const outlines: number[][] = [];
  let upper: number[] = [];
  let lower: number[] = [];
  const close = (): void => {
    const outline = upper;
    for (let k = lower.length - 2; k >= 0; k -= 2) outline.push(lower[k]!, lower[k + 1]!);
    if (lower.length > 2) outlines.push(outline);
    upper = [];
    lower = [];
  };
  const [first, last] = visible(xs, x);
  for (let i = first; i < last;) {
    const at = x.map(xs[i]!);
    let [low, high, end] = [lows[i]!, highs[i]!, i + 1];
    while (end < last && Math.round(x.map(xs[end]!)) === Math.round(at) && end - i < 10_000) {
      low = Math.min(low, lows[end]!);
      high = Math.max(high, highs[end]!);
      end++;
    }
    if (Number.isNaN(low) || Number.isNaN(high)) close();
    else {
      upper.push(at, y.map(high));
      lower.push(at, y.map(low));
    }
    i = end;
  }
  close();
  return outlines;
}

/** Lays out dots, one for each half pixel that any falls on. */
export function thinDots(xs: Column, ys: Column, x: Scale, y: Scale): number[] {
  const points: number[] = [];
  const seen = new Set<number>();
  const [low, high] = visible(xs, x);
  for (let i = low; i < high; i++) {
    const px = x.map(xs[i]!);
    const py = y.map(ys[i]!);
    if (!(px >= 0) || Number.isNaN(py)) continue;
    const cell = Math.round(px * 2) * 65_536 + Math.round(py * 2);
    if (seen.has(cell)) continue;
    seen.add(cell);
    points.push(px, py);
  }
  return points;
}

/** Index of the value nearest to `at` in an ascending column that is not empty. */
export function nearestIndex(xs: Column, at: number): number {
  const after = firstAtOrAfter(xs, at);
  if (after === 0) return 0;
  if (after === xs.length) return xs.length - 1;
  return at - xs[after - 1]! <= xs[after]! - at ? after - 1 : after;
}

/** The indexes within a scale's domain, with one neighbour on each side, so that curves run off the edge. */
function visible(xs: Column, x: Scale): [number, number] {
  const first = firstAtOrAfter(xs, x.domain[0]);
  const end = firstAtOrAfter(xs, x.domain[1]);
  return [Math.max(0, first - 1), Math.min(xs.length, end + 2)];
}

function firstAtOrAfter(xs: Column, at: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function extremes(ys: Column, from: number, end: number): number[] {
  let lowest = from;
  let highest = from;
  for (let k = from; k < end; k++) {
    if (ys[k]! < ys[lowest]!) lowest = k;
    if (ys[k]! > ys[highest]!) highest = k;
  }
  return [...new Set([from, Math.min(lowest, highest), Math.max(lowest, highest), end - 1])];
}
