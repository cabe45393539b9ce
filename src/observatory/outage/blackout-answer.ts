import type { NetworkName } from '../../consensus/params.ts';
import { claimWindows } from '../answers/claim-answer.ts';
import { repairedNote } from '../answers/hashrate-answer.ts';
import { chooseObservations, isReject } from '../answers/sources.ts';
import type { ObservatorySources, SourceUsed } from '../answers/sources.ts';
import { testClaim } from '../hashrate/claim.ts';
import { detectableSizes } from '../hashrate/conditional-test.ts';
import { hashrateRatio } from '../hashrate/ratio.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import type {
  BlackoutDocument,
  BlackoutSignal,
  BlackoutWindow,
  NamedCountry,
  NodeCensus,
  NodesAtStake,
  PublishedShare,
  ShareAtStake,
} from './blackout-document.ts';
import { blackoutSentence } from './blackout-sentence.ts';

/** What is asked of a blackout. */
export interface BlackoutQuestion {
  readonly country: NamedCountry;
  /** When it begins, seconds since 1970. */
  readonly atSec: number;
  /** The share of hashrate that the reader takes to be there; it takes the place of what was published. */
  readonly share?: number;
  /** Level of the intervals. */
  readonly level: number;
}

/** What is known of a country beside the blocks. Everything may be empty. */
export interface BlackoutKnowledge {
  /** Counts of nodes, in any order. */
  readonly censuses: readonly NodeCensus[];
  /** Published shares of this country, in any order. */
  readonly shares: readonly PublishedShare[];
  /** Signals of the country around the moment. */
  readonly signals: readonly BlackoutSignal[];
}

/** How long the hashrate is looked at. */
const WINDOWS_SEC = [6 * 3600, DAY_SEC, 3 * DAY_SEC];

/** What the test is asked for: to see a fall with 90 % probability, and to be wrong in 5 % of steady windows. */
const POWER = 0.9;
const ALPHA = 0.05;

const BASELINE_SEC = 7 * DAY_SEC;

/** Longest fall that is looked for. */
const LONGEST_SEC = 60 * DAY_SEC;

/** A count of nodes speaks for a moment this far off. */
const CENSUS_SEC = 31 * DAY_SEC;

/** Shares of months that ended so long before the moment are shown, and of the month that it lies in. */
const SHARES_SEC = 366 * DAY_SEC;
const MONTH_SEC = 31 * DAY_SEC;

/** Where no blocks are at hand: what the retarget aims at. */
const BLOCK_SEC = 600;

/** The baseline, and the windows behind it, as far as blocks cover them. */
interface Ground {
  readonly baseline: WindowCount;
  readonly isMeasured: boolean;
  readonly source: SourceUsed | null;
  readonly windows: readonly (WindowCount | undefined)[];
}

/**
 * What a country's outage can do to the network, and how large a fall of hashrate its blocks could show.
 *
 * Never rejects: what is missing (blocks, shares, counts of nodes) is said in the document.
 */
export function answerBlackout(
  sources: Pick<ObservatorySources, 'network' | 'observations'>,
  knowledge: BlackoutKnowledge,
  question: BlackoutQuestion,
): BlackoutDocument {
  const { country, atSec, level } = question;
  const ground = groundAt(sources, atSec);
  const { baseline, isMeasured, source } = ground;
  const secondsToShow = timeToShow(baseline);
  const withTime = (share: PublishedShare): ShareAtStake => ({ ...share, secondsToShow: secondsToShow(share.share) });
  const published = knowledge.shares
    .filter(({ toSec }) => toSec >= atSec - SHARES_SEC && toSec <= atSec + MONTH_SEC)
    .sort((a, b) => a.toSec - b.toSec)
    .map(withTime);
  const given = question.share === undefined ? undefined : withTime(givenShare(question.share, atSec));
  const atStake = given ?? shareBefore(published, atSec);
  const windows = WINDOWS_SEC.map((seconds, i) =>
    describeWindow(ground, { seconds, count: ground.windows[i], share: atStake?.share, level }),
  );
  const body = {
    country,
    at: atSec,
    nodes: nodesAtStake(knowledge.censuses, country.code, atSec),
    hashrate: { atStake, published },
    test: {
      alpha: ALPHA,
      power: POWER,
      baseline: { from: baseline.fromSec, to: baseline.toSec, blocks: baseline.blocks, measured: isMeasured },
    },
    windows,
    signals: knowledge.signals,
  };
  return {
    schema: 'vigil.blackout/1',
    network: sources.network,
    source,
    level,
    notes: notesOf(ground, sources.network),
    sentence: blackoutSentence(body),
    ...body,
  };
}

