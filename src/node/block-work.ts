import type { Acceptance, ChainState } from '../chain/chain-state.ts';
import { chainRejectReason } from '../chain/chain-reject.ts';
import type { ChainReject } from '../chain/chain-reject.ts';
import type { FeeEstimator } from '../mempool/fee-estimates/fee-estimator.ts';
import type { RemovedEntry } from '../mempool/transaction-pool.ts';
import type { PeerId } from '../net/peer.ts';
import type { RelayEffect } from '../net/relay/relay-effect.ts';
import type { TransactionRelay } from '../net/relay/transaction-relay.ts';
import type { BuiltFilterIndex } from '../net/serve/filter-index.ts';
import type { BlockSync } from '../net/sync/block-sync.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { ChainChange, ChainDriver } from './chain-driver.ts';
import type { Outbox } from './outbox.ts';
import type { AnyNetEffect } from './peer-messages.ts';

/** Filters are made for so many blocks at a time: of blocks that were there before filters were asked for. */
const MAX_FILTERS_AT_ONCE = 16;

/** What a `BlockWork` works with. */
export interface BlockWorkParts {
  readonly chain: ChainState;
  readonly driver: ChainDriver;
  readonly sync: BlockSync;
  readonly relay: TransactionRelay;
  readonly outbox: Outbox;
  readonly fees: FeeEstimator;
  readonly filters: BuiltFilterIndex | undefined;
}

/** What became of a block that was given. */
export interface GivenBlock {
  readonly acceptance: Acceptance;
  /** Why it failed when it was to be connected, if it did. */
  readonly failure: ChainReject | undefined;
  readonly effects: readonly AnyNetEffect[];
}

/** Takes blocks in, moves the chain, and tells all parts of the node, and its subscribers, what has changed. */
export class BlockWork {
  readonly #parts: BlockWorkParts;
  /** A peer's block that was taken in and told of, and is not connected yet. */
  #unfinished: { readonly given: number; readonly from: PeerId } | undefined;

  constructor(parts: BlockWorkParts) {
    this.#parts = parts;
  }

  /** Whether `advance` stopped halfway, and is to be called again: to connect blocks, or to make filters of old ones. */
  get hasMore(): boolean {
    return this.#parts.driver.hasMore || this.#parts.filters?.hasMore === true;
  }

  /** Whether a block waits for `finish`, which comes before anything else that happens to the node. */
  get isUnfinished(): boolean {
    return this.#unfinished !== undefined;
  }

  /** Takes a block of our own in, and connects it. */
  give(block: Block, nowMs: number): GivenBlock {
    const { driver } = this.#parts;
    const { acceptance, effects } = this.#accept(block, undefined, nowMs);
    if (acceptance.status === 'rejected') return { acceptance, failure: undefined, effects };
    const given = acceptance.row;
    const { failures, effects: moved } = this.#move(() => driver.advance(nowMs), { from: undefined, given, nowMs });
    return { acceptance, failure: failures.get(given), effects: [...effects, ...moved] };
  }

  /**
   * Takes a peer's block in, and connects it; where other peers are told of it before that (BIP152), connecting it is left to
   * `finish`: so they are sent it first. Source: Bitcoin Core's `NewPoWValidBlock`, called before `ActivateBestChain`.
   */
  take(block: Block, from: PeerId, nowMs: number): readonly AnyNetEffect[] {
    const { acceptance, effects } = this.#accept(block, from, nowMs);
    if (acceptance.status === 'rejected') return effects;
    this.#unfinished = { given: acceptance.row, from };
    return effects.some((effect) => effect.do === 'send') ? effects : [...effects, ...this.finish(nowMs)];
  }

