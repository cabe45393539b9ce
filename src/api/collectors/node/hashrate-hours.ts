import { countColumns } from '../../../observatory/alerts/built-in-data.ts';
import { COUNTS_SERIES } from '../../../observatory/alerts/readings/hashrate-reading.ts';
import type { ObservatorySources } from '../../../observatory/answers/sources.ts';
import { estimateWindow } from '../../../observatory/hashrate/window-estimate.ts';
import { countWindow, coverage, DAY_SEC } from '../../../observatory/series/observations.ts';
import type { SeriesBatch } from '../../../ports/history-store.ts';

const HOUR_SEC = 3600;

/** As far back as hours are written that were missed while nothing ran. */
const MAX_BACK_SEC = 35 * DAY_SEC;

/**
 * Estimates the hashrate of the 24 hours before each full hour that blocks have passed since the last one written.
 *
 * An hour is estimated when a block after it is there: a window that ends with a block is high by one part in its blocks.
 *
 * @param question.afterSec The last hour that is written already; 0 when there is none.
 * @returns The estimates, and the counts of each hour alone; none when there is none to add.
 */
export function hashrateHours(
  sources: ObservatorySources,
  question: { readonly nowSec: number; readonly afterSec: number; readonly level: number },
): readonly SeriesBatch[] {
  const { nowSec, afterSec, level } = question;
  const series = sources.observations.find((one) => one.series.kind === 'blocks')?.series;
  if (series === undefined) return [];
  const { fromSec, toSec } = coverage(series);
  // Headers may be up to two hours ahead of the clock.
  const endSec = Math.min(toSec, nowSec);
  const times: number[] = [];
  const first = Math.max(afterSec + 1, fromSec + DAY_SEC, nowSec - MAX_BACK_SEC);
  for (let sec = Math.ceil(first / HOUR_SEC) * HOUR_SEC; sec <= endSec; sec += HOUR_SEC) times.push(sec);
  if (times.length === 0) return [];
  const counts = times.map((sec) => countWindow(series, sec - DAY_SEC, sec));
  const estimates = counts.map((count) => estimateWindow(count, level));
  const hours = times.map((sec) => countWindow(series, sec - HOUR_SEC, sec));
  const atSec = Float64Array.from(times);
  return [
    {
      series: 'hashrate/24h',
      names: ['hashesPerSec', 'lowHashesPerSec', 'highHashesPerSec', 'blocks', 'exposureSecPerHash'],
      atSec,
      columns: [
        Float64Array.from(estimates, ({ median }) => median),
        Float64Array.from(estimates, ({ low }) => low),
        Float64Array.from(estimates, ({ high }) => high),
        Float64Array.from(counts, ({ blocks }) => blocks),
        Float64Array.from(counts, ({ exposure }) => exposure),
      ],
    },
    { series: COUNTS_SERIES, ...countColumns(atSec, hours) },
  ];
}
