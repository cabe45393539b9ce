import type { Random } from '../../ports/random.ts';
import { MAX_ADDR_TO_SEND } from '../../wire/message-limits.ts';
import type { Message } from '../../wire/message.ts';
import type { AddressNetwork, GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { exponentialDelayMs } from '../exponential-delay.ts';
import type { NetEffect } from '../net-effect.ts';
import type { Peer, PeerId } from '../peer.ts';
import { AddressAnswers } from './address-answers.ts';
import type { AddressManager } from './address-manager.ts';
import { AddressPeer } from './address-peer.ts';
import type { AddressPeerFacts } from './address-peer.ts';
import type { LocalAddresses } from './local-addresses.ts';
import { isRoutable } from './network-group.ts';
import { RelayTargets } from './relay-targets.ts';

/** How many of a hundred that we know an answer has at most. Source: Core's `MAX_PCT_ADDR_TO_SEND`. */
const MAX_ANSWER_PERCENT = 23;
/** How long after each other a peer is sent addresses, on average. Source: Core's `AVG_ADDRESS_BROADCAST_INTERVAL`. */
const SEND_INTERVAL_MS = 30_000;
/** How long after each other it is told our own, on average. Source: Core's `AVG_LOCAL_ADDRESS_BROADCAST_INTERVAL`. */
const SELF_INTERVAL_MS = 24 * 60 * 60 * 1000;
/** How long a peer that is asked for addresses only may take. */
const ADDR_FETCH_TIMEOUT_MS = 10 * SEND_INTERVAL_MS;
/** Messages with more addresses than this are answers, and are not passed on. */
const MAX_RELAYED_ADDRESSES = 10;
/** An address that was seen so lately is passed on. */
const FRESH_SEC = 10 * 60;
/** What peers tell is taken for so much older. */
const GOSSIP_PENALTY_SEC = 2 * 60 * 60;
/** Times up to here are those of addresses whose time nobody knows. */
const UNKNOWN_TIME_SEC = 100_000_000;
/** How old an address with a senseless time is taken for. */
const SENSELESS_AGE_SEC = 5 * 24 * 60 * 60;

const FULL_NODE = SERVICE_FLAGS.network | SERVICE_FLAGS.networkLimited;

/** What is not to be told, nor connected to: banned and discouraged addresses. */
export interface AddressFilter {
  isUnwanted(address: NetAddress, nowSec: number): boolean;
}

export interface AddressRelayOptions {
  /** What we offer, as our own announcements say. */
  readonly services: bigint;
  /** Networks to which we can connect. */
  readonly reachable: ReadonlySet<AddressNetwork>;
}

export interface AddressRelayModules {
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly filter: AddressFilter;
  readonly random: Random;
}

/**
 * Tells peers of addresses, and hears of them: asks outbound peers once, answers inbound ones once, passes on what is new to
 * one or two, announces our own about once a day. What one peer can make it keep is bounded: a filter of 27 KB and 1,000
 * addresses to be sent.
 *
 * Source: Bitcoin Core's `net_processing.cpp`: ADDR, ADDRV2, GETADDR, `RelayAddress`, `MaybeSendAddr`.
 */
export class AddressRelay {
  readonly #options: AddressRelayOptions;
  readonly #modules: AddressRelayModules;
  readonly #peers = new Map<PeerId, AddressPeer>();
  readonly #answers: AddressAnswers;
  readonly #targets: RelayTargets;
  #isInitialBlockDownload = true;
  /** When `tick` has something to do, as long as nothing changes. */
  #foundDueMs: number | undefined;

  constructor(options: AddressRelayOptions, modules: AddressRelayModules) {
    this.#options = options;
    this.#modules = modules;
    this.#answers = new AddressAnswers(modules.random);
    this.#targets = new RelayTargets(modules.random);
  }

  /** While our chain is far behind, we do not announce ourselves. */
  get isInitialBlockDownload(): boolean {
    return this.#isInitialBlockDownload;
  }

  set isInitialBlockDownload(isInitialBlockDownload: boolean) {
    if (isInitialBlockDownload === this.#isInitialBlockDownload) return;
    this.#foundDueMs = undefined;
    this.#isInitialBlockDownload = isInitialBlockDownload;
  }

  /** When `tick` has something to do next: milliseconds since 1970, or infinity. */
  get nextDueMs(): number {
    if (this.#foundDueMs === undefined) {
      this.#foundDueMs = Infinity;
      for (const state of this.#peers.values()) this.#foundDueMs = Math.min(this.#foundDueMs, this.#dueMs(state));
    }
    return this.#foundDueMs;
  }

  /** What a person may want to know of a peer: whether it takes part, and how many of its addresses were looked at. */
  statsOf(peer: PeerId): { readonly isEnabled: boolean; readonly processed: number; readonly rateLimited: number } {
    const { isEnabled = false, processed = 0, rateLimited = 0 } = this.#peers.get(peer) ?? {};
    return { isEnabled, processed, rateLimited };
  }

  /** Takes in a peer whose handshake is done. Those to which we connected are asked for addresses. */
  peerReady(peer: Peer, nowMs: number, facts: AddressPeerFacts = {}): NetEffect[] {
    if (peer.kind === 'block-relay-only' || peer.kind === 'feeler') return [];
    this.#foundDueMs = undefined;
    const state = new AddressPeer(peer, facts, nowMs);
    this.#peers.set(peer.id, state);
    if (peer.kind === 'inbound') return [];
    state.enable(this.#modules.random);
    state.isAsked = true;
    state.tokens.grant(MAX_ADDR_TO_SEND);
    return [{ do: 'send', peer: peer.id, message: { type: 'getaddr' } }];
  }

  peerGone(peer: PeerId): void {
    this.#foundDueMs = undefined;
    this.#peers.delete(peer);
  }

  /** Takes `addr`, `addrv2` and `getaddr`; other messages are none of its business. */
  receive(peer: Peer, message: Message, nowMs: number): NetEffect[] {
    const state = this.#peers.get(peer.id);
    if (state === undefined) return [];
    this.#foundDueMs = undefined;
    if (message.type === 'getaddr') this.#answer(state, nowMs);
    else if (message.type === 'addr' || message.type === 'addrv2') return this.#hear(state, message.addresses, nowMs);
    return [];
  }

  /** Sends what is due. */
  tick(nowMs: number): NetEffect[] {
    const effects: NetEffect[] = [];
    if (nowMs < this.nextDueMs) return effects;
    this.#foundDueMs = undefined;
    for (const state of this.#peers.values()) {
      if (this.#dueMs(state) > nowMs) continue;
      const { id, kind, usesAddrV2 } = state.peer;
      if (kind === 'addr-fetch' && nowMs >= state.readyAtMs + ADDR_FETCH_TIMEOUT_MS) {
        this.peerGone(id);
        effects.push({ do: 'disconnect', peer: id, reason: 'addr-fetch-timeout' });
        continue;
      }
      this.#announceSelf(state, nowMs);
      if (state.nextSendMs > nowMs) continue;
      state.nextSendMs = nowMs + exponentialDelayMs(this.#modules.random, SEND_INTERVAL_MS);
      const addresses = state.takeToSend();
      if (addresses.length === 0) continue;
      effects.push({ do: 'send', peer: id, message: { type: usesAddrV2 ? 'addrv2' : 'addr', addresses } });
    }
    return effects;
  }

  /** Tells all peers our own address soon: it has changed. */
  announceSoon(): void {
    this.#foundDueMs = undefined;
    for (const state of this.#peers.values()) state.nextSelfMs = Math.min(state.nextSelfMs, 0);
  }

  #dueMs(state: AddressPeer): number {
    const fetchMs = state.peer.kind === 'addr-fetch' ? state.readyAtMs + ADDR_FETCH_TIMEOUT_MS : Infinity;
    const selfMs = this.#announcesItselfTo(state) ? state.nextSelfMs : Infinity;
    return Math.min(fetchMs, selfMs, state.toSendCount > 0 ? state.nextSendMs : Infinity);
  }

  #announcesItselfTo(state: AddressPeer): boolean {
    return state.isEnabled && !this.isInitialBlockDownload && this.#modules.local.listens;
  }

  #announceSelf(state: AddressPeer, nowMs: number): void {
    if (!this.#announcesItselfTo(state) || state.nextSelfMs > nowMs) return;
    const { local, random } = this.#modules;
    const address = local.forPeer(state.peer, state.facts.seenAs, random);
    const timeSec = Math.floor(nowMs / 1000);
    const isFirst = !state.hasAnnounced;
    state.hasAnnounced = true;
    // Else it would not go out: the peer knows it since the last time.
    if (!isFirst) state.forgetKnown();
    if (address !== undefined) {
      const own = { address, services: this.#options.services, timeSec };
      // A peer to which we have just connected is told at once.
      if (isFirst && state.peer.kind !== 'inbound') state.push(own, MAX_ADDR_TO_SEND, random);
      else this.#push(state, own, nowMs);
    }
    state.nextSelfMs = nowMs + exponentialDelayMs(random, SELF_INTERVAL_MS);
  }

  /** Queues an address. Where the queue was idle its time is drawn anew: waits have no memory. */
  #push(state: AddressPeer, told: GossipedAddress, nowMs: number): void {
    const { random } = this.#modules;
    const isIdle = state.toSendCount === 0 && state.nextSendMs <= nowMs;
    if (isIdle) state.nextSendMs = nowMs + exponentialDelayMs(random, SEND_INTERVAL_MS);
    state.push(told, MAX_ADDR_TO_SEND, random);
  }

  /**
   * Answers `getaddr`: inbound peers only, since others could ask to see what they had told us before; and once. Where it is
   * the first that they say of addresses, the answer goes out at once.
   */
  #answer(state: AddressPeer, nowMs: number): void {
    const { addresses, filter, random } = this.#modules;
    if (state.peer.kind !== 'inbound') return;
    const isFirstOfIt = !state.isEnabled;
    state.enable(random);
    if (state.hasAsked) return;
    state.hasAsked = true;
    state.clearToSend();
    const nowSec = Math.floor(nowMs / 1000);
    const sample = (): GossipedAddress[] =>
      addresses
        .sample({ max: MAX_ADDR_TO_SEND, maxPercent: MAX_ANSWER_PERCENT }, nowSec)
        .filter(({ address }) => !filter.isUnwanted(address, nowSec));
    const askers = `${state.peer.address.network} ${state.facts.arrivedAt ?? ''}`;
    const answer = state.facts.isTrusted === true ? sample() : this.#answers.get(askers, nowMs, sample);
    for (const told of answer) this.#push(state, told, nowMs);
    // With Core too the time between messages begins with the first.
    if (isFirstOfIt) state.nextSendMs = nowMs;
  }

  #hear(state: AddressPeer, told: readonly GossipedAddress[], nowMs: number): NetEffect[] {
    const { peer, tokens, facts } = state;
    const { addresses, random } = this.#modules;
    if (told.length > MAX_ADDR_TO_SEND) return [{ do: 'misbehaved', peer: peer.id, reason: 'too-many-addresses' }];
    state.enable(random);
    tokens.refill(nowMs);
    const nowSec = Math.floor(nowMs / 1000);
    const isRelayed = !state.isAsked && told.length <= MAX_RELAYED_ADDRESSES;
    const kept: GossipedAddress[] = [];
    // In no order, so that a peer cannot choose which are looked at.
    for (const one of shuffled(told, random)) {
      if (!tokens.take() && facts.isTrusted !== true) state.rateLimited++;
      else this.#consider(state, sensible(one, nowSec), { isRelayed, nowMs, kept });
    }
    addresses.add(kept, { source: peer.address, timePenaltySec: GOSSIP_PENALTY_SEC, nowSec });
    if (told.length < MAX_ADDR_TO_SEND) state.isAsked = false;
    // One address alone is the peer's own, and not yet the answer.
    const isFetched = peer.kind === 'addr-fetch' && told.length > 1;
    return isFetched ? [{ do: 'disconnect', peer: peer.id, reason: 'addr-fetch-done' }] : [];
  }

  /** Looks at one address: keeps it where we could connect to it, and passes it on where it is fresh. */
  #consider(
    state: AddressPeer,
    told: GossipedAddress,
    { isRelayed, nowMs, kept }: { isRelayed: boolean; nowMs: number; kept: GossipedAddress[] },
  ): void {
    // Others have no use for addresses of light clients, nor do we.
    if ((told.services & FULL_NODE) === 0n) return;
    const nowSec = Math.floor(nowMs / 1000);
    state.markKnown(told.address);
    if (this.#modules.filter.isUnwanted(told.address, nowSec)) return;
    state.processed++;
    const isReachable = this.#options.reachable.has(told.address.network);
    if (isRelayed && told.timeSec > nowSec - FRESH_SEC && isRoutable(told.address)) {
      this.#relay(state.peer.id, told, { isReachable, nowMs });
    }
    if (isReachable) kept.push(told);
  }

  #relay(from: PeerId, told: GossipedAddress, { isReachable, nowMs }: { isReachable: boolean; nowMs: number }): void {
    const peers: PeerId[] = [];
    for (const state of this.#peers.values()) {
      if (state.isEnabled && state.peer.id !== from && state.takes(told.address)) peers.push(state.peer.id);
    }
    const nowSec = Math.floor(nowMs / 1000);
    for (const peer of this.#targets.choose(told.address, { isReachable, peers, nowSec })) {
      this.#push(this.#peers.get(peer)!, told, nowMs);
    }
  }
}

/** An address with a time that can be: one of long ago, or of the future, is taken for five days old. */
function sensible(told: GossipedAddress, nowSec: number): GossipedAddress {
  const isSensible = told.timeSec > UNKNOWN_TIME_SEC && told.timeSec <= nowSec + FRESH_SEC;
  return isSensible ? told : { ...told, timeSec: nowSec - SENSELESS_AGE_SEC };
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
