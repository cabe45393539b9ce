import { encodeFeeEstimates } from '../mempool/fee-estimates/fee-estimates-file.ts';
import type { AddressManager } from '../net/addresses/address-manager.ts';
import type { AddressRelay } from '../net/addresses/address-relay.ts';
import type { LocalAddresses } from '../net/addresses/local-addresses.ts';
import { writePeersFile } from '../net/addresses/peers-file.ts';
import { writeAnchorsFile } from '../net/connections/anchors-file.ts';
import { writeBanFile } from '../net/connections/ban-file.ts';
import type { ConnectionEffect } from '../net/connections/connection-effect.ts';
import type { ChainFacts, ConnectionPlan } from '../net/connections/connection-plan.ts';
import type { PeerId } from '../net/peer.ts';
import type { HandshakeMoment } from '../net/session/handshake.ts';
import type { InboxMessage } from '../net/session/inbox.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import { NOT_FOUND_COST, uselessCost, uselessTransactionCost } from '../net/session/useless-work.ts';
import type { Random } from '../ports/random.ts';
import type { NetAddress } from '../wire/net-address.ts';
import { makeConnectionParts } from './connection-parts.ts';
import type { DrivenNode } from './driven-node.ts';
import { KeepaliveRound } from './keepalive-round.ts';
import { MempoolKeeper } from './mempool-keeper.ts';
import type { NodeEffect } from './node-effect.ts';
import type { NodeInput } from './node-input.ts';
import type { NodeOptions } from './node-options.ts';
import { makeNodeParts } from './node-parts.ts';
import type { NodeModules, NodeParts } from './node-parts.ts';
import type { PeerGuard } from './peer-guard.ts';
import { routeMessage } from './peer-messages.ts';
import type { AnyNetEffect } from './peer-messages.ts';
import type { PeerFailure, PeerNetwork } from './peer-network.ts';
import type { PeerTable } from './peer-table.ts';
import { PeerTurns } from './peer-turns.ts';
import { bytesOfText, restoreThings } from './saved-things.ts';
import type { RestoredThings } from './saved-things.ts';

/** How often the mempool is looked through for what is too old. */
const EXPIRE_INTERVAL_MS = 60 * 60 * 1000;

/** How often addresses and estimates are saved. Source: Bitcoin Core's `DUMP_PEERS_INTERVAL`. */
const SAVE_INTERVAL_MS = 15 * 60 * 1000;

/** What any part may want done. */
type AnyEffect = AnyNetEffect | ConnectionEffect;

/**
 * One Bitcoin node: what happens to it goes in, with the time; what it wants done comes out. It has no clock, no sockets, no
 * files: `platform` runs it on a machine, `lab` a thousand of it in a virtual world, and it can't tell which.
 *
 * It wires the parts of `net`, `mempool` and `chain` together, and decides nothing that is theirs.
 */
export class Node implements DrivenNode {
  readonly parts: NodeParts;
  readonly peers: PeerTable;
  readonly plan: ConnectionPlan;
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly guard: PeerGuard;
  /** What an earlier run has left and could not be read; the node goes on without it. */
  readonly damaged: RestoredThings['damaged'];
  readonly #mempoolKeeper: MempoolKeeper;
  readonly #options: NodeOptions;
  readonly #network: PeerNetwork;
  readonly #addressRelay: AddressRelay;
  readonly #random: Random;
  readonly #turns: PeerTurns;
  readonly #keepalive: KeepaliveRound;
  #nextExpireMs = Infinity;
  #nextSaveMs = Infinity;
  #hasStarted = false;

