import { hostKey } from '../net/addresses/address-key.ts';
import { isLocal } from '../net/addresses/network-group.ts';
import { BanList } from '../net/connections/ban-list.ts';
import type { Ban } from '../net/connections/ban-list.ts';
import type { EvictionCandidate } from '../net/connections/eviction-candidate.ts';
import { InboundLimit } from '../net/connections/inbound-limit.ts';
import type { InboundDecision } from '../net/connections/inbound-limit.ts';
import { PeerBans } from '../net/connections/peer-bans.ts';
import type { PeerId } from '../net/peer.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { BlockSync } from '../net/sync/block-sync.ts';
import type { Random } from '../ports/random.ts';
import type { NetAddress } from '../wire/net-address.ts';
import type { PeerTable } from './peer-table.ts';

/** How a `PeerGuard` is set up. */
export interface PeerGuardOptions {
  readonly maxInbound: number;
  readonly isProtected: (address: NetAddress) => boolean;
  readonly bans: readonly Ban[];
}

/** What a `PeerGuard` works with. */
export interface PeerGuardParts {
  readonly table: PeerTable;
  readonly sync: BlockSync;
  readonly random: Random;
}

/** Decides who is let in, who goes for it, and what becomes of who breaks the protocol. */
export class PeerGuard {
  readonly bans: PeerBans;
  readonly #options: PeerGuardOptions;
  readonly #parts: PeerGuardParts;
  readonly #limit: InboundLimit;

  constructor(options: PeerGuardOptions, parts: PeerGuardParts) {
    this.#options = options;
    this.#parts = parts;
    this.bans = new PeerBans(new BanList(options.bans), parts.random);
    this.#limit = new InboundLimit(options.maxInbound, { bans: this.bans, random: parts.random });
  }

  /** Decides on somebody who has connected to us. */
  admit(address: NetAddress, nowMs: number): InboundDecision {
    const { table } = this.#parts;
    const attempt = { address, isProtected: this.#options.isProtected(address), nowSec: Math.floor(nowMs / 1000) };
    let inboundCount = 0;
    for (const { kind } of table.sessions()) if (kind === 'inbound') inboundCount++;
    return this.#limit.decide(attempt, { inboundCount, candidates: () => this.#candidates(nowMs) });
  }

  /** Punishes a peer that has broken the protocol. @returns The connections that are to be ended: none where it is spared. */
  punish(session: PeerSession): PeerId[] {
    const punishment = this.bans.punish(session);
    if (punishment === 'none') return [];
    if (punishment === 'disconnect') return [session.id];
    const host = hostKey(session.address);
    return [...this.#parts.table.sessions()].filter(({ address }) => hostKey(address) === host).map(({ id }) => id);
  }

  #candidates(nowMs: number): EvictionCandidate[] {
    const { table, sync } = this.#parts;
    return [...table.sessions()].map((session) => ({
      id: session.id,
      kind: session.kind,
      connectedAtMs: session.connectedAtMs,
      minPingMs: session.keepalive.minPingMs ?? Infinity,
      lastBlockAtMs: sync.outboundFacts(session.id)?.lastBlockAtMs ?? 0,
      lastTxAtMs: session.lastTxAtMs,
      hasDesirableServices: (sync.desirableServices(session.services, nowMs) & ~session.services) === 0n,
      relaysTransactions: session.relaysTransactions,
      hasBloomFilter: false,
      keyedGroup: this.#limit.keyedNetworkGroup(session.address),
      isPreferred: session.isEvictedFirst,
      isLocal: isLocal(session.address),
      network: session.address.network,
      isProtected: session.isProtected,
    }));
  }
}
