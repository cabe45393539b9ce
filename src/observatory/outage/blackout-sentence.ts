import { formatDay, formatDuration, threeDigits } from '../answers/units.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { BlackoutDocument } from './blackout-document.ts';

/** What the sentence is made from. */
type Figures = Pick<BlackoutDocument, 'country' | 'at' | 'nodes' | 'hashrate' | 'windows'>;

/** Says in words that can be printed what was at stake, and whether the blocks could show it. */
export function blackoutSentence(figures: Figures): string {
  return [hashrateWords(figures), measuredWords(figures), nodesWords(figures)]
    .filter((words) => words !== '')
    .join(' ');
}

function hashrateWords({ country, at, hashrate: { atStake }, windows }: Figures): string {
  const day = windows.find(({ seconds }) => seconds === DAY_SEC)!;
  const limit = day.detectable === null ? 'no fall at all' : `a fall of ${percent(day.detectable)} or more`;
  if (atStake === null) {
    return `What share of the hashrate stood in ${country.name} on ${formatDay(at)} is not known; a day of blocks shows ${limit}.`;
  }
  const { share, month, secondsToShow } = atStake;
  const had = `${country.name} had ${percent(share)} of the hashrate${month === null ? ', as given' : ` in ${month}`}`;
  if (day.wouldShow === true) return `${had}: a day of blocks would show its loss, as it shows ${limit}.`;
  const until = secondsToShow === null ? 'not within two months' : `only after ${formatDuration(secondsToShow)}`;
  return `${had}: a day of blocks shows ${limit}, so its loss would show ${until}.`;
}

/** What the longest window that blocks cover says. */
function measuredWords({ windows }: Figures): string {
  const window = windows.findLast(({ ratio }) => ratio !== null);
  if (window?.ratio === null || window === undefined) return '';
  const { ratio, seconds, verdict } = window;
  const [low, high] = [ratio.low - 1, ratio.high - 1].map(signedPercent);
  const told = verdict === 'cannot be told' ? '' : `; a fall by all of it is ${verdict}`;
  return `In ${formatDuration(seconds)} the hashrate changed by ${signedPercent(ratio.median - 1)} (${low} to ${high})${told}.`;
}

function nodesWords({ nodes: { counted }, country }: Figures): string {
  if (counted === null) return 'Its share of the nodes then cannot be told.';
  return `${counted.nodes} of ${counted.located} located nodes (${percent(counted.share)}) stood in ${country.name}.`;
}

function percent(share: number): string {
  return `${threeDigits(share * 100)} %`;
}

function signedPercent(share: number): string {
  return `${share < 0 ? '-' : '+'}${threeDigits(Math.abs(share) * 100)} %`;
}
