import { assert } from '../bytes/assert.ts';
import { ActiveChain } from './active-chain.ts';
import { BLOCK_STATUS } from './block-index.ts';
import type { BlockIndex } from './block-index.ts';
import type { HeaderTree } from './header-tree.ts';

/**
 * Chooses the chain that is to be active: of all whose blocks are there and have not failed the one with the most work; of two
 * with as much, the one that was complete first, or that a person prefers.
 *
 * It chooses; connecting and disconnecting is `ChainState`'s.
 *
 * Source: Bitcoin Core's `Chainstate` (`setBlockIndexCandidates`, `FindMostWorkChain`, `InvalidateBlock`,
 * `ResetBlockFailureFlags`, `PreciousBlock`).
 */
export class ChainChoice {
  readonly #tree: HeaderTree;
  readonly #index: BlockIndex;
  readonly active: ActiveChain;
  /** Blocks with all blocks before them there, and at least as much work as the tip; the tip itself among them. */
  readonly #candidates = new Set<number>();
  /** Blocks that wait for one before them, by the row of the block that they build on. */
  readonly #unlinked = new Map<number, number[]>();
  /** Blocks that break a rule themselves. */
  readonly #failed = new Set<number>();
  #nextSequence = 1;
  #nextPrecious = -1;
  /** Row whose work the tip had when a person last preferred a block; -1 before. */
  #lastPreciousTip = -1;

  constructor(tree: HeaderTree, index: BlockIndex) {
    this.#tree = tree;
    this.#index = index;
    this.active = new ActiveChain(tree);
  }

