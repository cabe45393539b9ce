import type { Acceptance, ChainState, ChainStep } from '../../chain/chain-state.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { Work } from '../../primitives/work.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import type { Message } from '../../wire/message.ts';
import { CompactSync } from '../compact/compact-sync.ts';
import { ExtraTransactions } from '../compact/extra-transactions.ts';
import { HighBandwidthPeers } from '../compact/high-bandwidth-peers.ts';
import type { OutboundPeerFacts } from '../connections/extra-peers.ts';
import type { Peer, PeerId } from '../peer.ts';
import { ChainServer } from '../serve/chain-server.ts';
import type { FilterIndex } from '../serve/filter-index.ts';
import { RecentBlock } from '../serve/recent-block.ts';
import { UploadTarget } from '../serve/upload-target.ts';
import { Announcements } from './announcements.ts';
import { BlockArrival } from './block-arrival.ts';
import { BlockDownload } from './block-download.ts';
import { BlockSources } from './block-sources.ts';
import { BlocksInFlight } from './blocks-in-flight.ts';
import { ChainView } from './chain-view.ts';
import { HeaderSync } from './header-sync.ts';
import { Outbox } from './outbox.ts';
import { watchChain } from './outbound-eviction.ts';
import type { SyncContext } from './sync-context.ts';
import type { SyncEffect } from './sync-effect.ts';
import { STALE_TIP_INTERVALS, SWEEP_INTERVAL_MS } from './sync-limits.ts';
import { CMPCTBLOCKS_VERSION, SHORT_IDS_BLOCKS_VERSION } from '../../wire/protocol-version.ts';
import { newSyncPeer } from './sync-peer.ts';
import type { SyncPeer } from './sync-peer.ts';
import { peerSyncFacts, syncProgress } from './sync-progress.ts';
import type { PeerSyncFacts, SyncProgress } from './sync-progress.ts';
import { SpeedWindow } from './speed-window.ts';

/** How a `BlockSync` behaves. */
export interface BlockSyncOptions {
  readonly params: NetworkParams;
  /** What we say that we offer: bits of `SERVICE_FLAGS`. */
  readonly services: bigint;
  /** Old blocks are deleted. */
  readonly isPruned?: boolean;
  /** No transactions are taken from peers (`-blocksonly`): blocks are fetched whole. */
  readonly isBlocksOnly?: boolean;
  /** In place of the network's own (`-minimumchainwork`). */
  readonly minimumChainWork?: Work;
  /** In place of 24 hours (`-maxtipage`). */
  readonly maxTipAgeMs?: number;
  /** Bytes that may be sent in 24 hours (`-maxuploadtarget`); 0, or left out, for no limit. */
  readonly maxUploadBytes?: number;
  /** In place of 100 (`-blockreconstructionextratxn`). */
  readonly maxExtraTransactions?: number;
}

/** What a `BlockSync` works with. */
export interface BlockSyncParts {
  readonly chain: ChainState;
  readonly pool: Pick<TransactionPool, 'entries'>;
  readonly random: Random;
  /** Set where filters are served (BIP157): `services` then has `compactFilters`. */
  readonly filters?: FilterIndex | undefined;
}

/** A deadline that had passed and was of no consequence is looked at again after so long. */
const RECHECK_MS = 10_000;

/**
 * Keeps the chain in step with the peers: headers and blocks in, headers, blocks and filters out, new blocks announced. It
 * decides; what it wants done, it returns.
 *
 * It takes in headers itself (`ChainState.acceptHeader`); blocks it asks to be processed (`process-block`), since their scripts may
 * be checked elsewhere.
 *
 * Source: Bitcoin Core's `PeerManagerImpl`, as far as it concerns blocks.
 */
export class BlockSync {
  readonly #options: BlockSyncOptions;
  readonly #peers = new Map<PeerId, SyncPeer>();
  readonly #context: SyncContext;
  readonly #headers: HeaderSync;
  readonly #download: BlockDownload;
  readonly #arrival: BlockArrival;
  readonly #compact: CompactSync;
  readonly #highBandwidth: HighBandwidthPeers;
  readonly #announcements: Announcements;
  readonly #server: ChainServer;
  readonly #speed = new SpeedWindow();
  /** The block that came last: relay gives its transactions to who still asks for them. */
  readonly recent: RecentBlock;
  /** For relay to add to: what the mempool did not take, or gave up for something better. */
  readonly extraTransactions: ExtraTransactions;
  /** For the node to count in what it sends. */
  readonly uploadTarget: UploadTarget;
  #lastTipUpdateMs: number | undefined;
  #lastSweepMs = 0;
  /** Something has changed that may give other peers something to do. */
  #isSweepDue = false;
  /** When `tick` is due, as long as nothing has changed. */
  #dueMs: number | undefined;

