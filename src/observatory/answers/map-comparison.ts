import { shareChanges } from '../geography/share-changes.ts';
import type { ShareChanges, WeighedMonth } from '../geography/share-changes.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { MapComparison, MapMove } from './map-document.ts';
import { listed, monthName, nameInSentence, nameOf, percentText } from './map-words.ts';
import { formatHashrate, formatHashrateRange } from './units.ts';

/** Says where hashrate went between two months, and what of it can be told. */
export function compareMonths(before: WeighedMonth, after: WeighedMonth): MapComparison {
  const changes = shareChanges(before, after);
  const moves = changes.moves.map(
    ({ country, before: shareBefore, after: shareAfter, hashrateBefore, hashrateAfter, hashrateChange }): MapMove => ({
      country,
      name: nameOf(country),
      before: shareBefore,
      after: shareAfter,
      hashrateBefore: hashrateBefore ?? null,
      hashrateAfter: hashrateAfter ?? null,
      hashrateChange: hashrateChange ?? null,
    }),
  );
  return {
    before: changes.before,
    after: changes.after,
    moves,
    total: changes.total ?? null,
    lost: changes.lost ?? null,
    gained: changes.gained ?? null,
    reappearedAtMost: changes.reappearedAtMost ?? null,
    sentence: sentenceOf(changes, moves),
    canTell: canTell(changes),
    cannotTell: CANNOT_TELL,
  };
}

const CANNOT_TELL: readonly string[] = [
  'whether a machine that hashes in one country is one that stopped in another: shares count hashrate, not machines',
  'whether hashrate that vanished was switched off, or connects through a proxy now and counts elsewhere',
  'what the pools that do not report saw: they may have lost and gained in other places',
];

function canTell(changes: ShareChanges): string[] {
  const { total, lost, gained, reappearedAtMost } = changes;
  if (total === undefined || lost === undefined || gained === undefined) {
    return [
      "how the shares changed; without blocks of both months, not whether a country's hashrate grew or the others' fell",
    ];
  }
  const told = [
    `the whole network ${total.median < 0 ? 'lost' : 'gained'} ${range(total)}, by its blocks alone`,
    `if the shares are right, countries that lost hashrate lost ${range(lost)} together, and the others gained ${range(gained)}`,
  ];
  if (reappearedAtMost !== undefined && lost.median > 0) {
    told.push(
      `so at the most ${Math.round(100 * reappearedAtMost)} % of what was lost can have turned up elsewhere by ${monthName(changes.after)}, and at the least none: new machines could explain all of the gain`,
    );
  }
  return told;
}

/** The size of a change, without its sign. */
function range(interval: Interval): string {
  const [a, b] = [Math.abs(interval.low), Math.abs(interval.high)];
  if (interval.low < 0 && interval.high > 0) {
    return `no measurable amount (${interval.low < 0 ? '-' : ''}${formatHashrate(a)} to +${formatHashrate(b)})`;
  }
  return formatHashrateRange(Math.min(a, b), Math.max(a, b));
}

function sentenceOf(changes: ShareChanges, moves: readonly MapMove[]): string {
  const [first] = moves.filter(({ country }) => country !== 'rest');
  const span = `From ${monthName(changes.before)} to ${monthName(changes.after)}`;
  if (first === undefined) return `${span} no country is told of in both months.`;
  const change = first.hashrateChange;
  const size = change === null ? '' : `, ${range(change)} ${change.median < 0 ? 'less' : 'more'}`;
  const gained = moves
    .filter(({ country, hashrateChange }) => country !== 'rest' && hashrateChange !== null && hashrateChange.low > 0)
    .sort((a, b) => b.hashrateChange!.median - a.hashrateChange!.median)
    .slice(0, 3)
    .map(({ country }) => nameInSentence(country));
  const where =
    gained.length === 0 || change === null || change.median > 0 ? '' : `; most was gained in ${listed(gained)}`;
  return `${span} the share placed in ${nameInSentence(first.country)} went from ${percentText(first.before)} to ${percentText(first.after)}${size}${where}.`;
}
