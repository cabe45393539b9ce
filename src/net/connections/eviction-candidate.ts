import type { AddressNetwork } from '../../wire/net-address.ts';
import type { ConnectionKind, PeerId } from '../peer.ts';

/** What is known of a peer that may have to go. Times are milliseconds since 1970; 0 for never. */
export interface EvictionCandidate {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly connectedAtMs: number;
  /** The shortest time that it took to answer a ping; infinity before the first answer. */
  readonly minPingMs: number;
  /** When it last gave us a block that we did not have. */
  readonly lastBlockAtMs: number;
  /** When it last gave us a transaction that we took. */
  readonly lastTxAtMs: number;
  /** It offers all that we want of a peer. */
  readonly hasDesirableServices: boolean;
  readonly relaysTransactions: boolean;
  /** It has set a filter of BIP37. */
  readonly hasBloomFilter: boolean;
  /** Its network group, hashed with a secret key: `keyedNetworkGroup`. */
  readonly keyedGroup: bigint;
  /** It is discouraged. */
  readonly isPreferred: boolean;
  /** It comes from this machine. */
  readonly isLocal: boolean;
  /** Through which network it came: what arrives at an onion service is of `torv3`. */
  readonly network: AddressNetwork;
  /** It is never dropped (Core's `noban`). */
  readonly isProtected: boolean;
}

/** Orders the youngest first. */
export function byConnectedAt(a: EvictionCandidate, b: EvictionCandidate): number {
  return b.connectedAtMs - a.connectedAtMs;
}

/**
 * Orders candidates, and takes those out of the last `count` that deserve it. @returns The others, in that order.
 * Source: Bitcoin Core's `EraseLastKElements`.
 */
export function protectLast(
  candidates: readonly EvictionCandidate[],
  compare: (a: EvictionCandidate, b: EvictionCandidate) => number,
  count: number,
  deserves: (candidate: EvictionCandidate) => boolean = () => true,
): EvictionCandidate[] {
  const ordered = candidates.toSorted(compare);
  const firstOfLast = ordered.length - Math.min(count, ordered.length);
  return ordered.filter((candidate, index) => index < firstOfLast || !deserves(candidate));
}
