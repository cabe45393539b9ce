import type { Acceptance } from '../../chain/chain-state.ts';
import type { ChainReject } from '../../chain/chain-reject.ts';
import { checkMerkleRoot } from '../../consensus/check-block.ts';
import { checkWitnessMalleation } from '../../consensus/witness-commitment.ts';
import type { Block } from '../../primitives/block.ts';
import { workFromBits } from '../../primitives/work.ts';
import type { HighBandwidthPeers } from '../compact/high-bandwidth-peers.ts';
import { maybePunishForBlock } from './block-sources.ts';
import { handOn } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import { MAX_UNREQUESTED_BLOCKS_AHEAD } from './sync-limits.ts';
import type { SyncPeer } from './sync-peer.ts';

/** Length without witnesses of a transaction that can pass for two hashes of a merkle tree. */
const NODE_SIZED_BYTES = 64;

/**
 * Takes in whole blocks: sees whether they are wanted, and settles with whoever sent them once they were processed.
 *
 * Source: Bitcoin Core's `BLOCK`, `AcceptBlock` (what it says of unrequested blocks), `BlockChecked`.
 */
export class BlockArrival {
  readonly #context: SyncContext;
  readonly #highBandwidth: HighBandwidthPeers;

  constructor(context: SyncContext, highBandwidth: HighBandwidthPeers) {
    this.#context = context;
    this.#highBandwidth = highBandwidth;
  }

  receive(peer: SyncPeer, block: Block, nowMs: number): void {
    const { chain, inFlight, out, view } = this.#context;
    const { tree } = chain;
    const known = tree.indexOf(block.hash);
    const isRequested = known >= 0 && inFlight.has(known);
    const prev = tree.indexOf(block.header.prevHash);
    if (prev >= 0 && this.#isMutated(block, { prev, isRequested })) {
      out.misbehaved(peer, 'block-mutated');
      if (known >= 0) inFlight.remove(known, { from: peer, nowMs });
      return;
    }
    if (known >= 0) inFlight.remove(known, { from: peer, nowMs });
    const isWorkShown =
      known >= 0 ||
      (prev >= 0 && tree.chainworkOf(prev) + workFromBits(block.header.bits) >= view.antiDosWork()) ||
      prev < 0;
    if (!isWorkShown) return;
    const header = chain.acceptHeader(block.bytes, block.start, Math.floor(nowMs / 1000));
    if (header.status === 'rejected') {
      maybePunishForBlock(out, peer, { reject: header.reject, isCompact: false, reason: 'block-invalid' });
      return;
    }
    const { row } = header;
    if (view.hasData(row) || (!isRequested && !this.#isWantedUnrequested(row))) return;
    handOn(this.#context, { peer, row, block, isCompact: false });
  }

  /** What became of a block that was to be processed. @returns Its row, if it was new. */
  processed(block: Block, acceptance: Acceptance, nowMs: number): number {
    const { chain, inFlight, sources, peers, view } = this.#context;
    const known = chain.tree.indexOf(block.hash);
    view.processingEnds(known);
    if (acceptance.status === 'rejected') {
      if (known >= 0 && chain.index.isFailed(known)) view.blockFailed(known);
      this.failed(known, acceptance.reject);
      return -1;
    }
    const { row, status } = acceptance;
    if (status === 'known') {
      sources.take(row);
      return -1;
    }
    inFlight.remove(row, { nowMs });
    const source = sources.get(row);
    const peer = source === undefined ? undefined : peers.get(source.peer);
    if (peer !== undefined) peer.lastBlockMs = nowMs;
    return row;
  }

  /** A block was connected: it keeps all rules. */
  connected(row: number, nowMs: number): void {
    const { sources, peers, inFlight, view } = this.#context;
    const source = sources.take(row);
    const peer = source === undefined ? undefined : peers.get(source.peer);
    // Only who tells of the newest block is of use: there is no better one under way.
    if (peer !== undefined && !view.isInitialBlockDownload(nowMs) && inFlight.isOnly(row)) {
      this.#highBandwidth.delivered(peer);
    }
  }

  /** A block broke a rule: who sent it may be to blame. */
  failed(row: number, reject: ChainReject): void {
    const { sources, peers, out } = this.#context;
    const source = row < 0 ? undefined : sources.take(row);
    const peer = source === undefined ? undefined : peers.get(source.peer);
    if (source === undefined || peer === undefined) return;
    maybePunishForBlock(out, peer, { reject, isCompact: source.isCompact, reason: 'block-invalid' });
  }

  /** Source: Core's `AcceptBlock`. */
  #isWantedUnrequested(row: number): boolean {
    const { chain, view } = this.#context;
    if (chain.index.transactionsOf(row) !== 0) return false;
    if (!view.hasWorkOf(row, view.tip)) return false;
    if (chain.tree.heightOf(row) > chain.active.height + MAX_UNREQUESTED_BLOCKS_AHEAD) return false;
    return view.hasMinimumWork(row);
  }

  /**
   * Whether somebody has changed the block, so that its hash must not be marked as failed for what is wrong with it. Source:
   * Bitcoin Core's `IsBlockMutated`.
   *
   * A block that was asked for is looked at here only where `acceptBlock` would not begin with the same checks: where there is no
   * coinbase, or a signet's solution in it. To hash a full block's tree twice takes 5 ms.
   */
  #isMutated(block: Block, about: { readonly prev: number; readonly isRequested: boolean }): boolean {
    const hasCoinbase = block.transactionCount > 0 && block.transaction(0).isCoinbase;
    const { signetChallenge } = this.#context.params;
    if (about.isRequested && hasCoinbase && signetChallenge === undefined) return false;
    if (checkMerkleRoot(block) !== undefined) return true;
    if (!hasCoinbase) return block.transactions.some(({ strippedSize }) => strippedSize === NODE_SIZED_BYTES);
    const height = this.#context.chain.tree.heightOf(about.prev) + 1;
    return checkWitnessMalleation(block, { isSegwitActive: height >= this.#context.params.segwitHeight }) !== undefined;
  }
}
