import { SipHash } from '../../crypto/siphash.ts';
import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { networkGroup } from '../addresses/network-group.ts';
import type { DisconnectReason } from '../net-effect.ts';
import type { PeerId } from '../peer.ts';
import type { EvictionCandidate } from './eviction-candidate.ts';
import { selectPeerToEvict } from './eviction.ts';
import type { PeerBans } from './peer-bans.ts';

/** Somebody who has connected to us. */
export interface InboundAttempt {
  readonly address: NetAddress;
  /** It is never dropped (Core's `noban`). */
  readonly isProtected: boolean;
  readonly nowSec: number;
}

/** What becomes of him. */
export type InboundDecision =
  /** `isPreferred`: he goes first when there is no room. `evicted` makes room for him. */
  | { readonly accept: true; readonly isPreferred: boolean; readonly evicted?: PeerId }
  | { readonly accept: false; readonly reason: DisconnectReason };

/** Decides who may connect to us, and who goes for that. Source: Bitcoin Core's `CreateNodeFromAcceptedSocket`. */
export class InboundLimit {
  readonly #max: number;
  readonly #bans: PeerBans;
  readonly #groupHash: SipHash;

  /** @param max How many inbound connections there may be: `ConnectionLimits.inbound`. */
  constructor(max: number, { bans, random }: { readonly bans: PeerBans; readonly random: Random }) {
    this.#max = max;
    this.#bans = bans;
    this.#groupHash = new SipHash(random.u64(), random.u64());
  }

  /** A network group by a hash that nobody outside can foresee: `EvictionCandidate.keyedGroup`. */
  keyedNetworkGroup(address: NetAddress): bigint {
    return this.#groupHash.hash(networkGroup(address));
  }

  /**
   * @param candidates All peers, asked for only when there is no room.
   * @param inboundCount How many inbound connections there are, this one not counted.
   */
  decide(
    { address, isProtected, nowSec }: InboundAttempt,
    { inboundCount, candidates }: { inboundCount: number; candidates: () => readonly EvictionCandidate[] },
  ): InboundDecision {
    if (!isProtected && this.#bans.banned.isBanned(address, nowSec)) return { accept: false, reason: 'banned' };
    const isDiscouraged = this.#bans.isDiscouraged(address);
    if (!isProtected && isDiscouraged && inboundCount + 1 >= this.#max) return { accept: false, reason: 'discouraged' };
    const accepted = { accept: true, isPreferred: isDiscouraged } as const;
    if (inboundCount < this.#max) return accepted;
    const evicted = selectPeerToEvict(candidates());
    return evicted === undefined ? { accept: false, reason: 'full' } : { ...accepted, evicted };
  }
}
