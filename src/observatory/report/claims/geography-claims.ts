import type { MapCountry, MapMonth } from '../../answers/map-document.ts';
import { monthName, nameInSentence } from '../../answers/map-words.ts';
import type { FossilShareClaim, MigrationClaim } from '../../events/claim.ts';
import { hashrateIntervalText, shareText } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';

/**
 * Weighs "miners moved from here to there" against shares and blocks: whether the one lost hashrate while the other gained it.
 * That machines were carried over the border no share can say.
 */
export function judgeMigration(input: ReportInput, claim: MigrationClaim): Judgement {
  const [before, after] = [monthOf(input, claim.before), monthOf(input, claim.after)];
  const from = pairOf(claim.from, before, after);
  const to = pairOf(claim.to, before, after);
  if (from === undefined || to === undefined) {
    const months = `${monthName(claim.before)} and ${monthName(claim.after)}`;
    return cannotBeTold(`Shares of both countries in ${months} would be needed.`);
  }
  const lost = from.after.share < from.before.share && isBelow(from.after, from.before);
  const gained = to.after.share > to.before.share && isBelow(to.before, to.after);
  return {
    verdict: lost && gained ? 'supported' : 'contradicted',
    figure: `${moveText(claim.from, from)}; ${moveText(claim.to, to)} (${monthName(claim.before)} to ${monthName(claim.after)}, ${input.documents!.map!.shares.description})`,
    reason:
      `${lost && gained ? 'The one lost what the other gained part of' : 'The shares do not show a loss here and a gain there'}, as far as the pools that report go. ` +
      `That the same machines stand there now no share can say: some of what was gained may be new.`,
    numbers: {
      shareFromBefore: from.before.share,
      shareFromAfter: from.after.share,
      shareToBefore: to.before.share,
      shareToAfter: to.after.share,
    },
  };
}

/** Weighs "their power is fossil" against what the country as a whole generates electricity from. */
export function judgeFossilShare(input: ReportInput, claim: FossilShareClaim): Judgement {
  const months = input.documents?.map?.months ?? [];
  const found = months
    .filter(({ month }) => month.startsWith(`${claim.year}-`))
    .map((month) => countryOf(month, claim.country))
    .find((country) => country?.fossil !== null && country !== undefined);
  if (found?.fossil === undefined || found.fossil === null) {
    return cannotBeTold(
      `What ${nameInSentence(claim.country)} generated electricity from in ${claim.year} would be needed.`,
    );
  }
  const isSo = found.fossil >= claim.atLeast;
  const grams =
    found.carbonIntensity === null ? '' : `, ${Math.round(found.carbonIntensity)} g of CO2 equivalents a kWh`;
  return {
    verdict: isSo ? 'supported' : 'contradicted',
    figure: `${shareText(found.fossil)} of ${nameInSentence(claim.country)}'s electricity was coal, gas and oil in ${claim.year}${grams} (Ember and Our World in Data)`,
    reason: `That is the country's mean mix${isSo ? '' : ', not mostly fossil'}. What the miners themselves ran on, and at which price, no figure at hand says.`,
    numbers: { fossilShare: found.fossil, claimedAtLeast: claim.atLeast },
  };
}

interface CountryPair {
  readonly before: MapCountry;
  readonly after: MapCountry;
}

function pairOf(code: string, before: MapMonth | undefined, after: MapMonth | undefined): CountryPair | undefined {
  const [first, last] = [countryOf(before, code), countryOf(after, code)];
  return first === undefined || last === undefined ? undefined : { before: first, after: last };
}

function monthOf(input: ReportInput, name: string): MapMonth | undefined {
  return input.documents?.map?.months.find(({ month }) => month === name);
}

function countryOf(month: MapMonth | undefined, code: string): MapCountry | undefined {
  return month?.countries.find(({ country }) => country === code);
}

/** Whether one hashrate is below the other beyond the luck of blocks; by shares alone where blocks are not at hand. */
function isBelow(low: MapCountry, high: MapCountry): boolean {
  return low.hashrate === null || high.hashrate === null || low.hashrate.high < high.hashrate.low;
}

function moveText(code: string, { before, after }: CountryPair): string {
  const hashrate =
    before.hashrate === null || after.hashrate === null
      ? ''
      : `, ${hashrateIntervalText(before.hashrate)} to ${hashrateIntervalText(after.hashrate)}`;
  return `${nameInSentence(code)} from ${shareText(before.share)} to ${shareText(after.share)}${hashrate}`;
}
