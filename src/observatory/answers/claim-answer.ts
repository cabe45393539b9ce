import { claimSentence } from '../hashrate/claim-words.ts';
import { testClaim } from '../hashrate/claim.ts';
import type { ClaimVerdict } from '../hashrate/claim.ts';
import type { Interval } from '../hashrate/interval.ts';
import { estimateWindow } from '../hashrate/window-estimate.ts';
import { binCounts, countWindow, DAY_SEC } from '../series/observations.ts';
import type { Observations } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { DocumentHead } from './document.ts';
import { repairedNote } from './hashrate-answer.ts';
import { chooseObservations, isReject } from './sources.ts';
import type { AnswerReject, ObservatorySources } from './sources.ts';
import { formatUtc } from './units.ts';

/** One of the two windows of a claim. */
export interface ClaimWindow {
  readonly from: number;
  readonly to: number;
  readonly blocks: number;
  readonly hashrate: Interval;
}

/** A claimed change and what the blocks say of it: `vigil claim --json`, `GET /api/v1/claim`. */
export interface ClaimDocument extends DocumentHead<'claim'> {
  readonly claim: { readonly direction: 'drop' | 'rise'; readonly size: number; readonly at: number };
  readonly baseline: ClaimWindow;
  readonly window: ClaimWindow;
  /** Hashrate in the window over hashrate in the baseline. */
  readonly ratio: Interval;
  /** The same against the baseline's own growth, carried on into the window; `null` when it can't be fitted. */
  readonly ratioWithGrowth: (Interval & { readonly growthPerDay: Interval }) | null;
  /** How often luck alone, with no change at all, shows a change at least as large as the claimed one. */
  readonly luck: number;
  /** How often luck alone shows a change at least as large as the one that was measured. */
  readonly pValue: number;
  /** How many times better the claim explains the counts than no change does. */
  readonly bayesFactor: number;
  /** Smallest change that these windows would show with 80 % and 95 % probability, in a one-sided test at `alpha`. */
  readonly detectable: { readonly power80: number | null; readonly power95: number | null; readonly alpha: number };
  readonly verdict: ClaimVerdict;
}

/** What is claimed. Times in seconds since 1970, spans in seconds. */
export interface ClaimQuestion {
  readonly direction: 'drop' | 'rise';
  /** 0.12 for 12 %. */
  readonly size: number;
  readonly atSec: number;
  readonly baselineSec: number;
  readonly windowSec: number;
  readonly level: number;
}

/** Fewest bins that a growth is fitted to. */
const MIN_GROWTH_BINS = 4;

/** Tests a claimed change: the window from `at` on against the baseline before it. */
export function answerClaim(sources: ObservatorySources, question: ClaimQuestion): ClaimDocument | AnswerReject {
  const { atSec, level, direction, size } = question;
  const chosen = chooseObservations(sources, atSec - question.baselineSec, atSec + question.windowSec);
  if (isReject(chosen)) return chosen;
  const { observations } = chosen;
  const notes: string[] = [];
  if (chosen.used.repairedTimes > 0) notes.push(repairedNote(chosen.used.repairedTimes));
  const windows = claimWindows(observations, question);
  if (isReject(windows)) return windows;
  const { baseline, window } = windows;
  if (window.fromSec !== atSec || window.toSec !== atSec + question.windowSec) {
    notes.push(
      `only counts a day are at hand: the change is placed at ${formatUtc(window.fromSec)}, the window ends ${formatUtc(window.toSec)}`,
    );
  }
  const bins = baselineBins(observations, baseline);
  const result = testClaim({
    direction,
    size,
    baseline,
    ...(bins.length >= MIN_GROWTH_BINS ? { baselineBins: bins } : {}),
    window,
    level,
  });
  return {
    schema: 'vigil.claim/1',
    network: sources.network,
    source: chosen.used,
    level,
    notes,
    sentence: claimSentence(result),
    claim: { direction, size, at: atSec },
    baseline: claimWindow(baseline, level),
    window: claimWindow(window, level),
    ratio: result.ratio,
    ratioWithGrowth: result.ratioWithGrowth,
    luck: result.luck,
    pValue: result.pValue,
    bayesFactor: result.bayesFactor,
    detectable: result.detectable,
    verdict: result.verdict,
  };
}

/** Counts both windows; counts a day can't be cut, so there both have to hold whole days that do not overlap. */
export function claimWindows(
  observations: Observations,
  question: Pick<ClaimQuestion, 'atSec' | 'baselineSec' | 'windowSec'>,
): { readonly baseline: WindowCount; readonly window: WindowCount } | AnswerReject {
  const { atSec, baselineSec, windowSec } = question;
  const baseline = countWindow(observations, atSec - baselineSec, atSec);
  const window = countWindow(observations, atSec, atSec + windowSec);
  if (baseline.toSec > window.fromSec) {
    const message = 'only counts a day are at hand for this span: give a baseline and a window of a day or more';
    return { code: 'bad-window', message };
  }
  return { baseline, window };
}

/** The baseline in parts of a day (or a tenth of it, when it is short): what its growth is fitted to. */
export function baselineBins(observations: Observations, baseline: WindowCount): WindowCount[] {
  const seconds = baseline.toSec - baseline.fromSec;
  const stepSec = observations.kind === 'days' ? DAY_SEC : Math.min(DAY_SEC, seconds / 10);
  return binCounts(observations, { fromSec: baseline.fromSec, toSec: baseline.toSec, stepSec });
}

function claimWindow(count: WindowCount, level: number): ClaimWindow {
  const { low, median, high } = estimateWindow(count, level);
  return { from: count.fromSec, to: count.toSec, blocks: count.blocks, hashrate: { low, median, high } };
}
