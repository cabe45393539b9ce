import { chooseObservations, isReject } from '../../answers/sources.ts';
import { monthName } from '../../answers/map-words.ts';
import { formatHashrate } from '../../answers/units.ts';
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

/**
 * Holds a published share against the table it comes from. Blocks do not say where they were found; what they do say is what would
 * have shown had the share gone dark.
 */
export function judgeShare(input: ReportInput, claim: ShareClaim): Judgement {
  const told = publishedShare(input, claim);
  const outage = input.windows[1] ?? undefined;
  const baseline = input.windows[0];
  if (outage === undefined || baseline === undefined) return told;
  const change = {
    size: -claim.share,
    atSec: outage.fromSec,
    baselineSec: baseline.toSec - baseline.fromSec,
  };
  const dark = furtherWindow(input, change, outage.toSec - outage.fromSec);
  return { ...told, also: [{ ...dark, test: `as if all of it had gone dark, ${dark.test}` }] };
}

/** Shares are told to a tenth of a percent at the most: figures this far apart are the same. */
const SAME_SHARE = 0.0005;

function publishedShare(input: ReportInput, claim: ShareClaim): Judgement {
  const map = input.documents?.map;
  const found = map?.months
    .find(({ month }) => month === claim.month)
    ?.countries.find(({ country }) => country === claim.country);
  if (map === undefined || found === undefined) {
    return cannotBeTold(
      `Blocks do not say where they were found. The figure is ${claim.source.split(';')[0]!}'s, extrapolated from the addresses that miners of some pools came from.`,
      `${sizeText(claim.share)} in ${monthName(claim.month)}, as published`,
    );
  }
  const isSame = Math.abs(found.share - claim.share) < SAME_SHARE;
  return {
    verdict: isSame ? 'supported' : 'contradicted',
    figure: `${sizeText(found.share)} in ${monthName(claim.month)} (${map.shares.description})`,
    reason:
      `That is what the pools that report saw, by the addresses that their miners came from: with nothing assumed of the other pools, ` +
      `the country had between ${shareText(found.low)} and ${shareText(found.high)}. Blocks do not say where they were found.`,
    numbers: { claimed: claim.share, published: found.share, atLeast: found.low, atMost: found.high },
  };
}
