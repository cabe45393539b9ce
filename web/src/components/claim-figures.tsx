import type { JSX } from 'preact';
import type { ClaimDocument } from '../api/documents.ts';
import {
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrateInterval,
  formatShare,
  formatOdds,
} from '../format/numbers.ts';
import { reader } from '../format/reader.ts';
import { formatDurationWords, formatUtc } from '../format/time.ts';
import { VerdictCard } from './verdict-card.tsx';

/** The verdict as a card, and the figures it stands on. */
export function ClaimFigures({ claim }: { readonly claim: ClaimDocument }): JSX.Element {
  const { direction, size, at } = claim.claim;
  const change = direction === 'drop' ? 'fall' : 'rise';
  const words = `Hashrate ${direction === 'drop' ? 'fell' : 'rose'} by ${formatShare(size, reader)} on ${formatUtc(at)}`;
  const detectable = (of: number | null): string => (of === null ? 'not even a total outage' : formatShare(of, reader));
  const percent = Math.round(claim.level * 1000) / 10;
  return (
    <div class="claim-result">
      <VerdictCard
        claim={words}
        verdict={claim.verdict}
        figure={`Measured: ${formatChangeInterval(claim.ratio, reader)}, with ${percent}\u202f% probability`}
        reason={`${formatCount(claim.window.blocks, reader)} blocks in ${formatDurationWords(claim.window.to - claim.window.from)}, after ${formatCount(claim.baseline.blocks, reader)} in ${formatDurationWords(claim.baseline.to - claim.baseline.from)}. Luck alone shows a ${change} of ${formatShare(size, reader)} or more in ${formatShare(claim.luck, reader)} of such windows.`}
        source={claim.source.description}
        live
      />
      <dl class="figures">
        <Figure name="Baseline" value={formatHashrateInterval(claim.baseline.hashrate, reader)} />
        <Figure name="Window" value={formatHashrateInterval(claim.window.hashrate, reader)} />
        <Figure name="Change" value={formatChangeInterval(claim.ratio, reader)} id="ratio" />
        {claim.ratioWithGrowth !== null && (
          <Figure
            name="Change beside the baseline’s growth"
            value={`${formatChangeInterval(claim.ratioWithGrowth, reader)}; growth ${formatChange(claim.ratioWithGrowth.growthPerDay.median, reader, 2)} a day`}
          />
        )}
        <Figure
          name={`Luck alone shows such a ${change}`}
          value={`in ${formatShare(claim.luck, reader)} of windows`}
          id="luck"
        />
        <Figure
          name="Claim against no change (Bayes factor)"
          value={formatOdds(claim.bayesFactor, reader)}
          id="bayes-factor"
        />
        <Figure
          name={`Smallest ${change} that these windows show`}
          value={`${detectable(claim.detectable.power80)} (4 times in 5), ${detectable(claim.detectable.power95)} (19 in 20)`}
          id="detectable"
        />
      </dl>
    </div>
  );
}

function Figure({
  name,
  value,
  id,
}: {
  readonly name: string;
  readonly value: string;
  readonly id?: string;
}): JSX.Element {
  return (
    <div {...(id === undefined ? {} : { 'data-figure': id })}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