  /** Connects the block that `take` has left, if it has left one. */
  finish(nowMs: number): readonly AnyNetEffect[] {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) return [];
    this.#unfinished = undefined;
    return this.#move(() => this.#parts.driver.advance(nowMs), { ...unfinished, nowMs }).effects;
  }

  /** Tells of a transaction that came into the mempool. */
  transactionAdded(added: RelayEffect & { readonly do: 'transaction-added' }): void {
    const { fees, outbox, driver } = this.#parts;
    const { entry, removed, from } = added;
    // What came by itself, pays for itself: packages and orphans say little of what a fee buys.
    const isEvidence = from !== undefined && entry.ancestorCount === 1 && !driver.isCatchingUp;
    fees.transactionAdded(entry, { isEvidence });
    outbox.tell({ event: 'transaction-added', tx: entry.tx, feeSats: entry.feeSats, vsize: entry.vsize });
    this.tellRemoved(removed);
  }

  /** Goes on towards the best chain. */
  advance(nowMs: number): readonly AnyNetEffect[] {
    return this.#move(() => this.#parts.driver.advance(nowMs), { from: undefined, nowMs }).effects;
  }

  /** Moves the chain in another way: `invalidateblock`, `reconsiderblock`, `preciousblock`. */
  move(move: () => ChainChange[], nowMs: number): readonly AnyNetEffect[] {
    return this.#move(move, { from: undefined, nowMs }).effects;
  }

  /** What `ChainState.acceptBlock` says of a block, and what follows at once. */
  #accept(
    block: Block,
    from: PeerId | undefined,
    nowMs: number,
  ): { readonly acceptance: Acceptance; readonly effects: readonly AnyNetEffect[] } {
    const { driver, sync, outbox } = this.#parts;
    const acceptance = driver.accept(block, { nowMs });
    const effects = sync.blockProcessed(block, acceptance, nowMs);
    if (acceptance.status === 'rejected') outbox.tell(rejectedEvent(block.hash, acceptance.reject, from));
    return { acceptance, effects };
  }

  /** @param so.given Row of the block that was given just now, by `from`. */
  #move(
    move: () => ChainChange[],
    so: { readonly from: PeerId | undefined; readonly given?: number; readonly nowMs: number },
  ): { readonly failures: ReadonlyMap<number, ChainReject>; readonly effects: readonly AnyNetEffect[] } {
    const { chain, driver, sync, relay, filters } = this.#parts;
    const { nowMs } = so;
    const previousTip = chain.active.tip;
    const failures = new Map<number, ChainReject>();
    const effects: AnyNetEffect[] = [];
    for (const change of move()) {
      if (change.change === 'failed') failures.set(change.step.row, change.step.reject);
      effects.push(...this.#tellOf(change, so));
    }
    if (chain.active.tip !== previousTip) {
      effects.push(...sync.tipChanged(previousTip, nowMs));
      relay.tipChanged();
    }
    const isCatchingUp = sync.isInitialBlockDownload(nowMs);
    relay.setInitialBlockDownload(isCatchingUp);
    driver.isCatchingUp = isCatchingUp;
    filters?.catchUp(MAX_FILTERS_AT_ONCE);
    return { failures, effects };
  }

  #tellOf(
    change: ChainChange,
    so: { readonly from: PeerId | undefined; readonly given?: number; readonly nowMs: number },
  ): AnyNetEffect[] {
    const { chain, sync, relay, fees, outbox } = this.#parts;
    const { nowMs } = so;
    switch (change.change) {
      case 'connected': {
        const { step, removed } = change;
        const { row, block } = step;
        const height = chain.tree.heightOf(row);
        const effects = sync.chainStepped(step, nowMs);
        fees.blockConnected(
          removed.filter(({ reason }) => reason === 'block').map(({ entry }) => entry),
          height,
        );
        relay.blockConnected(block);
        const giver = so.given === row && so.from !== undefined ? { peer: so.from } : {};
        outbox.tell({ event: 'block-connected', height, hash: chain.tree.hashOf(row), block, ...giver });
        this.tellRemoved(removed);
        return effects;
      }
      case 'disconnected': {
        const { row, block } = change.step;
        relay.blockDisconnected();
        const height = chain.tree.heightOf(row);
        outbox.tell({ event: 'block-disconnected', height, hash: chain.tree.hashOf(row), block });
        return sync.chainStepped(change.step, nowMs);
      }
      case 'failed': {
        const { row, reject } = change.step;
        outbox.tell(rejectedEvent(chain.tree.hashOf(row), reject, so.from));
        return sync.chainStepped(change.step, nowMs);
      }
      case 'reorganized':
        this.tellRemoved(change.removed);
        return [];
    }
  }

  /** Tells of transactions that left the mempool. */
  tellRemoved(removed: readonly RemovedEntry[]): void {
    const { outbox, fees } = this.#parts;
    for (const { entry, reason } of removed) {
      if (reason !== 'block') fees.transactionRemoved(entry.txid);
      outbox.tell({ event: 'transaction-removed', tx: entry.tx, reason });
    }
  }
}

function rejectedEvent(
  hash: BlockHash,
  reject: ChainReject,
  from: PeerId | undefined,
): { readonly event: 'block-rejected'; readonly hash: BlockHash; readonly code: string; readonly peer?: PeerId } {
  const code = chainRejectReason(reject);
  return from === undefined
    ? { event: 'block-rejected', hash, code }
    : { event: 'block-rejected', hash, code, peer: from };
}
