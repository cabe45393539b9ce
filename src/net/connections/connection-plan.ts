import { assert } from '../../bytes/assert.ts';
import type { Random } from '../../ports/random.ts';
import type { AddressNetwork, GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { AddressManager } from '../addresses/address-manager.ts';
import type { AddressFilter } from '../addresses/address-relay.ts';
import type { LocalAddresses } from '../addresses/local-addresses.ts';
import type { Peer, PeerId } from '../peer.ts';
import { MAX_ANCHORS } from './anchors-file.ts';
import { AutomaticOpening } from './automatic-opening.ts';
import type { OpeningKind } from './automatic-opening.ts';
import { CONNECT_TIMEOUT_MS } from './connection-effect.ts';
import type { ConnectionEffect } from './connection-effect.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { extraBlockRelayPeer, extraFullRelayPeer } from './extra-peers.ts';
import type { OutboundPeerLookup } from './extra-peers.ts';
import { ManualConnections } from './manual-connections.ts';
import type { ManualTarget } from './manual-connections.ts';
import { OpenConnections } from './open-connections.ts';
import type { Connection } from './open-connections.ts';
import { chooseOutbound, isGoodAnchor } from './outbound-choice.ts';
import type { OutboundWish } from './outbound-choice.ts';
import { SeedAnswers } from './seed-answers.ts';
import { SeedPlan } from './seed-plan.ts';
import type { SeedFacts } from './seed-plan.ts';

/** How many attempts are under way at a time; Core waits for each, which takes it five seconds when nobody answers. */
const MAX_SIMULTANEOUS_ATTEMPTS = 8;
/** How often it is looked whether there are peers too many. Source: Core's `EXTRA_PEER_CHECK_INTERVAL`. */
const EXTRA_PEER_CHECK_MS = 45_000;
/** How often it is looked whether the tip is stale. Source: Core's `STALE_CHECK_INTERVAL`. */
const STALE_CHECK_MS = 10 * 60_000;
/** How many connections wait to be opened again with the old transport. */
const MAX_RECONNECTIONS = 64;

export interface ConnectionPlanOptions {
  readonly limits: ConnectionLimits;
  readonly reachable: ReadonlySet<AddressNetwork>;
  /** Whether we speak BIP324. */
  readonly usesV2: boolean;
  /** Only these are connected to (`-connect`); `undefined` for a node that looks for peers itself. An empty list: nobody. */
  readonly connect?: readonly ManualTarget[] | undefined;
  /** These are connected to besides (`-addnode`). */
  readonly addNodes: readonly ManualTarget[];
  readonly dnsSeeds: readonly string[];
  /** The port of addresses that seeds name. */
  readonly defaultPort: number;
  /** Nodes that are asked for addresses first (`-seednode`). */
  readonly seedNodes: readonly NetAddress[];
  /** Those that `anchors` gave when the node last stopped. */
  readonly anchors: readonly GossipedAddress[];
}

export interface ConnectionPlanModules {
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly filter: AddressFilter;
  readonly random: Random;
  /** Names a new connection. */
  readonly takeConnectionId: () => PeerId;
}

/** What the rest of the node knows, asked at each tick. */
export interface ChainFacts {
  /** No block has come for so long that another peer may know better (Core's `TipMayBeStale`). */
  readonly tipMayBeStale: boolean;
  /** Our tip is so new that blocks are fetched as they are announced (Core's `CanDirectFetch`). */
  readonly canDirectFetch: boolean;
  /** Our best block is fewer than 144 blocks behind the clock (Core's `ApproximateBestBlockDepth`). */
  readonly isNearTip: boolean;
  readonly outboundPeer: OutboundPeerLookup;
}

/**
 * Decides whom we connect to, and which of our own connections end. It knows all connections, and is told of each: what it
 * opened (`opened`, `ready`, `closed`), and who connected to us (`inbound`).
 *
 * Eight peers for everything and two for blocks only, each in a network group of its own; a feeler about every two minutes,
 * to find out which addresses work; about every five minutes a third peer for blocks, to learn of a better chain; a ninth for
 * everything while our tip is stale. Source: Bitcoin Core's `ThreadOpenConnections`, `ThreadOpenAddedConnections`,
 * `ThreadDNSAddressSeed`, `CheckForStaleTipAndEvictPeers`.
 */
export class ConnectionPlan {
  readonly connections: OpenConnections = new OpenConnections();
  readonly #options: ConnectionPlanOptions;
  readonly #modules: ConnectionPlanModules;
  readonly #manual: ManualConnections;
  readonly #opening: AutomaticOpening;
  readonly #seeds: SeedPlan;
  readonly #seedAnswers: SeedAnswers;
  #anchors: GossipedAddress[];
  /** To be opened again with the old transport. */
  #reconnections: { readonly address: NetAddress; readonly kind: OpeningKind }[] = [];
  #nextExtraCheckMs = Infinity;
  #nextStaleCheckMs = Infinity;
  #isActive = true;
  /** When something is due, as long as nothing changes, and how many addresses were known then. */
  #due: { readonly size: number; readonly ms: number } | undefined;

  constructor(options: ConnectionPlanOptions, modules: ConnectionPlanModules) {
    this.#options = options;
    this.#modules = modules;
    const { connect, addNodes, limits, anchors, dnsSeeds, seedNodes, defaultPort } = options;
    this.#manual = new ManualConnections(connect === undefined ? 'addnode' : 'connect', connect ?? addNodes);
    this.#opening = new AutomaticOpening({ limits, reachable: options.reachable }, modules);
    this.#seeds = new SeedPlan(dnsSeeds, modules.random);
    this.#seedAnswers = new SeedAnswers({ defaultPort, seedNodes }, modules);
    this.#anchors = anchors.slice(0, MAX_ANCHORS);
  }

  /** Begins, at `start` of the node. */
  start(nowMs: number): void {
    this.#due = undefined;
    if (this.#options.connect !== undefined) return;
    this.#opening.start(nowMs);
    this.#seeds.start(nowMs, this.#seedFacts());
    this.#nextExtraCheckMs = nowMs + EXTRA_PEER_CHECK_MS;
    this.#nextStaleCheckMs = nowMs + EXTRA_PEER_CHECK_MS;
  }

  /** Whether anything is opened at all (`setnetworkactive`). Who turns it off ends the connections. */
  get isActive(): boolean {
    return this.#isActive;
  }

  set isActive(isActive: boolean) {
    this.#due = undefined;
    this.#isActive = isActive;
  }

  /** When `tick` has something to do next: milliseconds since 1970, or infinity. Asked often, so what was found is kept. */
  get nextDueMs(): number {
    const { size } = this.#modules.addresses;
    if (this.#due?.size !== size) this.#due = { size, ms: this.#findDueMs() };
    return this.#due.ms;
  }

  #findDueMs(): number {
    if (!this.#isActive) return Infinity;
    if (this.#reconnections.length > 0) return 0;
    const manualMs = this.#manual.nextDueMs(this.connections);
    if (this.#options.connect !== undefined) return manualMs;
    const { limits } = this.#options;
    const hasExtra =
      this.connections.ready('outbound-full-relay').length > limits.outboundFullRelay ||
      this.connections.ready('block-relay-only').length > limits.blockRelayOnly;
    return Math.min(
      manualMs,
      this.#seeds.nextDueMs,
      this.#nextStaleCheckMs,
      hasExtra ? this.#nextExtraCheckMs : Infinity,
      this.#mayOpen() ? this.#opening.nextDueMs(this.#openingFacts()) : Infinity,
    );
  }

  /** The peers to connect to first after a restart; to be saved when the node stops. Source: `GetCurrentBlockRelayOnlyConns`. */
  get anchors(): GossipedAddress[] {
    return this.connections
      .ready('block-relay-only')
      .slice(0, MAX_ANCHORS)
      .map(({ address, services = 0n }) => {
        // An anchor of the last run need not be among the addresses any more.
        return { address, services, timeSec: this.#modules.addresses.find(address)?.timeSec ?? 0 };
      });
  }

  /** The nodes that a person has named. */
  get addedNodes(): readonly ManualTarget[] {
    return this.#manual.targets;
  }

  /** @returns Whether it was not there yet. */
  addNode(target: ManualTarget): boolean {
    this.#due = undefined;
    return this.#manual.add(target);
  }

  /** Its connection stays. @returns Whether it was there. */
  removeNode(address: NetAddress): boolean {
    this.#due = undefined;
    return this.#manual.remove(address);
  }

  /** Decides what is due. */
  tick(nowMs: number, facts: ChainFacts): ConnectionEffect[] {
    this.#due = undefined;
    if (!this.#isActive) return [];
    const effects: ConnectionEffect[] = [];
    for (const { address, kind } of this.#reconnections.splice(0)) {
      effects.push(this.#open({ address, kind, usesV2: false }, nowMs));
    }
    const target = this.#manual.take(nowMs, this.connections);
    if (target !== undefined) effects.push(this.#open({ ...target, kind: 'manual' }, nowMs));
    if (this.#options.connect !== undefined) return effects;

    for (const seed of this.#seeds.tick(nowMs, this.#seedFacts())) {
      effects.push({ do: 'look-up-seed', seed: this.#seedAnswers.nameFor(seed) });
    }
    this.#checkPeers(nowMs, facts, effects);
    if (facts.canDirectFetch) this.#opening.isSynced = true;
    if (this.#mayOpen()) this.#openOne(nowMs, facts, effects);
    return effects;
  }

  /** Opens a connection on a person's behalf (`addconnection`), unless there are enough. */
  openAsked(address: NetAddress, kind: OpeningKind, nowMs: number): ConnectionEffect | undefined {
    this.#due = undefined;
    const { limits } = this.#options;
    const count = this.connections.count(kind);
    if (kind === 'outbound-full-relay' && count >= limits.outboundFullRelay) return undefined;
    if (kind === 'block-relay-only' && count >= limits.blockRelayOnly) return undefined;
    if (this.#automaticCount() >= limits.automaticOutbound) return undefined;
    return this.#open({ address, kind, usesV2: this.#options.usesV2 }, nowMs);
  }

  /** Somebody has connected to us, and may stay. */
  inbound(id: PeerId, address: NetAddress, nowMs: number): void {
    this.#due = undefined;
    this.connections.add({ id, kind: 'inbound', address, openedAtMs: nowMs, stage: 'open', usesV2: false });
  }

  /** A connection that was asked for is open. */
  opened(id: PeerId, nowMs: number): void {
    this.#due = undefined;
    const connection = this.connections.get(id);
    if (connection?.stage !== 'opening') return;
    connection.stage = 'open';
    connection.openedAtMs = nowMs;
  }

  /** A handshake is done. Feelers and address fetches have their own ends. */
  ready(peer: Peer, nowMs: number): ConnectionEffect[] {
    this.#due = undefined;
    const connection = this.connections.get(peer.id);
    if (connection === undefined) return [];
    connection.stage = 'ready';
    connection.services = peer.services;
    if (peer.kind === 'inbound') return [];
    const { addresses } = this.#modules;
    addresses.setServices(connection.address, peer.services);
    addresses.good(connection.address, Math.floor(nowMs / 1000));
    if (peer.kind === 'manual') this.#manual.worked(connection.address);
    return peer.kind === 'feeler' ? [{ do: 'disconnect', peer: peer.id, reason: 'feeler-done' }] : [];
  }

  /**
   * A connection is no more, or could not be opened.
   * @param retriesV1 The other side hung up on the encrypted transport: it is tried again without.
   */
  closed(id: PeerId, nowMs: number, { retriesV1 = false }: { readonly retriesV1?: boolean } = {}): void {
    this.#due = undefined;
    const connection = this.connections.get(id);
    if (connection === undefined) return;
    this.connections.delete(id);
    const { kind, address, stage, usesV2 } = connection;
    if (kind === 'inbound') return;
    // To whom we are connected for blocks only is not to be seen in what we tell.
    if (stage === 'ready' && kind !== 'block-relay-only') {
      this.#modules.addresses.connected(address, Math.floor(nowMs / 1000));
    }
    if (!retriesV1 || !usesV2 || this.#reconnections.length >= MAX_RECONNECTIONS) return;
    this.#reconnections.push({ address, kind });
  }

  /** What a look-up gave; nothing when it failed. Its addresses are kept, or it is tried otherwise. */
  seedAnswered(seed: string, addresses: readonly NetAddress[], nowMs: number): ConnectionEffect[] {
    this.#due = undefined;
    const next = this.#seedAnswers.take(seed, addresses, Math.floor(nowMs / 1000));
    return next === undefined ? [] : [{ do: 'look-up-seed', seed: next }];
  }

  #openOne(nowMs: number, facts: ChainFacts, effects: ConnectionEffect[]): void {
    const fetched = this.#seedAnswers.takeAddressFetch(nowMs, this.connections);
    if (fetched !== undefined) {
      effects.push(this.#open({ address: fetched, kind: 'addr-fetch', usesV2: this.#options.usesV2 }, nowMs));
      return;
    }
    const wanted = this.#opening.take(nowMs, this.#openingFacts());
    if (wanted === undefined) return;
    const wish: OutboundWish = {
      isFeeler: wanted.kind === 'feeler',
      network: wanted.network,
      reachable: this.#options.reachable,
      isNearTip: facts.isNearTip,
      addedNodes: this.#manual.targets.map(({ address }) => address),
      nowSec: Math.floor(nowMs / 1000),
    };
    const modules = { ...this.#modules, connections: this.connections };
    const anchor = wanted.isAnchor ? this.#takeAnchor((one) => isGoodAnchor(one, wish, modules)) : undefined;
    const chosen = anchor ?? (wanted.isAnchor ? undefined : chooseOutbound(wish, modules));
    // A feeler has a timer of its own, and there may be other anchors: neither makes others wait.
    this.#opening.found(nowMs, { isFound: chosen !== undefined || wanted.isAnchor || wish.isFeeler });
    if (chosen === undefined) return;
    const usesV2 = this.#options.usesV2 && (chosen.services & SERVICE_FLAGS.p2pV2) !== 0n;
    this.#modules.addresses.attempt(chosen.address, wish.nowSec, { countsFailure: this.#isOnline() });
    effects.push(this.#open({ address: chosen.address, kind: wanted.kind, usesV2 }, nowMs));
  }

  /** Takes anchors until one fits. */
  #takeAnchor(fits: (anchor: GossipedAddress) => boolean): GossipedAddress | undefined {
    for (let anchor = this.#anchors.pop(); anchor !== undefined; anchor = this.#anchors.pop()) {
      if (fits(anchor)) return anchor;
    }
    return undefined;
  }

  /** Ends what is too much, and looks whether one more would do good. */
  #checkPeers(nowMs: number, facts: ChainFacts, effects: ConnectionEffect[]): void {
    const { limits } = this.#options;
    if (nowMs >= this.#nextExtraCheckMs) {
      this.#nextExtraCheckMs = nowMs + EXTRA_PEER_CHECK_MS;
      const judged = { nowMs, lookUp: facts.outboundPeer };
      const block = extraBlockRelayPeer(this.connections, { ...judged, max: limits.blockRelayOnly });
      if (block !== undefined) effects.push({ do: 'disconnect', peer: block, reason: 'extra-block-relay-peer' });
      const full = extraFullRelayPeer(this.connections, { ...judged, max: limits.outboundFullRelay });
      if (full !== undefined) {
        effects.push({ do: 'disconnect', peer: full, reason: 'extra-outbound-peer' });
        // One more was found since the tip was stale: no others before it is again.
        this.#opening.tipIsStale = false;
      }
    }
    if (nowMs < this.#nextStaleCheckMs) return;
    this.#opening.tipIsStale = facts.tipMayBeStale;
    this.#nextStaleCheckMs = nowMs + STALE_CHECK_MS;
  }

  #open(
    { address, kind, usesV2 }: { address: NetAddress; kind: OpeningKind; usesV2: boolean },
    nowMs: number,
  ): ConnectionEffect {
    const connection: Connection = {
      id: this.#modules.takeConnectionId(),
      kind,
      address,
      openedAtMs: nowMs,
      stage: 'opening',
      usesV2,
    };
    assert(this.connections.get(connection.id) === undefined, 'a connection has a name of its own');
    this.connections.add(connection);
    return { do: 'open', connection: connection.id, address, kind, usesV2, timeoutMs: CONNECT_TIMEOUT_MS };
  }

  #mayOpen(): boolean {
    return (
      this.#automaticCount() < this.#options.limits.automaticOutbound &&
      this.connections.openingCount < MAX_SIMULTANEOUS_ATTEMPTS
    );
  }

  #automaticCount(): number {
    return this.connections.count('outbound-full-relay', 'block-relay-only', 'feeler', 'addr-fetch');
  }

  /** Whether a failure tells of the other side: we hold connections into two groups, so we are online ourselves. */
  #isOnline(): boolean {
    const { groups, hidden } = this.connections.outboundGroups('open');
    return groups.size + hidden >= Math.min(this.#options.limits.all - 1, 2);
  }

  #openingFacts(): { connections: OpenConnections; anchorCount: number; addressFetchDueMs: number } {
    const { connections } = this;
    const addressFetchDueMs = this.#seedAnswers.nextDueMs(connections);
    return { connections, anchorCount: this.#anchors.length, addressFetchDueMs };
  }

  #seedFacts(): SeedFacts {
    return {
      knownAddresses: this.#modules.addresses.size,
      fullRelayPeers: this.connections.ready('outbound-full-relay').length,
    };
  }
}