function groundAt(sources: Pick<ObservatorySources, 'network' | 'observations'>, atSec: number): Ground {
  // The longest window that is covered decides on the source: all windows are compared with one baseline.
  for (const longest of [...WINDOWS_SEC].reverse()) {
    const chosen = chooseObservations(sources, atSec - BASELINE_SEC, atSec + longest);
    if (isReject(chosen)) continue;
    const counts = WINDOWS_SEC.map((windowSec) =>
      windowSec > longest
        ? undefined
        : claimWindows(chosen.observations, { atSec, baselineSec: BASELINE_SEC, windowSec }),
    );
    const whole = counts.map((count) => (count === undefined || isReject(count) ? undefined : count));
    const baseline = whole.find((count) => count !== undefined)?.baseline;
    if (baseline === undefined) continue;
    // Counts a day can't be cut: a window of six hours is none there.
    const windows = whole.map((count, i) =>
      count !== undefined && count.window.toSec - count.window.fromSec === WINDOWS_SEC[i] ? count.window : undefined,
    );
    return { baseline, isMeasured: true, source: chosen.used, windows };
  }
  const [fromSec, toSec] = [atSec - BASELINE_SEC, atSec];
  const blocks = BASELINE_SEC / BLOCK_SEC;
  const baseline = { fromSec, toSec, blocks, exposure: BASELINE_SEC };
  return { baseline, isMeasured: false, source: null, windows: WINDOWS_SEC.map(() => undefined) };
}

function describeWindow(
  { baseline }: Ground,
  of: {
    readonly seconds: number;
    readonly count: WindowCount | undefined;
    readonly share: number | undefined;
    readonly level: number;
  },
): BlackoutWindow {
  const { seconds, count, share, level } = of;
  const window = count ?? windowLike(baseline, seconds);
  const detectable = smallestFall(baseline, window);
  const tested = count === undefined || share === undefined ? undefined : testOf(share, baseline, count, level);
  return {
    seconds,
    expectedBlocks: (baseline.blocks / baseline.exposure) * window.exposure,
    blocks: count?.blocks ?? null,
    detectable,
    wouldShow: share === undefined ? null : detectable !== null && detectable <= share,
    ratio: count === undefined ? null : hashrateRatio({ baseline, window: count, level }),
    verdict: tested ?? 'cannot be told',
  };
}

function testOf(size: number, baseline: WindowCount, window: WindowCount, level: number): BlackoutWindow['verdict'] {
  return testClaim({ direction: 'drop', size, baseline, window, level }).verdict;
}

/** A window behind the baseline in which a second is worth as much as in it. */
function windowLike(baseline: WindowCount, seconds: number): WindowCount {
  const exposure = (baseline.exposure / (baseline.toSec - baseline.fromSec)) * seconds;
  return { fromSec: baseline.toSec, toSec: baseline.toSec + seconds, blocks: 0, exposure };
}

function smallestFall(baseline: WindowCount, window: WindowCount): number | null {
  const [size = null] = detectableSizes({ direction: 'drop', baseline, window }, { alpha: ALPHA, powers: [POWER] });
  return size;
}

/** Says how long a fall of some size lasts until it shows, to the hour: detectable falls get smaller as windows grow. */
function timeToShow(baseline: WindowCount): (share: number) => number | null {
  // Every share asks for the same windows first.
  const known = new Map<number, number>();
  const detectable = (hours: number): number => {
    const found = known.get(hours) ?? smallestFall(baseline, windowLike(baseline, hours * 3600)) ?? Infinity;
    known.set(hours, found);
    return found;
  };
  return (share) => {
    let high = LONGEST_SEC / 3600;
    if (detectable(high) > share) return null;
    let low = 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (detectable(middle) <= share) high = middle;
      else low = middle;
    }
    return high * 3600;
  };
}

/** The share of the last month that was over at the moment; where there is none, of the first one after. */
function shareBefore(published: readonly ShareAtStake[], atSec: number): ShareAtStake | null {
  return published.findLast(({ toSec }) => toSec <= atSec) ?? published[0] ?? null;
}

function givenShare(share: number, atSec: number): PublishedShare {
  return { share, low: share, high: share, month: null, toSec: atSec, source: 'given by the reader' };
}

function nodesAtStake(censuses: readonly NodeCensus[], code: string, atSec: number): BlackoutDocument['nodes'] {
  const counted = censuses.map((census) => atStakeOf(census, code)).filter((nodes) => nodes !== null);
  const near = counted
    .filter(({ at }) => Math.abs(at - atSec) <= CENSUS_SEC)
    .sort((a, b) => Math.abs(a.at - atSec) - Math.abs(b.at - atSec));
  // A count from before tells what was there to lose.
  const before = near.filter(({ at }) => at <= atSec);
  const newest = [...counted].sort((a, b) => b.at - a.at);
  return { counted: before[0] ?? near[0] ?? null, example: newest[0] ?? null };
}

function atStakeOf({ atSec, total, byCountry, source }: NodeCensus, code: string): NodesAtStake | null {
  const nodes = byCountry.get(code) ?? 0;
  let located = 0;
  for (const count of byCountry.values()) located += count;
  return located === 0 ? null : { nodes, located, total, share: nodes / located, at: atSec, source };
}

function notesOf({ isMeasured, source }: Ground, network: NetworkName): string[] {
  const notes: string[] = [];
  if (source !== null && source.repairedTimes > 0) notes.push(repairedNote(source.repairedTimes));
  if (!isMeasured) {
    notes.push(
      `no blocks of ${network} cover the week before and the hours after: what could be seen is computed for a block every ten minutes`,
    );
  }
  notes.push(
    'a share of hashrate rests on the addresses from which miners reach some pools, and miners hide theirs; a share of nodes rests on those that take connections',
  );
  return notes;
}
