import type { SeriesBatch } from '../../ports/history-store.ts';

/** A batch of one point. */
export function point(series: string, atSec: number, values: Readonly<Record<string, number>>): SeriesBatch {
  return {
    series,
    names: Object.keys(values),
    atSec: Float64Array.of(atSec),
    columns: Object.values(values).map((value) => Float64Array.of(value)),
  };
}
