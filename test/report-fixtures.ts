import { builtInHistory } from '../src/cli/built-in-history.ts';
import { reportHistory } from '../src/cli/report-history.ts';
import type { ObservatorySources } from '../src/observatory/answers/sources.ts';
import type { DescribedPrices } from '../src/observatory/market/price-series.ts';
import { buildReport } from '../src/observatory/report/build-report.ts';
import { kazakhstan2022 } from '../src/observatory/report/kazakhstan-2022.ts';
import type { ReportClaim, ReportDocument } from '../src/observatory/report/report-document.ts';
import type { ReportInput } from '../src/observatory/report/report-input.ts';
import { blockSeries } from '../src/observatory/series/block-series.ts';
import type { BlockSeries } from '../src/observatory/series/block-series.ts';

export const SHUTDOWN_SEC: number = Date.UTC(2022, 0, 5, 10, 30) / 1000;
export const MINUTES_SEC: number = Date.UTC(2022, 0, 5, 19) / 1000;
export const RESTORED_SEC: number = Date.UTC(2022, 0, 10, 2) / 1000;

const history = builtInHistory();
const records = reportHistory();

/** The sources of the reference event, with other blocks in place of its own when given. */
export function eventSources(blocks: BlockSeries = history.blocks): ObservatorySources {
  const { days, epochs } = history;
  return {
    network: 'mainnet',
    observations: [
      { series: blocks, description: 'block times' },
      { series: days, description: 'blocks per day' },
    ],
    epochs,
  };
}

/** What the report of the reference event is made from, with some of it replaced. */
export function eventInput(replaced: Partial<ReportInput> = {}): ReportInput {
  return { ...kazakhstan2022({ sources: eventSources(), ...records, level: 0.9 }), ...replaced };
}

/** The report of the reference event, with some of what it is made from replaced. */
export function eventReport(replaced: Partial<ReportInput> = {}): ReportDocument {
  return buildReport(eventInput(replaced));
}

/** The event's own blocks as if the network had had `share` of its hashrate from the shutdown to the return of the net. */
export function withHashrateDuringBlackout(share: number): BlockSeries {
  const { firstHeight, timesSec, work, timeSource } = history.blocks;
  let shift = 0;
  const times = timesSec.map((time, i) => {
    const gap = i === 0 ? 0 : time - timesSec[i - 1]!;
    const before = time - gap + shift;
    const isDark = before >= SHUTDOWN_SEC && before < RESTORED_SEC;
    if (isDark) shift += gap / share - gap;
    return time + shift;
  });
  return blockSeries({ firstHeight, timesSec: times, work, timeSource });
}

/** The event's own prices, each hour's multiplied by what `factor` gives for its start. */
export function withPrices(factor: (hourSec: number) => number): DescribedPrices {
  const { open, high, low, close, ...others } = records.prices;
  const { fromSec, stepSec } = others;
  const scale = (column: Float64Array): Float64Array => column.map((price, i) => price * factor(fromSec + i * stepSec));
  return { ...others, open: scale(open), high: scale(high), low: scale(low), close: scale(close) };
}

/** One claim of a report by its id. */
export function claimOf(report: ReportDocument, id: string): ReportClaim {
  const claim = report.claims.find((one) => one.id === id);
  if (claim === undefined) throw new Error(`no claim ${id} in ${report.claims.map((one) => one.id).join(', ')}`);
  return claim;
}
