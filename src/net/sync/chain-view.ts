import { BLOCK_STATUS } from '../../chain/block-index.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { isBuriedActive } from '../../consensus/deployment.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { workFromBits } from '../../primitives/work.ts';
import type { Work } from '../../primitives/work.ts';
import { desirableServices } from '../connections/desirable-services.ts';
import { blockLocator } from './locator.ts';
import {
  ANTI_DOS_BUFFER_BLOCKS,
  DEFAULT_MAX_TIP_AGE_MS,
  DIRECT_FETCH_INTERVALS,
  NODE_NETWORK_LIMITED_ALLOW_CONN_BLOCKS,
  STALE_RELAY_AGE_LIMIT_SEC,
} from './sync-limits.ts';

/** What a `ChainView` is made from. */
export interface ChainViewOptions {
  readonly params: NetworkParams;
  /** In place of the network's own (`-minimumchainwork`). */
  readonly minimumChainWork?: Work;
  /** In place of 24 hours (`-maxtipage`). */
  readonly maxTipAgeMs?: number;
}

/** What synchronization asks of the chain. It changes nothing in it. Rows are of the header tree; -1 is none. */
export class ChainView {
  readonly chain: ChainState;
  readonly params: NetworkParams;
  readonly minimumChainWork: Work;
  readonly #maxTipAgeMs: number;
  /** Once the chain was up to date it is taken to be so for good. Source: Core's `m_cached_finished_ibd`. */
  #isUpToDate = false;
  /** Blocks that broke a rule: headers on top of them are no good, though the tree may have them as its best. */
  readonly #failed = new Set<number>();
  /** Blocks that were handed on, and of which it is not known yet what became of them. */
  readonly #processing = new Set<number>();

  constructor(options: ChainViewOptions, chain: ChainState) {
    this.chain = chain;
    this.params = options.params;
    this.minimumChainWork = options.minimumChainWork ?? options.params.minimumChainWork;
    this.#maxTipAgeMs = options.maxTipAgeMs ?? DEFAULT_MAX_TIP_AGE_MS;
  }

  get tip(): number {
    return this.chain.active.tip;
  }

  /** Takes note that a block has failed. */
  blockFailed(row: number): void {
    this.#failed.add(row);
  }

  /** The header with the most work whose chain is not known to have failed. Source: Core's `m_best_header`. */
  get bestHeader(): number {
    const { tree } = this.chain;
    const best = tree.tipIndex();
    return this.isOnFailedChain(best) ? this.tip : best;
  }

  /** Whether a block has failed, or builds on one that has. */
  isOnFailedChain(row: number): boolean {
    const { tree, index } = this.chain;
    if (index.isFailed(row)) return true;
    for (const failed of this.#failed) {
      // Whoever takes it back (`reconsiderblock`) takes the mark off the index.
      if (index.isFailed(failed) && tree.ancestor(row, tree.heightOf(failed)) === failed) return true;
    }
    return false;
  }

