import type { PackageAcceptance, PoolAcceptance, TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import { isInMoneyRange } from '../../primitives/amount.ts';
import type { Block } from '../../primitives/block.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { Txid } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { INVENTORY_TYPES, isTransactionItem, isTransactionType } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import type { Message } from '../../wire/message.ts';
import type { Peer, PeerId } from '../peer.ts';
import { Announcer, MAX_INV_SIZE } from './announcer.ts';
import { FeeFilterSender } from './fee-filter-sender.ts';
import { Orphanage } from './orphanage.ts';
import { RecentTransactions } from './recent-transactions.ts';
import type { RelayEffect } from './relay-effect.ts';
import { removed, removedBesides } from './removed-transactions.ts';
import { TransactionReceiver } from './transaction-receiver.ts';
import { MAX_PEER_TX_ANNOUNCEMENTS, TransactionRequests } from './transaction-requests.ts';
import { SERVE_BYTES, TransactionServer } from './transaction-server.ts';
import { Unbroadcast } from './unbroadcast.ts';

/** Longer ones are not read: what we could have asked for, and blocks in transit. Source: Bitcoin Core. */
const MAX_NOTFOUND_SIZE: number = MAX_PEER_TX_ANNOUNCEMENTS + 16;

/** How transactions are relayed. */
export interface TransactionRelayOptions {
  /** No filter of ours is below this: satoshis for 1,000 virtual bytes (`-minrelaytxfee`). */
  readonly minRelayFeeRateSatsPerKvb: bigint;
  /** Whether transactions of others are refused (`-blocksonly`). */
  readonly blocksOnly: boolean;
  /** Whether `mempool` is answered (BIP35; Core: `-peerbloomfilters`, or the permission `mempool`). */
  readonly servesMempool: boolean;
  /** Whether the chain is still far behind: then transactions can't be checked, and none are wanted. */
  readonly isInitialBlockDownload: boolean;
}

/** What whoever submits a transaction means to pay at the most. */
export interface FeeLimits {
  /** Satoshis for 1,000 virtual bytes (`max feerate exceeded`). */
  readonly maxFeeRateSatsPerKvb?: bigint;
}

/** What became of a transaction of one's own. */
export interface Submission<T> {
  readonly acceptance: T;
  readonly effects: RelayEffect[];
}

/** What is known of one peer, for those who ask (`getpeerinfo`). */
export interface PeerRelayFacts {
  /** It wants no transactions that pay less: satoshis for 1,000 virtual bytes. */
  readonly feeFilterSatsPerKvb: bigint;
  /** Transactions that are still to be announced to it. */
  readonly inventoryToSend: number;
  /** Announcements of it that are tracked. */
  readonly announcements: number;
  /** Requests to it without an answer. */
  readonly inFlight: number;
}

/**
 * Relays transactions: requests those that peers announce, offers them to the mempool, announces what gets in, and serves
 * it. It decides; what it wants done, it returns. After each call, `nextDueMs` says when `tick` has something to do.
 *
 * Source: Bitcoin Core 28.1's net_processing.cpp, as far as it is about transactions. No peer has Core's permissions `relay`
 * and `forcerelay`, and no Bloom filters (BIP37) are loaded.
 */
export class TransactionRelay {
  readonly #options: TransactionRelayOptions;
  readonly #pool: TransactionPool;
  readonly #orphanage: Orphanage;
  readonly #recent: RecentTransactions;
  readonly #requests: TransactionRequests;
  readonly #announcer: Announcer;
  readonly #feeFilters: FeeFilterSender;
  readonly #receiver: TransactionReceiver;
  readonly #server: TransactionServer;
  readonly #unbroadcast: Unbroadcast;
  readonly #peers = new Set<PeerId>();
  #isInitialBlockDownload: boolean;

  constructor(
    options: TransactionRelayOptions,
    { pool, random }: { readonly pool: TransactionPool; readonly random: Random },
  ) {
    this.#options = options;
    this.#isInitialBlockDownload = options.isInitialBlockDownload;
    const orphanage = new Orphanage(random);
    const recent = new RecentTransactions(random);
    const announcer = new Announcer(pool, random);
    const requests = new TransactionRequests({ pool, orphanage, recent, random });
    this.#pool = pool;
    this.#orphanage = orphanage;
    this.#recent = recent;
    this.#announcer = announcer;
    this.#requests = requests;
    this.#feeFilters = new FeeFilterSender(options, { pool, random });
    this.#receiver = new TransactionReceiver({ pool, requests, orphanage, recent, announcer, random });
    this.#server = new TransactionServer({ pool, mayHave: (peer, entry) => announcer.mayHave(peer, entry) });
    this.#unbroadcast = new Unbroadcast(pool, random);
  }

  /** When `tick` has something to do: milliseconds since 1970; 0 for at once, infinity for never. */
  get nextDueMs(): number {
    if (this.#orphanage.hasWork) return 0;
    const dueMs = Math.min(
      this.#requests.nextDueMs,
      this.#announcer.nextDueMs,
      this.#feeFilters.nextDueMs,
      this.#unbroadcast.nextDueMs,
    );
    return Math.max(0, dueMs);
  }

  /** How many orphans are kept. */
  get orphanCount(): number {
    return this.#orphanage.size;
  }

  /** How many announcements are tracked, of all peers. */
  get announcementCount(): number {
    return this.#requests.size;
  }

  /** A handshake is done. */
  peerReady(peer: Peer, nowMs: number): RelayEffect[] {
    this.#peers.add(peer.id);
    this.#requests.peerReady(peer);
    if (peer.relaysTransactions) this.#announcer.peerReady(peer);
    if (!this.#options.blocksOnly) this.#feeFilters.peerReady(peer);
    return this.#sendFeeFilters(nowMs);
  }

  /** A connection is closed. */
  peerGone(peer: PeerId): void {
    this.#peers.delete(peer);
    this.#requests.peerGone(peer);
    this.#orphanage.eraseForPeer(peer);
    this.#announcer.peerGone(peer);
    this.#feeFilters.peerGone(peer);
    this.#server.peerGone(peer);
  }

  /** Takes `tx`, `notfound`, `feefilter` and `mempool`; nothing else is its business. */
  receive(peer: Peer, message: Message, nowMs: number): RelayEffect[] {
    if (!this.#peers.has(peer.id)) return [];
    if (message.type === 'tx') return this.#receiveTransaction(peer, message.tx, nowMs);
    if (message.type === 'notfound') return this.#receiveNotFound(peer, message.inventory, nowMs);
    if (message.type === 'mempool') return this.#receiveMempool(peer, nowMs);
    if (message.type === 'feefilter' && isInMoneyRange(message.feeRateSatsPerKvb)) {
      this.#announcer.feeFilterReceived(peer.id, message.feeRateSatsPerKvb);
    }
    return [];
  }

  /** Takes the items of an `inv`; those that name no transaction are left out. */
  receiveInv(peer: Peer, items: readonly InventoryItem[], nowMs: number): RelayEffect[] {
    if (!this.#peers.has(peer.id)) return [];
    if (items.length > MAX_INV_SIZE) return [misbehaved(peer, 'inv-too-long')];
    const otherType = peer.usesWtxids ? INVENTORY_TYPES.tx : INVENTORY_TYPES.wtx;
    for (const { type, hash } of items) {
      // Who has agreed to use wtxids uses them; parents of orphans, asked for by txid, are never announced.
      if (type === otherType || !isTransactionType(type)) continue;
      if (this.#refusesTransactions(peer)) return [disconnected(peer, 'transaction-announced-in-violation')];
      this.#announcer.peerHas(peer.id, hash);
      // Whoever has told of as many as are tracked is not listened to: to look each up takes long.
      if (this.#isInitialBlockDownload || this.#requests.isFull(peer.id)) continue;
      const name = { hash, key: hashKey(hash), isWtxid: type === INVENTORY_TYPES.wtx };
      if (!this.#requests.alreadyHas(name, { withReconsiderable: true })) this.#requests.wanted(peer, name, nowMs);
    }
    return this.#requests.tick(nowMs);
  }

  /**
   * Takes the items of a `getdata`, those that name no transaction left out, and answers the first of them. As long as
   * `pendingRequests` isn't 0, no more should be read from the peer: `serveNext` goes on once what was sent has left.
   */
  receiveGetData(peer: Peer, items: readonly InventoryItem[]): RelayEffect[] {
    if (!this.#peers.has(peer.id)) return [];
    if (items.length > MAX_INV_SIZE) return [misbehaved(peer, 'getdata-too-long')];
    // Who isn't announced to has nothing to ask for.
    if (!this.#announcer.has(peer.id)) return [];
    const tooMany = this.#server.request(peer.id, items.filter(isTransactionItem));
    return [...this.serveNext(peer, SERVE_BYTES), ...tooMany];
  }

  /** Answers more of what a peer has asked for: about `maxBytes` of transactions. */
  serveNext(peer: Peer, maxBytes: number): RelayEffect[] {
    const { effects, txids } = this.#server.serveNext(peer.id, maxBytes);
    for (const txid of txids) this.#unbroadcast.delete(txid);
    return effects;
  }

  /** How many requests of a peer wait for `serveNext`. */
  pendingRequests(peer: PeerId): number {
    return this.#server.pending(peer);
  }

  /** Does what is due. */
  tick(nowMs: number): RelayEffect[] {
    const effects = this.#receiver.reconsiderOrphans(nowMs);
    for (const entry of this.#unbroadcast.tick(nowMs)) this.#announcer.announce(entry, nowMs);
    effects.push(...this.#announcer.tick(nowMs), ...this.#sendFeeFilters(nowMs), ...this.#requests.tick(nowMs));
    return effects;
  }

  /**
   * Takes a transaction of one's own, and announces it until somebody asks for it. One that is in the mempool already is
   * announced once more. Source: Bitcoin Core's `BroadcastTransaction`.
   */
  submit(tx: Transaction, nowMs: number, limits: FeeLimits = {}): Submission<PoolAcceptance> {
    const known = this.#pool.get(tx.txid);
    const acceptance: PoolAcceptance =
      known === undefined
        ? this.#pool.accept(tx, { nowSec: Math.floor(nowMs / 1000), ...limits })
        : { status: 'known', entry: known };
    return { acceptance, effects: this.#submitted(acceptance, nowMs) };
  }

  /** Takes a package of one's own, parents before children, and announces what gets in. Source: Core's `submitpackage`. */
  submitPackage(
    transactions: readonly Transaction[],
    nowMs: number,
    limits: FeeLimits = {},
  ): Submission<PackageAcceptance> {
    const acceptance = this.#pool.acceptPackage(transactions, { nowSec: Math.floor(nowMs / 1000), ...limits });
    const effects = acceptance.transactions.flatMap((each) => this.#submitted(each, nowMs));
    return { acceptance, effects: [...effects, ...removedBesides(acceptance)] };
  }

  /** One's own transactions in the mempool that nobody has asked for yet. */
  unbroadcastTxids(): Txid[] {
    return this.#unbroadcast.txids();
  }

  /** Whether a transaction is one's own, and nobody has asked for it yet. */
  isUnbroadcast(txid: Txid): boolean {
    return this.#unbroadcast.has(txid);
  }

  /**
   * The mempool was read from disk: what is in it isn't announced, but peers may ask for it after a while.
   *
   * @param unbroadcast One's own in it, that nobody has asked for yet.
   */
  mempoolLoaded(unbroadcast: readonly Txid[], nowMs: number): void {
    this.#announcer.cameUnannounced(nowMs);
    for (const txid of unbroadcast) this.#unbroadcast.add(txid, nowMs);
  }

  /** Whether the chain is far behind. Source: Bitcoin Core's `IsInitialBlockDownload`, which never comes back. */
  setInitialBlockDownload(isInitialBlockDownload: boolean): void {
    if (this.#isInitialBlockDownload && !isInitialBlockDownload) this.#feeFilters.initialBlockDownloadEnded();
    this.#isInitialBlockDownload = isInitialBlockDownload;
  }

  /** A block was connected, and the mempool has been told. */
  blockConnected(block: Block): void {
    this.#server.blockConnected(block);
    // Before the chain has caught up nothing is requested, kept or refused: there is nothing to look for.
    if (this.#isInitialBlockDownload) return;
    this.#orphanage.eraseForBlock(block);
    this.#recent.addConfirmed(block);
    for (let i = 1; i < block.transactionCount; i++) {
      this.#requests.forget(hashKey(block.txid(i)));
      this.#requests.forget(hashKey(block.wtxid(i)));
    }
  }

  /** A block was disconnected: what was in it may be announced and mined again. */
  blockDisconnected(): void {
    this.#recent.forgetConfirmed();
  }

  /** The tip is another one: what was refused may be good now. */
  tipChanged(): void {
    if (!this.#isInitialBlockDownload) this.#recent.forgetRejected();
  }

  /** What is known of a peer. */
  peerFacts(peer: PeerId): PeerRelayFacts {
    return {
      ...this.#announcer.peerFacts(peer),
      announcements: this.#requests.count(peer),
      inFlight: this.#requests.countInFlight(peer),
    };
  }

  #receiveTransaction(peer: Peer, tx: Transaction, nowMs: number): RelayEffect[] {
    if (this.#refusesTransactions(peer)) return [disconnected(peer, 'transaction-sent-in-violation')];
    // It can't be checked yet. To send it is no offence.
    if (this.#isInitialBlockDownload) return [];
    return [...this.#receiver.receive(peer, tx, nowMs), ...this.#requests.tick(nowMs)];
  }

  #receiveNotFound(peer: Peer, items: readonly InventoryItem[], nowMs: number): RelayEffect[] {
    if (items.length > MAX_NOTFOUND_SIZE) return [];
    for (const item of items) if (isTransactionItem(item)) this.#requests.answered(peer.id, hashKey(item.hash));
    return this.#requests.tick(nowMs);
  }

  #receiveMempool(peer: Peer, nowMs: number): RelayEffect[] {
    if (this.#options.servesMempool) this.#announcer.mempoolWanted(peer.id, nowMs);
    else if (!peer.isProtected) return [disconnected(peer, 'mempool-not-served')];
    return [];
  }

  /** Source: Bitcoin Core's `RejectIncomingTxs`. */
  #refusesTransactions({ kind }: Peer): boolean {
    return this.#options.blocksOnly || kind === 'block-relay-only' || kind === 'feeler';
  }

  #submitted(acceptance: PoolAcceptance | undefined, nowMs: number): RelayEffect[] {
    if (acceptance === undefined) return [];
    if (acceptance.status === 'rejected') return removed(acceptance.removed);
    if (acceptance.status === 'known') {
      this.#announcer.announce(acceptance.entry, nowMs);
      return [];
    }
    this.#unbroadcast.add(acceptance.entry.txid, nowMs);
    return this.#receiver.accepted(acceptance, { from: undefined, nowMs });
  }

  #sendFeeFilters(nowMs: number): RelayEffect[] {
    return this.#feeFilters.tick(nowMs, { isInitialBlockDownload: this.#isInitialBlockDownload });
  }
}

function misbehaved(peer: Peer, reason: string): RelayEffect {
  return { do: 'misbehaved', peer: peer.id, reason };
}

function disconnected(peer: Peer, reason: string): RelayEffect {
  return { do: 'disconnect', peer: peer.id, reason };
}
