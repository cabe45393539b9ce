import type { NetworkName } from '../../consensus/params.ts';
import type { EpochTable } from '../history/epoch-table.ts';
import { coverage } from '../series/observations.ts';
import type { Coverage, Observations } from '../series/observations.ts';
import type { TimeSource } from '../series/block-series.ts';
import { formatUtc } from './units.ts';

/** Observations and where they come from, in words. */
export interface Source<Series extends Observations = Observations> {
  readonly series: Series;
  /** For a reader: `headers.bin`, `the node's own chain`, `Vigil's built-in block times`. */
  readonly description: string;
}

/** Everything an answer may be made from. What is missing is said in the answer, never guessed. */
export interface ObservatorySources {
  readonly network: NetworkName;
  /** Best first: a question is answered from the first one that covers its span. */
  readonly observations: readonly Source[];
  /** First and last header of each difficulty epoch. */
  readonly epochs?: EpochTable;
}

/** Which source an answer was made from. Times in seconds since 1970. */
export interface SourceUsed {
  readonly kind: 'blocks' | 'days' | 'epochs';
  readonly description: string;
  readonly from: number;
  readonly to: number;
  readonly timeSource: TimeSource;
  /** How many header times of the whole source ran backwards and were replaced. */
  readonly repairedTimes: number;
}

/** Why a question can't be answered from these sources. */
export interface AnswerReject {
  readonly code:
    'no-observations' | 'outside-coverage' | 'bad-window' | 'too-many-points' | 'no-forecast' | 'no-epochs';
  /** One line: what is wrong and what would help. */
  readonly message: string;
}

/** Whether an answer is a reject. Documents carry `schema`, rejects carry `code`. */
export function isReject(answer: object): answer is AnswerReject {
  return 'code' in answer;
}

/** The observations chosen for a span, with the span they were chosen for. */
export interface Chosen {
  readonly observations: Observations;
  readonly used: SourceUsed;
  readonly fromSec: number;
  readonly toSec: number;
}

/**
 * Chooses the best source that covers a span.
 *
 * @param fromSec Start, or `undefined` for the start of what is covered.
 * @param toSec End, or `undefined` for the end of what is covered.
 */
export function chooseObservations(
  sources: ObservatorySources,
  fromSec: number | undefined,
  toSec: number | undefined,
): Chosen | AnswerReject {
  if (fromSec !== undefined && toSec !== undefined && fromSec >= toSec) {
    return { code: 'bad-window', message: `the window ends at ${formatUtc(toSec)}, not after its start` };
  }
  for (const source of sources.observations) {
    const covered = coverage(source.series);
    const from = fromSec ?? covered.fromSec;
    const to = toSec ?? covered.toSec;
    if (from >= covered.fromSec && to <= covered.toSec && from < to) {
      return { observations: source.series, used: describeSource(source), fromSec: from, toSec: to };
    }
  }
  return outsideCoverage(sources.observations, fromSec, toSec);
}

/** Names a source for the head of a document. */
export function describeSource(source: Source): SourceUsed {
  const { series, description } = source;
  const covered = coverage(series);
  return {
    kind: series.kind,
    description,
    from: covered.fromSec,
    to: covered.toSec,
    timeSource: series.kind === 'blocks' ? series.timeSource : 'header',
    repairedTimes: series.kind === 'blocks' ? series.repaired.length : 0,
  };
}

function outsideCoverage(
  candidates: readonly Source[],
  fromSec: number | undefined,
  toSec: number | undefined,
): AnswerReject {
  if (candidates.length === 0) {
    return {
      code: 'no-observations',
      message: 'there are no blocks to answer from; give --headers or --times, or run "vigil headers import" first',
    };
  }
  const asked = [
    fromSec === undefined ? undefined : `from ${formatUtc(fromSec)}`,
    toSec === undefined ? undefined : `to ${formatUtc(toSec)}`,
  ].filter((part) => part !== undefined);
  const have = candidates.map((source) => `${source.description}: ${coverageText(coverage(source.series))}`).join('; ');
  return {
    code: 'outside-coverage',
    message: `no source covers ${asked.length === 0 ? 'this span' : asked.join(' ')} (${have}); give --headers or --times that do`,
  };
}

function coverageText(covered: Coverage): string {
  return `${formatUtc(covered.fromSec)} to ${formatUtc(covered.toSec)}`;
}
