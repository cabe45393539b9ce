import type { Random } from '../../ports/random.ts';
import type { AddressNetwork } from '../../wire/net-address.ts';
import type { AddressManager } from '../addresses/address-manager.ts';
import { exponentialDelayMs } from '../exponential-delay.ts';
import type { ConnectionKind } from '../peer.ts';
import { MAX_OUTBOUND_FULL_RELAY } from './connection-limits.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { OpenConnections } from './open-connections.ts';

/** How far attempts lie apart. Source: the sleep in Core's `ThreadOpenConnections`. */
const SPACING_MS = 500;
/** How long it is waited at most after no address was found, unless others come to be known. */
const MAX_WAIT_MS = 60_000;
/** Source: Core's `FEELER_INTERVAL`, which is a mean. */
const FEELER_INTERVAL_MS = 2 * 60_000;
/** Source: Core's `EXTRA_BLOCK_RELAY_ONLY_PEER_INTERVAL`, which is a mean. */
const EXTRA_BLOCK_RELAY_INTERVAL_MS = 5 * 60_000;
/** Source: Core's `EXTRA_NETWORK_PEER_INTERVAL`, which is a mean. */
const EXTRA_NETWORK_INTERVAL_MS = 5 * 60_000;
/** When it is looked again whether there is a network that we could get into. */
const EXTRA_NETWORK_RETRY_MS = 60_000;

/** What we open ourselves. */
export type OpeningKind = Exclude<ConnectionKind, 'inbound'>;

/** What is to be opened next. */
export interface WantedConnection {
  readonly kind: OpeningKind;
  /** One of the last run's peers for blocks only. */
  readonly isAnchor: boolean;
  /** Only into this network. */
  readonly network?: AddressNetwork | undefined;
}

/** What there is. */
export interface OpeningFacts {
  readonly connections: OpenConnections;
  readonly anchorCount: number;
  /** When a node is to be asked for addresses: comes before all else. */
  readonly addressFetchDueMs: number;
}

/** Decides what kind of connection is opened when. Source: the outer loop of Bitcoin Core's `ThreadOpenConnections`. */
export class AutomaticOpening {
  /** The tip is stale: one more peer for everything may know better (Core's `SetTryNewOutboundPeer`). */
  tipIsStale = false;
  /** The first sync is over: from now on there is now and then one more peer for blocks (`StartExtraBlockRelayPeers`). */
  isSynced = false;

  readonly #limits: ConnectionLimits;
  readonly #reachable: ReadonlySet<AddressNetwork>;
  readonly #addresses: AddressManager;
  readonly #random: Random;
  #nextOpenMs = Infinity;
  #nextFeelerMs = Infinity;
  #nextExtraBlockRelayMs = Infinity;
  #nextExtraNetworkMs = Infinity;
  /** How often in a row no address was found, when that was last, and how many addresses there were. */
  #misses = 0;
  #missedAtMs = 0;
  #sizeAtMiss = 0;

  constructor(
    { limits, reachable }: { limits: ConnectionLimits; reachable: ReadonlySet<AddressNetwork> },
    { addresses, random }: { addresses: AddressManager; random: Random },
  ) {
    this.#limits = limits;
    this.#reachable = reachable;
    this.#addresses = addresses;
    this.#random = random;
  }

  start(nowMs: number): void {
    this.#nextOpenMs = nowMs;
    this.#nextFeelerMs = nowMs + exponentialDelayMs(this.#random, FEELER_INTERVAL_MS);
    this.#nextExtraBlockRelayMs = nowMs + exponentialDelayMs(this.#random, EXTRA_BLOCK_RELAY_INTERVAL_MS);
    this.#nextExtraNetworkMs = nowMs + exponentialDelayMs(this.#random, EXTRA_NETWORK_INTERVAL_MS);
  }

