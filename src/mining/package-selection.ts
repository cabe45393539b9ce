import { MAX_BLOCK_SIGOPS_COST } from '../consensus/limits.ts';
import { isFinalTx } from '../consensus/lock-time.ts';
import type { MempoolEntry } from '../mempool/mempool-entry.ts';
import { feeFromRate } from '../mempool/policy/fee-rate.ts';
import type { TransactionPool } from '../mempool/transaction-pool.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import { CandidateHeap, candidateOf } from './candidate-heap.ts';
import type { Candidate } from './candidate-heap.ts';

/** Packages in a row that do not fit, after which a block that is nearly full is done. Source: `MAX_CONSECUTIVE_FAILURES`. */
const MAX_CONSECUTIVE_FAILURES = 1000;

/** What is read of the mempool. */
export type SelectedPool = Pick<TransactionPool, 'size' | 'entries' | 'ancestorsOf' | 'descendantsOf'>;

/** The room that there is, and what may use it. */
export interface SelectionLimits {
  readonly height: number;
  /** Median time past of the block before: lock times in seconds have to be below. */
  readonly lockTimeCutoffSec: number;
  /** Heaviest block, and what of it is kept free for header and coinbase. */
  readonly maxWeightWu: number;
  readonly reservedWeightWu: number;
  /** What is kept free for the coinbase. */
  readonly reservedSigOpCost: number;
  /** Packages that pay less are left out: satoshis for 1,000 virtual bytes. */
  readonly minFeeRateSatsPerKvb: bigint;
}

/** What was chosen, in an order that a block may have it in. */
export interface Selection {
  readonly entries: readonly MempoolEntry[];
  /** With what is kept free. */
  readonly weightWu: number;
  readonly sigOpCost: number;
}

/** Chooses the transactions of the mempool that a block is filled with. Source: Core's `BlockAssembler::addPackageTxs`. */
export function selectPackages(pool: SelectedPool, limits: SelectionLimits): Selection {
  const { reservedWeightWu, reservedSigOpCost } = limits;
  if (pool.size === 0) return { entries: [], weightWu: reservedWeightWu, sigOpCost: reservedSigOpCost };
  return new PackageSelection(pool, limits).run();
}

/**
 * Always takes the package, a transaction with its ancestors that are not in the block yet, which pays most for its size. What
 * is taken lowers what its descendants have to bring along, so that they are ranked anew.
 */
class PackageSelection {
  readonly #pool: SelectedPool;
  readonly #limits: SelectionLimits;
  readonly #chosen: MempoolEntry[] = [];
  readonly #inBlock = new Set<MempoolEntry>();
  /** The one valid candidate of an entry of which something is in the block; others of it in the heap are out of date. */
  readonly #modified = new Map<MempoolEntry, Candidate>();
  #weightWu: number;
  #sigOpCost: number;

  constructor(pool: SelectedPool, limits: SelectionLimits) {
    this.#pool = pool;
    this.#limits = limits;
    this.#weightWu = limits.reservedWeightWu;
    this.#sigOpCost = limits.reservedSigOpCost;
  }

  run(): Selection {
    const { maxWeightWu, reservedWeightWu, minFeeRateSatsPerKvb } = this.#limits;
    const heap = new CandidateHeap(Array.from(this.#pool.entries(), wholeCandidate));
    let failures = 0;
    for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
      const { entry, packageVsize, packageFeesSats } = best;
      if (this.#inBlock.has(entry) || (this.#modified.get(entry) ?? best) !== best) continue;
      // Whatever comes after pays less.
      if (packageFeesSats < feeFromRate(minFeeRateSatsPerKvb, packageVsize)) break;
      if (!this.#fits(best)) {
        failures++;
        if (failures > MAX_CONSECUTIVE_FAILURES && this.#weightWu > maxWeightWu - reservedWeightWu) break;
        continue;
      }
      const taken = this.#packageOf(entry);
      if (!this.#isFinal(taken)) continue;
      failures = 0;
      for (const each of taken) this.#add(each);
      for (const candidate of this.#rankDescendants(taken)) heap.push(candidate);
    }
    return { entries: this.#chosen, weightWu: this.#weightWu, sigOpCost: this.#sigOpCost };
  }

  /** Source: Core's `TestPackage`. */
  #fits({ packageVsize, packageSigOpCost }: Candidate): boolean {
    return (
      this.#weightWu + WITNESS_SCALE_FACTOR * packageVsize < this.#limits.maxWeightWu &&
      this.#sigOpCost + packageSigOpCost < MAX_BLOCK_SIGOPS_COST
    );
  }

  /** An entry and its ancestors that are not in the block, each after those that it spends. Source: Core's `SortForBlock`. */
  #packageOf(entry: MempoolEntry): MempoolEntry[] {
    if (entry.ancestorCount === 1) return [entry];
    const missing = this.#pool.ancestorsOf(entry).filter((each) => !this.#inBlock.has(each));
    // Who spends another has more ancestors than that one.
    return [...missing, entry].sort((a, b) => a.ancestorCount - b.ancestorCount || compareTxids(a, b));
  }

  #isFinal(taken: readonly MempoolEntry[]): boolean {
    const { height, lockTimeCutoffSec } = this.#limits;
    return taken.every(({ tx }) => isFinalTx(tx, height, lockTimeCutoffSec));
  }

  #add(entry: MempoolEntry): void {
    this.#chosen.push(entry);
    this.#inBlock.add(entry);
    this.#modified.delete(entry);
    this.#weightWu += entry.weightWu;
    this.#sigOpCost += entry.sigOpCost;
  }

  /** Source: Core's `UpdatePackagesForAdded`. */
  #rankDescendants(taken: readonly MempoolEntry[]): Candidate[] {
    const changed = new Map<MempoolEntry, Candidate>();
    for (const entry of taken) {
      if (entry.descendantCount === 1) continue;
      for (const descendant of this.#pool.descendantsOf(entry)) {
        if (this.#inBlock.has(descendant)) continue;
        const before = changed.get(descendant) ?? this.#modified.get(descendant) ?? wholeCandidate(descendant);
        changed.set(descendant, withoutAncestor(before, entry));
      }
    }
    for (const [entry, candidate] of changed) this.#modified.set(entry, candidate);
    return [...changed.values()];
  }
}

/** The candidate of an entry of which nothing is in the block. */
function wholeCandidate(entry: MempoolEntry): Candidate {
  return candidateOf(entry, {
    packageVsize: entry.ancestorVsize,
    packageFeesSats: entry.ancestorFeesSats,
    packageSigOpCost: entry.ancestorSigOpCost,
  });
}

function withoutAncestor(candidate: Candidate, ancestor: MempoolEntry): Candidate {
  return candidateOf(candidate.entry, {
    packageVsize: candidate.packageVsize - ancestor.vsize,
    packageFeesSats: candidate.packageFeesSats - ancestor.modifiedFeeSats,
    packageSigOpCost: candidate.packageSigOpCost - ancestor.sigOpCost,
  });
}

function compareTxids(a: MempoolEntry, b: MempoolEntry): number {
  for (let i = 0; i < a.txid.length; i++) if (a.txid[i] !== b.txid[i]) return a.txid[i]! - b.txid[i]!;
  return 0;
}