  /** Whether the chain is still being caught up with. Source: Core's `IsInitialBlockDownload`. */
  isInitialBlockDownload(nowMs: number): boolean {
    if (this.#isUpToDate) return false;
    const { tip } = this;
    if (tip < 0 || !this.hasMinimumWork(tip)) return true;
    if (this.chain.tree.timeOf(tip) * 1000 < nowMs - this.#maxTipAgeMs) return true;
    this.#isUpToDate = true;
    return false;
  }

  /** Whether the tip is so near to now that new blocks are fetched at once. Source: Core's `CanDirectFetch`. */
  canDirectFetch(nowMs: number): boolean {
    const spanMs = this.params.targetSpacingSec * 1000 * DIRECT_FETCH_INTERVALS;
    return this.tip >= 0 && this.chain.tree.timeOf(this.tip) * 1000 > nowMs - spanMs;
  }

  /**
   * Whether our best block is, by the clock, fewer than 144 blocks behind: then a peer with the last 288 blocks only has what we
   * lack. Source: Core's `ApproximateBestBlockDepth`, `NODE_NETWORK_LIMITED_ALLOW_CONN_BLOCKS`.
   */
  isNearTip(nowMs: number): boolean {
    if (this.tip < 0) return false;
    const ageSec = nowMs / 1000 - this.chain.tree.timeOf(this.tip);
    return ageSec < this.params.targetSpacingSec * NODE_NETWORK_LIMITED_ALLOW_CONN_BLOCKS;
  }

  /** Work that a chain must have for its headers to be kept. Source: Core's `GetAntiDoSWorkThreshold`. */
  antiDosWork(): Work {
    const { tree } = this.chain;
    if (this.tip < 0) return this.minimumChainWork;
    const tipWork = tree.chainworkOf(this.tip);
    const buffer = ANTI_DOS_BUFFER_BLOCKS * workFromBits(tree.bitsOf(this.tip));
    const nearTip = tipWork > buffer ? tipWork - buffer : 0n;
    return nearTip > this.minimumChainWork ? nearTip : this.minimumChainWork;
  }

  hasMinimumWork(row: number): boolean {
    return this.chain.tree.chainworkOf(row) >= this.minimumChainWork;
  }

  /** Whether a chain has at least as much work as another. */
  hasWorkOf(row: number, other: number): boolean {
    return other < 0 || !this.chain.tree.hasMoreWork(other, row);
  }

  locator(row: number): BlockHash[] {
    return blockLocator(this.chain.tree, row);
  }

  isAncestorOf(ancestor: number, row: number): boolean {
    const { tree } = this.chain;
    return ancestor >= 0 && row >= 0 && tree.ancestor(row, tree.heightOf(ancestor)) === ancestor;
  }

  /** Source: Core's `IsAncestorOfBestHeaderOrTip`. */
  isAncestorOfBestHeaderOrTip(row: number): boolean {
    return row >= 0 && (this.isAncestorOf(row, this.bestHeader) || this.chain.active.has(row));
  }

  hasData(row: number): boolean {
    return this.chain.index.has(row, BLOCK_STATUS.haveData);
  }

  /** Whether a block need not be asked for: it is stored, or was handed on to be processed. */
  isAtHand(row: number): boolean {
    return this.hasData(row) || this.#processing.has(row);
  }

  processingBegins(row: number): void {
    this.#processing.add(row);
  }

  processingEnds(row: number): void {
    this.#processing.delete(row);
  }

  /** Whether all rules of the block were checked once, and it kept them. Source: Core's `BLOCK_VALID_SCRIPTS`. */
  wasConnected(row: number): boolean {
    const { index, active } = this.chain;
    return active.has(row) || (index.has(row, BLOCK_STATUS.haveUndo) && !index.isFailed(row));
  }

  isSegwitActive(row: number): boolean {
    return isBuriedActive(this.params, 'segwit', this.chain.tree.heightOf(row));
  }

  /**
   * Whether others may have a block: one of the active chain, or one that has lately been beside it. Old blocks of forks would
   * tell who we are.
   *
   * Source: Core's `BlockRequestAllowed`, `GetBlockProofEquivalentTime`.
   */
  isServed(row: number): boolean {
    const { tree, active } = this.chain;
    if (active.has(row)) return true;
    if (!this.wasConnected(row)) return false;
    const best = this.bestHeader;
    if (tree.timeOf(best) - tree.timeOf(row) >= STALE_RELAY_AGE_LIMIT_SEC) return false;
    const work = tree.chainworkOf(best) - tree.chainworkOf(row);
    const limit = BigInt(STALE_RELAY_AGE_LIMIT_SEC) * workFromBits(tree.bitsOf(best));
    return work * BigInt(this.params.targetSpacingSec) < limit;
  }

  /**
   * Services that an outbound peer must have: one with the last blocks only does near the tip.
   *
   * Source: Bitcoin Core's `GetDesirableServiceFlags`.
   *
   * @param services What the peer offers.
   */
  desirableServices(services: bigint, nowMs: number): bigint {
    return desirableServices(services, this.isNearTip(nowMs));
  }
}