  constructor(options: NodeOptions, modules: NodeModules) {
    const { random } = modules;
    const restored = restoreThings(modules.saved ?? new Map(), options.params.magic);
    this.#options = options;
    this.#random = random;
    this.parts = makeNodeParts(options, modules, restored);
    this.damaged = restored.damaged;
    this.#mempoolKeeper = new MempoolKeeper(restored.mempool, this.parts);
    const connections = makeConnectionParts(options, { random, parts: this.parts, restored });
    this.peers = connections.peers;
    this.addresses = connections.addresses;
    this.local = connections.local;
    this.guard = connections.guard;
    this.plan = connections.plan;
    this.#addressRelay = connections.addressRelay;
    this.#network = connections.network;
    this.#keepalive = new KeepaliveRound({ table: this.peers, random, outbox: this.parts.outbox });
    this.#turns = new PeerTurns(
      { ...this.parts, table: this.peers },
      {
        read: (session, message, nowMs) => this.#read(session, message, nowMs),
        doAll: (effects, nowMs) => this.#doAll(effects, nowMs),
      },
    );
  }

  nextConnectionId(): PeerId {
    return this.peers.nextId();
  }

  receive(input: NodeInput, nowMs: number): readonly NodeEffect[] {
    this.#finishBlock(nowMs);
    this.#take(input, nowMs);
    return this.parts.outbox.take();
  }

  get nextWakeMs(): number {
    if (!this.#hasStarted) return Infinity;
    const { driver, sync, relay, work } = this.parts;
    if (work.isUnfinished || work.hasMore || this.#mempoolKeeper.isLoading || this.#turns.isWaiting) return 0;
    return Math.min(
      sync.nextDueMs,
      relay.nextDueMs,
      this.#addressRelay.nextDueMs,
      this.plan.nextDueMs,
      driver.commitDueMs,
      this.#nextExpireMs,
      this.#nextSaveMs,
      this.#keepalive.nextDueMs,
    );
  }

  /** Has a part do something of its own accord, and does what comes of it. @returns What is to be done. */
  act<T>(
    nowMs: number,
    act: (parts: NodeParts) => { readonly result: T; readonly effects: readonly AnyNetEffect[] },
  ): {
    readonly result: T;
    readonly effects: readonly NodeEffect[];
  } {
    this.#finishBlock(nowMs);
    const { result, effects } = act(this.parts);
    this.#doAll(effects, nowMs);
    return { result, effects: this.parts.outbox.take() };
  }

  /** Ends the connection to a peer, because a person wants it. */
  disconnect(peer: PeerId, reason: string, nowMs: number): readonly NodeEffect[] {
    this.#finishBlock(nowMs);
    this.#drop(peer, reason, nowMs);
    return this.parts.outbox.take();
  }

  /** Saves the bans, after one was made or lifted. */
  saveBans(nowMs: number): readonly NodeEffect[] {
    const bytes = bytesOfText(writeBanFile(this.guard.bans.banned.list(Math.floor(nowMs / 1000))));
    return [{ do: 'save', thing: 'bans', bytes }];
  }

  /** Ends: says all that is to be kept. No input is given after that; the chain is committed by whoever runs the node. */
  stop(): readonly NodeEffect[] {
    const { outbox, fees } = this.parts;
    const anchors = writeAnchorsFile(this.plan.anchors, this.#options.params.magic);
    outbox.push({ do: 'save', thing: 'anchors', bytes: anchors });
    const mempool = this.#mempoolKeeper.save(this.#random);
    if (mempool !== undefined) outbox.push({ do: 'save', thing: 'mempool', bytes: mempool });
    fees.flushUnconfirmed();
    this.#saveWhatIsLearnt();
    return outbox.take();
  }

  /** Connects the block that the last input has brought, where that was put off: nothing else happens before. */
  #finishBlock(nowMs: number): void {
    const { work } = this.parts;
    if (work.isUnfinished) this.#doAll(work.finish(nowMs), nowMs);
  }

  #take(input: NodeInput, nowMs: number): void {
    switch (input.type) {
      case 'start':
        this.#hasStarted = true;
        this.#nextExpireMs = nowMs + EXPIRE_INTERVAL_MS;
        this.#nextSaveMs = nowMs + SAVE_INTERVAL_MS;
        this.plan.start(nowMs);
        this.#doAll(this.parts.work.advance(nowMs), nowMs);
        return;
      case 'inbound':
        this.#admit(input.connection, input.address, nowMs);
        return;
      case 'outbound':
        this.plan.opened(input.connection, nowMs);
        this.#opened(input.connection, nowMs);
        return;
      case 'unreachable':
        this.peers.takeOpening(input.connection);
        this.plan.closed(input.connection, nowMs);
        return;
      case 'data':
        this.#hear(input.connection, input.bytes, nowMs);
        return;
      case 'sent':
        this.#left(input.connection, input.sizeBytes, nowMs);
        return;
      case 'closed':
        this.#forget(input.connection, input.reason, nowMs);
        return;
      case 'seed-answered':
        this.#doAll(this.plan.seedAnswered(input.seed, input.addresses, nowMs), nowMs);
        return;
      case 'wake':
        this.#tick(nowMs);
    }
  }

  /** Lets somebody in who has connected to us, or not. */
  #admit(connection: PeerId, address: NetAddress, nowMs: number): void {
    const decision = this.guard.admit(address, nowMs);
    if (!decision.accept) {
      this.parts.outbox.close(connection, { afterSending: false });
      return;
    }
    if (decision.evicted !== undefined) this.#drop(decision.evicted, 'evicted', nowMs);
    this.plan.inbound(connection, address, nowMs);
    const session = this.#network.accept(connection, address, this.#moment(nowMs));
    session.isEvictedFirst = decision.isPreferred;
    this.#keepalive.watch(session);
  }

  #opened(connection: PeerId, nowMs: number): void {
    const session = this.#network.opened(connection, this.#moment(nowMs));
    if (session !== undefined) this.#keepalive.watch(session);
  }

  #hear(connection: PeerId, bytes: Uint8Array, nowMs: number): void {
    const session = this.peers.get(connection);
    if (session === undefined) return;
    const failure = this.#network.hear(session, bytes, nowMs);
    this.#turns.take(session, nowMs);
    this.#keepalive.watch(session);
    if (failure !== undefined) this.#fail(session, failure, nowMs);
  }

  #read(session: PeerSession, received: InboxMessage, nowMs: number): void {
    const { message, isReady, failure } = this.#network.read(session, received, this.#moment(nowMs));
    if (isReady === true) this.#ready(session, nowMs);
    if (failure !== undefined) this.#fail(session, failure, nowMs);
    if (message === undefined || !this.#affords(session, uselessCost(message), nowMs)) return;
    const parts = { sync: this.parts.sync, relay: this.parts.relay, addresses: this.#addressRelay };
    this.#doAll(routeMessage(session, message, { parts, nowMs }), nowMs);
  }

  #fail(session: PeerSession, { reason, isMisbehaviour }: PeerFailure, nowMs: number): void {
    if (this.peers.get(session.id) === undefined) return;
    if (reason === 'feeler-done') this.#doAll(this.plan.ready(session, nowMs), nowMs);
    if (isMisbehaviour) this.#misbehaved(session.id, reason, nowMs);
    else this.#drop(session.id, reason, nowMs);
  }

  #left(connection: PeerId, sizeBytes: number, nowMs: number): void {
    const session = this.peers.get(connection);
    if (session === undefined) return;
    session.left(sizeBytes, nowMs);
    if (this.#turns.left(session, nowMs)) this.#keepalive.watch(session);
  }

  #ready(session: PeerSession, nowMs: number): void {
    const { sync, relay, outbox } = this.parts;
    const { id, kind, address, userAgent } = session;
    outbox.tell({ event: 'peer-ready', peer: id, kind, address, userAgent });
    const seenAs = session.handshake.theirs?.receiver;
    this.#doAll(this.plan.ready(session, nowMs), nowMs);
    this.#doAll(this.#addressRelay.peerReady(session, nowMs, { seenAs }), nowMs);
    this.#doAll(sync.peerReady(session, nowMs), nowMs);
    this.#doAll(relay.peerReady(session, nowMs), nowMs);
  }

  #tick(nowMs: number): void {
    const { driver, sync, relay, pool, work, outbox } = this.parts;
    const served = this.#turns.takeNext(nowMs);
    if (served !== undefined) this.#keepalive.watch(served);
    if (work.isUnfinished) return;
    if (work.hasMore) this.#doAll(work.advance(nowMs), nowMs);
    if (!driver.hasMore) this.#mempoolKeeper.load(nowMs);
    for (const { peer, reason } of this.#keepalive.tick(nowMs)) this.#drop(peer, reason, nowMs);
    this.#addressRelay.isInitialBlockDownload = sync.isInitialBlockDownload(nowMs);
    if (nowMs >= sync.nextDueMs) this.#doAll(sync.tick(nowMs), nowMs);
    if (work.isUnfinished) return;
    this.#doAll(relay.tick(nowMs), nowMs);
    this.#doAll(this.#addressRelay.tick(nowMs), nowMs);
    if (nowMs >= this.plan.nextDueMs) this.#doAll(this.plan.tick(nowMs, this.#chainFacts(nowMs)), nowMs);
    if (nowMs >= this.#nextExpireMs) {
      this.#nextExpireMs = nowMs + EXPIRE_INTERVAL_MS;
      work.tellRemoved(pool.expire(Math.floor(nowMs / 1000)));
    }
    if (nowMs >= this.#nextSaveMs) {
      this.#nextSaveMs = nowMs + SAVE_INTERVAL_MS;
      this.#saveWhatIsLearnt();
    }
    if (nowMs < driver.commitDueMs) return;
    driver.prepareCommit();
    outbox.push({ do: 'commit' });
  }

  #doAll(effects: readonly AnyEffect[], nowMs: number): void {
    for (const effect of effects) this.#do(effect, nowMs);
  }

  #do(effect: AnyEffect, nowMs: number): void {
    const { sync, work, outbox } = this.parts;
    switch (effect.do) {
      case 'send':
        this.#network.send(effect.peer, effect.message, nowMs);
        if (effect.message.type !== 'notfound') return;
        this.#noteUseless(effect.peer, NOT_FOUND_COST * effect.message.inventory.length, nowMs);
        return;
      case 'came-to-nothing':
        this.#noteUseless(effect.peer, uselessTransactionCost(effect.tx.totalSize, effect.wasKnown), nowMs);
        return;
      case 'disconnect':
        this.#drop(effect.peer, effect.reason, nowMs);
        return;
      case 'misbehaved':
        this.#misbehaved(effect.peer, effect.reason, nowMs);
        return;
      case 'process-block':
        this.#doAll(work.take(effect.block, effect.peer, nowMs), nowMs);
        if (work.isUnfinished) outbox.push({ do: 'flush' });
        return;
      case 'transaction-added':
        this.#noteTransaction(effect.from, nowMs);
        work.transactionAdded(effect);
        return;
      case 'transactions-removed':
        work.tellRemoved(effect.removed);
        return;
      case 'keep-for-compact-blocks':
        sync.extraTransactions.add(effect.tx);
        return;
      case 'open':
        this.#network.open(effect);
        return;
      case 'look-up-seed':
        outbox.push({ do: 'look-up-seed', seed: effect.seed, port: this.#options.params.defaultPort });
    }
  }

  #misbehaved(peer: PeerId, reason: string, nowMs: number): void {
    const session = this.peers.get(peer);
    if (session === undefined) return;
    for (const id of this.guard.punish(session)) this.#drop(id, reason, nowMs);
  }

  #noteUseless(peer: PeerId, cost: number, nowMs: number): void {
    const session = this.peers.get(peer);
    if (session !== undefined) this.#affords(session, cost, nowMs);
  }

  /** Takes note of work for a peer that is of no use. @returns Whether the peer is still there: it goes where that is too much. */
  #affords(session: PeerSession, cost: number, nowMs: number): boolean {
    if (cost === 0 || session.uselessWork.spend(cost, nowMs)) return true;
    const isSpared = session.isProtected || session.kind === 'manual' || this.#options.dropsUseless === false;
    if (!isSpared) this.#drop(session.id, 'useless-work', nowMs);
    return isSpared;
  }

  #noteTransaction(from: PeerId | undefined, nowMs: number): void {
    const session = from === undefined ? undefined : this.peers.get(from);
    if (session !== undefined) session.lastTxAtMs = nowMs;
  }

  /** Saves what would take long to learn again. */
  #saveWhatIsLearnt(): void {
    const { outbox, fees } = this.parts;
    const bytes = writePeersFile(this.addresses.tables, this.#options.params.magic);
    outbox.push({ do: 'save', thing: 'addresses', bytes });
    outbox.push({ do: 'save', thing: 'fee-estimates', bytes: encodeFeeEstimates(fees.save()) });
  }

  /** Ends a connection. */
  #drop(peer: PeerId, reason: string, nowMs: number): void {
    if (this.peers.get(peer) === undefined) return;
    this.parts.outbox.close(peer, { afterSending: false });
    this.#forget(peer, reason, nowMs);
  }

  /** A connection is gone. */
  #forget(peer: PeerId, reason: string, nowMs: number): void {
    const opening = this.peers.takeOpening(peer);
    const session = this.peers.remove(peer);
    this.#turns.forget(peer);
    const transport = session?.transport ?? opening?.transport;
    this.plan.closed(peer, nowMs, { retriesV1: transport?.shouldReconnectV1 ?? false });
    if (session === undefined) return;
    this.parts.sync.peerGone(peer, nowMs);
    this.parts.relay.peerGone(peer);
    this.#addressRelay.peerGone(peer);
    this.parts.outbox.tell({ event: 'peer-gone', peer, reason });
  }

  #moment(nowMs: number): HandshakeMoment {
    const { chain, sync } = this.parts;
    return {
      nowMs,
      tipHeight: chain.active.height,
      isOwnNonce: (nonce) => this.peers.isOwnNonce(nonce),
      desirableServices: (offered) => sync.desirableServices(offered, nowMs),
    };
  }

  #chainFacts(nowMs: number): ChainFacts {
    const { sync } = this.parts;
    return {
      tipMayBeStale: sync.tipMayBeStale(nowMs),
      canDirectFetch: sync.canDirectFetch(nowMs),
      isNearTip: sync.isNearTip(nowMs),
      outboundPeer: (id) => sync.outboundFacts(id),
    };
  }
}