  constructor(options: BlockSyncOptions, parts: BlockSyncParts) {
    const { chain, pool, random } = parts;
    this.#options = options;
    this.#context = {
      params: options.params,
      chain,
      view: new ChainView(options, chain),
      random,
      peers: this.#peers,
      inFlight: new BlocksInFlight(),
      sources: new BlockSources(),
      out: new Outbox(),
      isBlocksOnly: options.isBlocksOnly ?? false,
    };
    const context = this.#context;
    this.extraTransactions = new ExtraTransactions(options.maxExtraTransactions);
    this.recent = new RecentBlock(chain, random);
    this.uploadTarget = new UploadTarget(options.maxUploadBytes ?? 0);
    this.#highBandwidth = new HighBandwidthPeers(context);
    this.#headers = new HeaderSync(context);
    this.#download = new BlockDownload(context);
    this.#arrival = new BlockArrival(context, this.#highBandwidth);
    this.#compact = new CompactSync(context, {
      highBandwidth: this.#highBandwidth,
      source: () => ({ pool: transactionsOf(pool), extra: this.extraTransactions }),
    });
    this.#announcements = new Announcements(context, this.recent);
    this.#server = new ChainServer(context, {
      recent: this.recent,
      uploadTarget: this.uploadTarget,
      services: options.services,
      filters: parts.filters,
      isPruned: options.isPruned ?? false,
    });
  }

  /** A peer's handshake is done. */
  peerReady(peer: Peer, nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    const state = newSyncPeer(peer);
    this.#peers.set(peer.id, state);
    this.#lastTipUpdateMs ??= nowMs;
    if (peer.version >= SHORT_IDS_BLOCKS_VERSION) {
      this.#context.out.send(state, { type: 'sendcmpct', highBandwidth: false, version: CMPCTBLOCKS_VERSION });
    }
    this.#attend(state, nowMs);
    return this.#context.out.take();
  }

  /** A peer is gone: what it was asked for is asked of others. */
  peerGone(id: PeerId, nowMs: number): void {
    this.#dueMs = undefined;
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    this.#context.inFlight.removePeer(peer, nowMs);
    this.#headers.peerGone(peer);
    this.#highBandwidth.peerGone(peer);
    this.#server.peerGone(peer);
    this.#peers.delete(id);
    this.#isSweepDue = true;
  }

  /** Takes in a message on headers, blocks or filters; others are nothing to it. */
  receive(peer: Peer, message: Message, nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    const state = this.#stateOf(peer);
    if (state === undefined) return [];
    this.#dispatch(state, message, nowMs);
    this.#attend(state, nowMs);
    return this.#context.out.take();
  }

  /** Takes in an `inv`. @param items Those that name blocks. */
  receiveInv(peer: Peer, items: readonly InventoryItem[], nowMs: number): SyncEffect[] {
    if (items.length === 0) return [];
    this.#dueMs = undefined;
    const state = this.#stateOf(peer);
    if (state === undefined) return [];
    this.#headers.receiveInv(state, items, nowMs);
    this.#attend(state, nowMs);
    return this.#context.out.take();
  }

  /** Takes in a `getdata`: what it asks for waits until `serveNext`. @param items Those that name blocks. */
  receiveGetData(peer: Peer, items: readonly InventoryItem[]): SyncEffect[] {
    if (items.length === 0) return [];
    this.#dueMs = undefined;
    const state = this.#stateOf(peer);
    if (state === undefined) return [];
    this.#server.request(state, items);
    return this.#context.out.take();
  }

  /** Whether a peer waits for blocks or filters: then `serveNext` has something to give. */
  hasQueued(peer: PeerId): boolean {
    return this.#server.hasQueued(peer);
  }

  /** Gives a peer what it waits for, until it comes to `maxBytes`: one block more, at the most. */
  serveNext(peer: PeerId, nowMs: number, maxBytes: number): SyncEffect[] {
    this.#dueMs = undefined;
    const state = this.#peers.get(peer);
    if (state === undefined) return [];
    this.#server.serveNext(state, nowMs, maxBytes);
    return this.#context.out.take();
  }

  /** Tells what `ChainState.acceptBlock` said of a block: one that was to be processed, or one of our own. Before any step. */
  blockProcessed(block: Block, acceptance: Acceptance, nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    const { view, chain, out } = this.#context;
    const row = this.#arrival.processed(block, acceptance, nowMs);
    if (row >= 0) {
      this.#isSweepDue = true;
      if (!view.isInitialBlockDownload(nowMs) && chain.tree.prevOf(row) === view.tip) {
        this.recent.set(row, block);
        this.#announcements.announceUnvalidated(row);
      }
    }
    return out.take();
  }

  /** Tells of one step towards the best chain. */
  chainStepped(step: ChainStep, nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    if (step.did === 'connect') {
      this.#lastTipUpdateMs = nowMs;
      this.#download.blockConnected();
      this.#speed.add(step.block.totalSize, nowMs);
      this.#arrival.connected(step.row, nowMs);
    } else if (step.did === 'fail') {
      this.#context.view.blockFailed(step.row);
      this.#arrival.failed(step.row, step.reject);
    }
    this.#isSweepDue = true;
    return this.#context.out.take();
  }

  /**
   * Tells that the best chain is connected now: peers are told of its blocks.
   *
   * @param previousTip Row of the tip before the steps; -1 if there was none.
   */
  tipChanged(previousTip: number, nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    const { chain, view, out } = this.#context;
    this.#isSweepDue = true;
    if (previousTip >= 0 && !view.isInitialBlockDownload(nowMs)) {
      this.#announcements.announce(chain.active.forkWith(previousTip));
    }
    return out.take();
  }

  /** Does what is due by now. */
  tick(nowMs: number): SyncEffect[] {
    this.#dueMs = undefined;
    this.#isSweepDue = false;
    this.#lastSweepMs = nowMs;
    this.#compact.goOn(nowMs);
    for (const peer of this.#peers.values()) this.#attend(peer, nowMs);
    return this.#context.out.take();
  }

  /** When `tick` is due. Asked after everything that happens to the node, so what was found is kept. */
  get nextDueMs(): number {
    if (this.#compact.isSearching) return 0;
    this.#dueMs ??= this.#findDueMs();
    return this.#dueMs;
  }

  #findDueMs(): number {
    let dueMs = this.#isSweepDue ? this.#lastSweepMs + SWEEP_INTERVAL_MS : Infinity;
    for (const peer of this.#peers.values()) {
      if (peer.isLeaving) continue;
      dueMs = Math.min(dueMs, this.#after(peer.startAtMs), this.#after(this.#download.nextDueMs(peer)));
      if (peer.headersDeadlineMs !== undefined) dueMs = Math.min(dueMs, this.#after(peer.headersDeadlineMs + 1));
      if (peer.watch.deadlineMs !== undefined) dueMs = Math.min(dueMs, this.#after(peer.watch.deadlineMs + 1));
    }
    return dueMs;
  }

  /** Whether the chain is still being caught up with: no transactions are relayed then. */
  isInitialBlockDownload(nowMs: number): boolean {
    return this.#context.view.isInitialBlockDownload(nowMs);
  }

  /**
   * Whether the tip is so old that other peers may know a better one: one outbound connection more is allowed then. To be asked
   * every ten minutes.
   *
   * Source: Bitcoin Core's `TipMayBeStale`.
   */
  tipMayBeStale(nowMs: number): boolean {
    this.#lastTipUpdateMs ??= nowMs;
    const ageMs = nowMs - this.#lastTipUpdateMs;
    return ageMs > STALE_TIP_INTERVALS * this.#options.params.targetSpacingSec * 1000 && this.#context.inFlight.isEmpty;
  }

  /** Whether new blocks are fetched at once: the chain has been caught up with. Source: Core's `CanDirectFetch`. */
  canDirectFetch(nowMs: number): boolean {
    return this.#context.view.canDirectFetch(nowMs);
  }

  /** Whether the tip is so new that peers with the last blocks only are of use. Source: Core's `ApproximateBestBlockDepth`. */
  isNearTip(nowMs: number): boolean {
    return this.#context.view.isNearTip(nowMs);
  }

  /** Services that an outbound peer must have. Source: Core's `GetDesirableServiceFlags`. */
  desirableServices(services: bigint, nowMs: number): bigint {
    return this.#context.view.desirableServices(services, nowMs);
  }

  /** What decides which outbound peers go when there are too many. */
  outboundFacts(id: PeerId): OutboundPeerFacts | undefined {
    const peer = this.#peers.get(id);
    if (peer === undefined) return undefined;
    return {
      lastBlockAtMs: peer.lastBlockMs,
      lastBlockAnnouncementAtMs: peer.lastBlockAnnouncementMs,
      blocksInFlight: peer.inFlight.length,
      isProtected: peer.watch.isProtected,
    };
  }

  /** Asks one peer for one block, whatever was asked before (`getblockfrompeer`). @returns `undefined` when it can't be asked. */
  fetchBlock(id: PeerId, row: number, nowMs: number): SyncEffect[] | undefined {
    this.#dueMs = undefined;
    const peer = this.#peers.get(id);
    return peer !== undefined && this.#download.fetch(peer, row, nowMs) ? this.#context.out.take() : undefined;
  }

  /** What is known of a peer's chain, for `getpeerinfo`. */
  peerFacts(id: PeerId): PeerSyncFacts | undefined {
    const peer = this.#peers.get(id);
    if (peer === undefined) return undefined;
    return peerSyncFacts(this.#context, peer, { isHighBandwidthTo: this.#highBandwidth.has(peer) });
  }

  /** How far the synchronization has come. */
  progress(nowMs: number): SyncProgress {
    const presyncHeight = this.#headers.presyncHeight();
    return syncProgress(this.#context, { presyncHeight, speed: this.#speed.speed(nowMs), nowMs });
  }

  #stateOf(peer: Peer): SyncPeer | undefined {
    const state = this.#peers.get(peer.id);
    if (state === undefined || state.isLeaving) return undefined;
    state.peer = peer;
    if (peer.prefersHeaders) state.prefersHeaders = true;
    return state;
  }

  #dispatch(peer: SyncPeer, message: Message, nowMs: number): void {
    switch (message.type) {
      case 'headers':
        this.#receiveHeaders(peer, message.headers, { nowMs, isCompact: false });
        return;
      case 'block':
        this.#arrival.receive(peer, message.block, nowMs);
        return;
      case 'cmpctblock': {
        const headers = this.#compact.receive(peer, message.compact, nowMs);
        if (headers !== undefined) this.#receiveHeaders(peer, headers, { nowMs, isCompact: true });
        return;
      }
      case 'blocktxn':
        this.#compact.receiveTransactions(peer, { ...message, nowMs });
        return;
      case 'sendcmpct':
        if (message.version !== CMPCTBLOCKS_VERSION) return;
        peer.providesCompactBlocks = true;
        peer.wantsHighBandwidth = message.highBandwidth;
        return;
      case 'sendheaders':
        peer.prefersHeaders = true;
        return;
      default:
        // A `notfound` of a block is no answer that Core sends: the block's time runs out.
        this.#server.answer(peer, message);
    }
  }

  #receiveHeaders(peer: SyncPeer, headers: Uint8Array, arrival: { nowMs: number; isCompact: boolean }): void {
    const before = this.#context.view.bestHeader;
    const last = this.#headers.receive(peer, headers, arrival);
    if (last >= 0) this.#download.fetchAnnounced(peer, last, arrival.nowMs);
    if (this.#context.view.bestHeader !== before) this.#isSweepDue = true;
  }

  /** What Core does in `SendMessages`, for one peer. */
  #attend(peer: SyncPeer, nowMs: number): void {
    if (peer.isLeaving) return;
    if (peer.isAccused) {
      // If it is still there at the next sweep, it stays.
      peer.isAccused = false;
      this.#isSweepDue = true;
      return;
    }
    this.#headers.maybeSendSendHeaders(peer);
    this.#headers.maybeStart(peer, { mayFetch: this.#download.mayFetchFrom(peer), nowMs });
    this.#download.checkTimeouts(peer, nowMs);
    if (!peer.isLeaving) this.#headers.checkTimeout(peer, nowMs);
    if (!peer.isLeaving) watchChain(this.#context, peer, nowMs);
    this.#download.request(peer, nowMs);
  }

  /** A deadline that the last sweep has seen passed, and did nothing about, is of no hurry. */
  #after(deadlineMs: number): number {
    return deadlineMs > this.#lastSweepMs ? deadlineMs : this.#lastSweepMs + RECHECK_MS;
  }
}

function* transactionsOf(pool: Pick<TransactionPool, 'entries'>): Generator<Transaction> {
  for (const { tx } of pool.entries()) yield tx;
}
