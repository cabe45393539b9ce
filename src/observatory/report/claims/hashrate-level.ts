import { chooseObservations, isReject } from '../../answers/sources.ts';
import { formatDay, formatHashrate } from '../../answers/units.ts';
import type { HashrateLevelClaim, PoolHashrateChangeClaim, ShareClaim } from '../../events/claim.ts';
import { estimateWindow } from '../../hashrate/window-estimate.ts';
import { countWindow } from '../../series/observations.ts';
import { counted, hashrateIntervalText, shareText, sizeText, spanText } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import { furtherWindow } from './hashrate-change.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';
import { isExplorersFigure } from './published-levels.ts';

/** Compares a claimed level with the interval that the blocks of its span give. */
export function judgeHashrateLevel(input: ReportInput, claim: HashrateLevelClaim): Judgement {
  const chosen = chooseObservations(input.sources, claim.fromSec, claim.toSec);
  if (isReject(chosen)) return cannotBeTold(`${chosen.message}.`);
  const count = countWindow(chosen.observations, claim.fromSec, claim.toSec);
  const { low, median, high } = estimateWindow(count, input.level);
  const claimed = formatHashrate(claim.hashesPerSec);
  const isInside = claim.hashesPerSec >= low && claim.hashesPerSec <= high;
  const isCount = isExplorersFigure(count, claim.hashesPerSec);
  return {
    verdict: isInside ? 'supported' : 'contradicted',
    figure: `${hashrateIntervalText({ low, median, high })} from ${counted(count.blocks, 'block')}, ${spanText(count.fromSec, count.toSec)}`,
    reason: isInside
      ? `${claimed} lies within what the blocks of that span allow with ${shareText(input.level)} probability` +
        (isCount ? `; it is that span's count times the difficulty, luck included.` : '.')
      : `${claimed} lies outside of what the blocks of that span allow with ${shareText(input.level)} probability.`,
    numbers: { claimed: claim.hashesPerSec, hashrate: { low, median, high }, blocks: count.blocks },
  };
}

/** Headers do not name pools. */
export function judgePool(claim: PoolHashrateChangeClaim): Judgement {
  return cannotBeTold(
    `Block headers do not say which pool found a block, and the days compared were not published. ` +
      `The coinbase transactions of full blocks would tell ${claim.pool}'s count; over single days luck moves a pool's count even more than the network's.`,
  );
}

/** Blocks do not say where they were found; what they do say is what would have shown had the share gone dark. */
export function judgeShare(input: ReportInput, claim: ShareClaim): Judgement {
  const outage = input.windows[1] ?? undefined;
  const baseline = input.windows[0];
  const told = cannotBeTold(
    `Blocks do not say where they were found. The figure is ${claim.source.split(';')[0]!}'s, extrapolated from the addresses that miners of some pools came from.`,
    `${sizeText(claim.share)} in ${formatDay(Date.parse(`${claim.month}-01T00:00:00Z`) / 1000).slice(2)}, as published`,
  );
  if (outage === undefined || baseline === undefined) return told;
  const change = {
    size: -claim.share,
    atSec: outage.fromSec,
    baselineSec: baseline.toSec - baseline.fromSec,
  };
  const dark = furtherWindow(input, change, outage.toSec - outage.fromSec);
  return { ...told, also: [{ ...dark, test: `as if all of it had gone dark, ${dark.test}` }] };
}
