import type { Claim } from '../../events/claim.ts';
import { safeUrl } from '../markup.ts';
import type { ReportClaim } from '../report-document.ts';
import type { ReportInput } from '../report-input.ts';
import { judgeCause } from './cause.ts';
import { judgeDifficultyChange } from './difficulty-change.ts';
import { judgeFossilShare, judgeMigration } from './geography-claims.ts';
import { judgeHashrateChange } from './hashrate-change.ts';
import { judgeHashrateLevel, judgePool, judgeShare } from './hashrate-level.ts';
import type { Judgement } from './judgement.ts';
import { judgePriceBreadth, judgePriceChange, judgePriceLevel } from './price-claims.ts';

/** Weighs one published claim against the data. */
export function judgeClaim(input: ReportInput, claim: Claim): ReportClaim {
  const { verdict, figure, reason, also, numbers } = judge(input, claim);
  return {
    id: claim.id,
    kind: claim.kind,
    claim: claim.text,
    verdict,
    figure,
    reason,
    source: claim.source,
    sourceUrl: urlIn(claim.source),
    also: also ?? [],
    numbers: numbers ?? {},
  };
}

function judge(input: ReportInput, claim: Claim): Judgement {
  switch (claim.kind) {
    case 'hashrate-change':
      return judgeHashrateChange(input, claim);
    case 'hashrate-level':
      return judgeHashrateLevel(input, claim);
    case 'pool-hashrate-change':
      return judgePool(claim);
    case 'share':
      return judgeShare(input, claim);
    case 'migration':
      return judgeMigration(input, claim);
    case 'fossil-share':
      return judgeFossilShare(input, claim);
    case 'price-level':
      return judgePriceLevel(input, claim);
    case 'price-change':
      return judgePriceChange(input, claim);
    case 'price-breadth':
      return judgePriceBreadth(input, claim);
    case 'difficulty-change':
      return judgeDifficultyChange(input, claim);
    case 'cause':
      return judgeCause(input, claim);
  }
}

/** The first address with a path in a source's text, such as `netblocks.org/reports/...`. */
export function urlIn(source: string): string | null {
  const found = /(?:^|[\s(])(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\/[^\s;,)]{1,500})/i.exec(
    source.slice(0, 2000),
  );
  return found === null ? null : safeUrl(`https://${found[1]!.replace(/[.:]+$/, '')}`);
}
