import type { Estimator, Trial } from './estimator.ts';
import { drawHistory } from './histories.ts';
import type { History, HistoryKind, HistorySpan } from './histories.ts';

/** How often the intervals of one name held the truth, over the histories of one kind. */
export interface CoverageRow {
  readonly name: string;
  readonly kind: HistoryKind;
  readonly histories: number;
  /** Share of intervals that hold the truth, and its standard error: of the means of histories, which are independent. */
  readonly covered: number;
  readonly error: number;
  /** Shares of intervals that lie wholly above and wholly below the truth. */
  readonly tooHigh: number;
  readonly tooLow: number;
  /** Mean of the intervals' widths over their truths. */
  readonly width: number;
}

/** Sums over the histories of one kind, for one name. */
interface Tally {
  histories: number;
  covered: number;
  coveredSquared: number;
  tooHigh: number;
  tooLow: number;
  width: number;
}

/** A tally and what it is of, to be sent between threads. */
export type TallyEntry = readonly [key: string, tally: Tally];

/** Collects the trials of estimators over histories. */
export class CoverageTable {
  readonly #tallies = new Map<string, Tally>();

  /** Gives a history to an estimator and counts what its intervals hold. */
  add(history: History, estimator: Estimator, level: number): void {
    for (const [name, trials] of byName(estimator.trials(history, level))) {
      const fullName = name.startsWith(estimator.name) ? name : `${estimator.name}: ${name}`;
      const key = `${fullName}\n${history.kind}`;
      const tally = this.#tallies.get(key) ?? {
        histories: 0,
        covered: 0,
        coveredSquared: 0,
        tooHigh: 0,
        tooLow: 0,
        width: 0,
      };
      this.#tallies.set(key, tally);
      const share = (holds: (trial: Trial) => boolean): number => trials.filter(holds).length / trials.length;
      const covered = share(({ low, high, truth }) => low <= truth && truth <= high);
      tally.histories++;
      tally.covered += covered;
      tally.coveredSquared += covered * covered;
      tally.tooHigh += share(({ low, truth }) => low > truth);
      tally.tooLow += share(({ high, truth }) => high < truth);
      tally.width +=
        trials.reduce((sum, { low, high, truth }) => sum + (high - low) / Math.abs(truth), 0) / trials.length;
    }
  }

  /** What was collected, to be merged into another table. */
  entries(): TallyEntry[] {
    return [...this.#tallies];
  }

  /** Adds what another table collected. */
  merge(entries: readonly TallyEntry[]): void {
    for (const [key, tally] of entries) {
      const own = this.#tallies.get(key);
      if (own === undefined) this.#tallies.set(key, { ...tally });
      else for (const field of Object.keys(own) as (keyof Tally)[]) own[field] += tally[field];
    }
  }

  /** The table, in the order in which names and kinds first came. */
  rows(): CoverageRow[] {
    return [...this.#tallies].map(([key, tally]) => {
      const [name, kind] = key.split('\n') as [string, HistoryKind];
      const { histories } = tally;
      const covered = tally.covered / histories;
      // The variance of a share can't be seen in a few histories that all agree: one more, half right, is added.
      const variance = (tally.coveredSquared + 0.25) / (histories + 1) - ((tally.covered + 0.5) / (histories + 1)) ** 2;
      return {
        name,
        kind,
        histories,
        covered,
        error: Math.sqrt(Math.max(variance, 0.25 / (histories + 1) / (histories + 1)) / histories),
        tooHigh: tally.tooHigh / histories,
        tooLow: tally.tooLow / histories,
        width: tally.width / histories,
      };
    });
  }
}

/** Draws the histories of the given numbers in each kind and gives them to the estimators. */
export function calibrate(options: {
  readonly estimators: readonly Estimator[];
  readonly kinds: readonly HistoryKind[];
  readonly seed: number;
  readonly level: number;
  readonly from: number;
  readonly to: number;
  readonly table: CoverageTable;
}): void {
  for (let index = options.from; index < options.to; index++) {
    for (const kind of options.kinds) {
      const drawn = new Map<HistorySpan | undefined, History>();
      for (const estimator of options.estimators) {
        const { span } = estimator;
        const history = drawn.get(span) ?? drawHistory({ kind, seed: options.seed, index, ...span });
        drawn.set(span, history);
        options.table.add(history, estimator, options.level);
      }
    }
  }
}

function byName(trials: readonly Trial[]): Map<string, Trial[]> {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const group = groups.get(trial.name);
    if (group === undefined) groups.set(trial.name, [trial]);
    else group.push(trial);
  }
  return groups;
}