  /** When something is to be opened next: infinity before the start. */
  nextDueMs(facts: OpeningFacts): number {
    if (facts.addressFetchDueMs < this.#openMs()) return facts.addressFetchDueMs;
    if (this.#addresses.size === 0 && facts.anchorCount === 0) return Infinity;
    if (this.#nextOf(facts, -Infinity) !== undefined) return this.#openMs();
    const timersMs = Math.min(
      this.#nextFeelerMs,
      this.isSynced ? this.#nextExtraBlockRelayMs : Infinity,
      this.#managesNetworks(facts) ? this.#nextExtraNetworkMs : Infinity,
    );
    return Math.max(this.#openMs(), timersMs);
  }

  /** What to open now, if anything: its timer is set anew. */
  take(nowMs: number, facts: OpeningFacts): WantedConnection | undefined {
    if (nowMs < this.#openMs() || (this.#addresses.size === 0 && facts.anchorCount === 0)) return undefined;
    return this.#nextOf(facts, nowMs);
  }

  /** Whether there was somebody to connect to: if not, the next look is later and later. */
  found(nowMs: number, { isFound }: { readonly isFound: boolean }): void {
    this.#misses = isFound ? 0 : this.#misses + 1;
    this.#missedAtMs = nowMs;
    this.#sizeAtMiss = this.#addresses.size;
    let waitMs = SPACING_MS;
    for (let n = 0; n < this.#misses && waitMs < MAX_WAIT_MS; n++) waitMs *= 2;
    this.#nextOpenMs = nowMs + Math.min(waitMs, MAX_WAIT_MS);
  }

  /** Addresses that came since none was found are looked at without further waiting. */
  #openMs(): number {
    const hasMore = this.#misses > 0 && this.#addresses.size !== this.#sizeAtMiss;
    return hasMore ? Math.min(this.#nextOpenMs, this.#missedAtMs + SPACING_MS) : this.#nextOpenMs;
  }

  #nextOf({ connections, anchorCount }: OpeningFacts, nowMs: number): WantedConnection | undefined {
    const { outboundFullRelay, blockRelayOnly } = this.#limits;
    const fullRelay = connections.count('outbound-full-relay');
    const lacksBlockRelay = connections.count('block-relay-only') < blockRelayOnly;
    if (anchorCount > 0 && lacksBlockRelay) return { kind: 'block-relay-only', isAnchor: true };
    if (fullRelay < outboundFullRelay) return { kind: 'outbound-full-relay', isAnchor: false };
    if (lacksBlockRelay) return { kind: 'block-relay-only', isAnchor: false };
    if (this.tipIsStale && fullRelay === outboundFullRelay) return { kind: 'outbound-full-relay', isAnchor: false };
    if (this.isSynced && nowMs >= this.#nextExtraBlockRelayMs) {
      this.#nextExtraBlockRelayMs = nowMs + exponentialDelayMs(this.#random, EXTRA_BLOCK_RELAY_INTERVAL_MS);
      return { kind: 'block-relay-only', isAnchor: false };
    }
    // Core waits up to a second more, since its loop looks twice a second only: here the time is drawn to the millisecond.
    if (nowMs >= this.#nextFeelerMs) {
      this.#nextFeelerMs = nowMs + exponentialDelayMs(this.#random, FEELER_INTERVAL_MS);
      return { kind: 'feeler', isAnchor: false };
    }
    if (nowMs < this.#nextExtraNetworkMs || fullRelay !== MAX_OUTBOUND_FULL_RELAY) return undefined;
    return this.#extraNetwork(connections, nowMs);
  }

  /** A peer into a network where we have none: then another goes. Source: Core's `MaybePickPreferredNetwork`. */
  #extraNetwork(connections: OpenConnections, nowMs: number): WantedConnection | undefined {
    const candidates = [...this.#reachable].filter((network) => {
      const { new: fresh, tried } = this.#addresses.count(network);
      return fresh + tried > 0 && connections.countOfNetwork(network) === 0;
    });
    if (candidates.length === 0) {
      this.#nextExtraNetworkMs = nowMs + EXTRA_NETWORK_RETRY_MS;
      return undefined;
    }
    this.#nextExtraNetworkMs = nowMs + exponentialDelayMs(this.#random, EXTRA_NETWORK_INTERVAL_MS);
    const network = candidates[this.#random.below(candidates.length)];
    return { kind: 'outbound-full-relay', isAnchor: false, network };
  }

  /** Not where a person wants so few peers that one more would matter. */
  #managesNetworks({ connections }: OpeningFacts): boolean {
    return this.#reachable.size > 1 && connections.count('outbound-full-relay') === MAX_OUTBOUND_FULL_RELAY;
  }
}