  /** Takes note that a block's data are there: it, and what waited for it, may be chosen now. Core's `ReceivedBlockTransactions`. */
  blockArrived(row: number): void {
    const prev = this.#tree.prevOf(row);
    if (prev >= 0 && this.#index.chainTransactionsOf(prev) === 0) return this.#wait(row, prev);
    const queue = [row];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const before = this.#tree.prevOf(next);
      const sum = before < 0 ? 0 : this.#index.chainTransactionsOf(before);
      this.#index.setChainTransactions(next, sum + this.#index.transactionsOf(next));
      this.#index.setSequence(next, this.#nextSequence++);
      this.#consider(next);
      queue.push(...(this.#unlinked.get(next) ?? []));
      this.#unlinked.delete(next);
    }
  }

  /** Sets up what is known of chains after the index was read: rows come in order, parents first. */
  load(tip: number): void {
    for (let row = 0; row < this.#tree.size; row++) {
      const prev = this.#tree.prevOf(row);
      if (this.#index.has(row, BLOCK_STATUS.failed)) this.#failed.add(row);
      if (prev >= 0 && this.#index.isFailed(prev)) this.#index.setStatus(row, { on: BLOCK_STATUS.failedChild });
      if (this.#index.transactionsOf(row) > 0) this.blockArrived(row);
    }
    const height = tip < 0 ? -1 : this.#tree.heightOf(tip);
    for (let at = 0; at <= height; at++) {
      const row = this.#tree.ancestor(tip, at);
      this.#index.setSequence(row, 0);
      this.active.push(row);
    }
    this.#candidates.clear();
    for (let row = 0; row < this.#tree.size; row++) this.#consider(row);
  }

  /** Returns the row of the tip to work towards; -1 when there is none. Core's `FindMostWorkChain`. */
  findBest(): number {
    for (;;) {
      const best = this.#bestCandidate();
      if (best < 0) return -1;
      const blocked = this.#firstUnusable(best);
      if (blocked < 0) return best;
      this.#dropChain(best, blocked);
    }
  }

  /** Forgets candidates with less work than the tip. Core's `PruneBlockIndexCandidates`. */
  prune(): void {
    for (const row of this.#candidates) if (this.#isWorse(row, this.active.tip)) this.#candidates.delete(row);
    assert(this.#candidates.size > 0, 'the tip, or what it works towards, is a candidate');
  }

  /** Takes note that a block breaks a rule. */
  markFailed(row: number): void {
    this.#index.setStatus(row, { on: BLOCK_STATUS.failed });
    this.#failed.add(row);
    this.#candidates.delete(row);
  }

  /**
   * Whether a block has failed, or builds on one that has; marks those in between. Source: Bitcoin Core's `AcceptBlockHeader`
   * (`m_failed_blocks`).
   */
  isFailed(row: number): boolean {
    if (this.#index.isFailed(row)) return true;
    for (const failed of this.#failed) {
      if (this.#tree.ancestor(row, this.#tree.heightOf(failed)) !== failed) continue;
      for (let walk = row; walk !== failed; walk = this.#tree.prevOf(walk)) {
        this.#index.setStatus(walk, { on: BLOCK_STATUS.failedChild });
      }
      return true;
    }
    return false;
  }

  /** Marks a block and all that build on it as failed; none of them is active any more. Core's `InvalidateBlock`. */
  invalidate(row: number): void {
    assert(!this.active.has(row), 'what is invalidated was disconnected');
    this.markFailed(row);
    this.#forEachDescendant(row, (descendant) => {
      this.#index.setStatus(descendant, { on: BLOCK_STATUS.failedChild });
      this.#candidates.delete(descendant);
    });
    for (let other = 0; other < this.#tree.size; other++) this.#consider(other);
  }

  /** Takes the marks off a block, all that build on it, and all that it builds on. Core's `ResetBlockFailureFlags`. */
  reconsider(row: number): void {
    for (let walk = row; walk >= 0; walk = this.#tree.prevOf(walk)) this.#clear(walk);
    this.#forEachDescendant(row, (descendant) => this.#clear(descendant));
    for (let other = 0; other < this.#tree.size; other++) this.#consider(other);
  }

  /** Prefers a block to others with as much work. Core's `PreciousBlock`. @returns False when it has less work. */
  prefer(row: number): boolean {
    const { tip } = this.active;
    if (this.#tree.hasMoreWork(tip, row)) return false;
    if (this.#lastPreciousTip < 0 || this.#tree.hasMoreWork(tip, this.#lastPreciousTip)) this.#nextPrecious = -1;
    this.#lastPreciousTip = tip;
    this.#index.setSequence(row, this.#nextPrecious);
    if (this.#nextPrecious > -0x8000_0000) this.#nextPrecious--;
    this.#consider(row);
    return true;
  }

  /** Takes note that a block can only be chosen once the one before it is there. */
  #wait(row: number, prev: number): void {
    const waiting = this.#unlinked.get(prev);
    if (waiting === undefined) this.#unlinked.set(prev, [row]);
    else if (!waiting.includes(row)) waiting.push(row);
  }

  #clear(row: number): void {
    this.#index.setStatus(row, { off: BLOCK_STATUS.failed | BLOCK_STATUS.failedChild });
    this.#failed.delete(row);
  }

  #consider(row: number): void {
    if (this.#index.chainTransactionsOf(row) === 0 || this.#index.isFailed(row)) return;
    const { tip } = this.active;
    if (tip < 0 || !this.#isWorse(row, tip)) this.#candidates.add(row);
  }

  #bestCandidate(): number {
    let best = -1;
    for (const row of this.#candidates) if (best < 0 || this.#isWorse(best, row)) best = row;
    return best;
  }

  /** The block nearest to `row` on its way down to the active chain that has failed or is not there; or -1. */
  #firstUnusable(row: number): number {
    for (let walk = row; walk >= 0 && !this.active.has(walk); walk = this.#tree.prevOf(walk)) {
      if (this.#index.isFailed(walk) || !this.#index.has(walk, BLOCK_STATUS.haveData)) return walk;
    }
    return -1;
  }

  /** Takes all blocks from `row` down to `blocked` out of the candidates; if that one was pruned, until it is there again. */
  #dropChain(row: number, blocked: number): void {
    const hasFailed = this.#index.isFailed(blocked);
    for (let walk = row; walk !== blocked; walk = this.#tree.prevOf(walk)) {
      if (hasFailed) this.#index.setStatus(walk, { on: BLOCK_STATUS.failedChild });
      else this.#wait(walk, this.#tree.prevOf(walk));
      this.#candidates.delete(walk);
    }
    this.#candidates.delete(blocked);
  }

  /** Less work, or as much and later. Source: Bitcoin Core's `CBlockIndexWorkComparator`. */
  #isWorse(a: number, b: number): boolean {
    if (this.#tree.hasMoreWork(b, a)) return true;
    if (this.#tree.hasMoreWork(a, b)) return false;
    const sequenceA = this.#index.sequenceOf(a);
    const sequenceB = this.#index.sequenceOf(b);
    return sequenceA === sequenceB ? a > b : sequenceA > sequenceB;
  }

  #forEachDescendant(row: number, visit: (descendant: number) => void): void {
    const height = this.#tree.heightOf(row);
    for (let other = row + 1; other < this.#tree.size; other++) {
      if (this.#tree.ancestor(other, height) === row) visit(other);
    }
  }
}
