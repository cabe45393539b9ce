import { trendBins } from '../../answers/hashrate-answer.ts';
import type { Chosen } from '../../answers/sources.ts';
import { estimateTrend } from '../../hashrate/trend.ts';
import { countWindow } from '../../series/observations.ts';
import { hashrateIntervalText, momentText, shareText, sizeText } from '../figures.ts';
import type { HashrateChart } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';
import { periodsWithin, within } from '../report-facts.ts';

/** The trend with its band, counts behind it; `undefined` for a span too short for two bins. */
export function hashrateChart(facts: ReportFacts, chosen: Chosen): HashrateChart | undefined {
  const { input, events, periods } = facts;
  const { fromSec, toSec } = chosen;
  const bins = trendBins(chosen.observations, countWindow(chosen.observations, fromSec, toSec));
  if (bins.length < 2) return undefined;
  const { points } = estimateTrend(bins, input.level);
  const first = points[0]!;
  const last = points.at(-1)!;
  const claimed = claimedLevels(facts, fromSec, toSec);
  return {
    kind: 'chart',
    chart: 'hashrate',
    title: 'Hashrate',
    caption:
      `The band holds the hashrate with ${shareText(input.level)} probability at each moment, its darker part with half. ` +
      `Each dot is what the blocks of one bin alone would say${claimed.length > 0 ? '; dashed: where the claims would have it' : ''}.`,
    summary:
      `The hashrate goes from ${hashrateIntervalText(first)} on ${momentText(first.timeSec)} to ` +
      `${hashrateIntervalText(last)} on ${momentText(last.timeSec)}.`,
    trend: points.map(({ timeSec, median, low, high, low50, high50 }) => ({
      time: timeSec,
      median,
      low,
      high,
      low50,
      high50,
    })),
    raw: bins.map((bin) => ({
      from: bin.fromSec,
      to: bin.toSec,
      blocks: bin.blocks,
      hashrate: bin.blocks / bin.exposure,
    })),
    events: within(events, fromSec, toSec),
    periods: periodsWithin(periods, fromSec, toSec),
    claimed,
  };
}

/** What the first and the largest claimed change would look like over the longest window they were tested on. */
function claimedLevels(
  { input, claims, chosen }: ReportFacts,
  fromSec: number,
  toSec: number,
): HashrateChart['claimed'] {
  const tested = input.claims.flatMap((claim) => {
    const judged = claims.find(({ id }) => id === claim.id);
    const baseline = judged?.numbers['baselineHashrate'];
    if (claim.kind !== 'hashrate-change' || typeof baseline !== 'object' || baseline === null) return [];
    const to = claim.atSec + Math.max(...claim.windowsSec);
    return [
      {
        from: claim.atSec,
        to,
        level: baseline.median * (1 + claim.size),
        label: claimLabel(claim.size),
        size: claim.size,
      },
    ];
  });
  const largest = tested.reduce<(typeof tested)[number] | undefined>(
    (best, other) => (best === undefined || Math.abs(other.size) > Math.abs(best.size) ? other : best),
    undefined,
  );
  const shown = [...new Set([tested[0], largest])].filter((claim) => claim !== undefined);
  return shown
    .filter(({ from, to }) => chosen !== undefined && from < toSec && to > fromSec)
    .map(({ from, to, level, label }) => ({ from: Math.max(from, fromSec), to: Math.min(to, toSec), level, label }));
}

function claimLabel(size: number): string {
  return `claimed: ${size < 0 ? '\u2212' : '+'}${sizeText(size)}`;
}
