import type { Interval } from '../../hashrate/interval.ts';
import { isTested, testWindow } from '../claims/hashrate-change.ts';
import { lengthText, shareText, sizeText } from '../figures.ts';
import { ratiosSummary } from '../charts/ratios-chart.ts';
import { REPORT_VERDICTS } from '../report-document.ts';
import type { RatioChart, ReportClaim, ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Each claim with its verdict. */
export function claimsSection(facts: ReportFacts): ReportSection {
  const head = { id: 'claims', title: 'The claims' };
  const { claims } = facts;
  if (claims.length === 0) {
    return {
      ...head,
      sentence: 'No claim was given to test.',
      parts: [],
      missing: 'Give one with --claim "drop 12% at 2022-01-05T10:30Z".',
    };
  }
  const parts: ReportPart[] = [{ kind: 'claims' }];
  const rows = ratioRows(facts);
  if (rows.length > 0) {
    parts.push({
      kind: 'chart',
      chart: 'ratios',
      title: 'Changes of hashrate: measured and claimed',
      caption: `Line and dot: the measured change with its ${shareText(facts.input.level)} interval; cross: the claimed one. Where the line holds zero, luck may be all there is.`,
      summary: ratiosSummary(rows),
      rows,
    });
  }
  return { ...head, sentence: verdictCount(claims), parts, missing: null };
}

/** How many claims have which verdict, as a sentence. */
export function verdictCount(claims: readonly ReportClaim[]): string {
  const counts = REPORT_VERDICTS.map((verdict) => ({
    verdict,
    count: claims.filter((claim) => claim.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const said = counts.map(({ verdict, count }) => {
    const verb = verdict === 'cannot be told' ? '' : count === 1 ? 'is ' : 'are ';
    return `${count} ${verb}${verdict}`;
  });
  const last = said.pop()!;
  const list = said.length === 0 ? last : `${said.join(', ')} and ${last}`;
  return `Of ${claims.length === 1 ? 'one claim' : `${claims.length} claims`}, ${list}.`;
}

/** Each different change that was claimed, over each window it was tested on. */
function ratioRows({ input, claims }: ReportFacts): RatioChart['rows'] {
  const rows: { label: string; claimed: number; measured: Interval; verdict: ReportClaim['verdict'] }[] = [];
  const seen = new Set<string>();
  for (const claim of input.claims) {
    if (claim.kind !== 'hashrate-change' || claims.length === 0) continue;
    for (const windowSec of claim.windowsSec) {
      const key = `${claim.size} ${claim.atSec} ${claim.baselineSec} ${windowSec}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const answer = testWindow(input, claim, windowSec);
      if (!isTested(answer)) continue;
      const label = `${claim.size < 0 ? 'fall' : 'rise'} of ${sizeText(claim.size)} over ${lengthText(windowSec)}`;
      rows.push({ label, claimed: 1 + claim.size, measured: answer.ratio, verdict: answer.verdict });
    }
  }
  return rows;
}
