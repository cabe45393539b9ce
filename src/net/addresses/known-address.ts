import type { NetAddress } from '../../wire/net-address.ts';
import type { AddressSource } from './address-source.ts';

/** How old addresses can be at most, in seconds. Source: Core's `ADDRMAN_HORIZON`. */
const HORIZON_SEC = 30 * 24 * 60 * 60;
/** After how many failed attempts a new address is given up. Source: Core's `ADDRMAN_RETRIES`. */
const RETRIES = 3;
/** How many failures in a row are allowed, in at least `MIN_FAIL_SEC`. Source: Core's `ADDRMAN_MAX_FAILURES`. */
const MAX_FAILURES = 10;
/** Source: Core's `ADDRMAN_MIN_FAIL`. */
const MIN_FAIL_SEC = 7 * 24 * 60 * 60;
/** How far in the future a time may lie. */
const MAX_AHEAD_SEC = 10 * 60;
/** What was tried so lately is not removed. */
const JUST_TRIED_SEC = 60;
/** What was tried so lately is tried again with a hundredth of the chance. */
const LATELY_TRIED_SEC = 10 * 60;

/** 0.66 to the power of 0 to 8: the chance of an address after so many failures, or more. */
const CHANCES: readonly number[] = Array.from({ length: 9 }).reduce<number[]>(
  (chances) => [...chances, chances.length === 0 ? 1 : chances.at(-1)! * 0.66],
  [],
);

/** An address with what the address manager knows about it. Times are seconds since 1970; 0 for never. */
export interface KnownAddress {
  readonly address: NetAddress;
  /** When it was last seen, as far as we were told. */
  timeSec: number;
  services: bigint;
  /** Who told us of it first. */
  readonly source: AddressSource;
  /** When we connected to it last. */
  lastSuccessSec: number;
  /** When we tried last to connect to it. */
  lastTrySec: number;
  /** When we last counted such a try. */
  lastCountedTrySec: number;
  /** How often we have tried since we connected last. */
  attempts: number;
  /** Its buckets in the table of new addresses, 8 at most; none when it is in the other one. */
  readonly newBuckets: number[];
  isTried: boolean;
  /** Where it stands in the list that answers are drawn from. */
  listedAt: number;
}

/** Makes the record of an address that nobody knew. */
export function knownAddress(told: Pick<KnownAddress, 'address' | 'source' | 'services' | 'timeSec'>): KnownAddress {
  return {
    ...told,
    lastSuccessSec: 0,
    lastTrySec: 0,
    lastCountedTrySec: 0,
    attempts: 0,
    newBuckets: [],
    isTried: false,
    listedAt: -1,
  };
}

/** Whether an address is so bad that it may be forgotten. Source: Bitcoin Core's `AddrInfo::IsTerrible`. */
export function isTerrible(known: KnownAddress, nowSec: number): boolean {
  if (nowSec - known.lastTrySec <= JUST_TRIED_SEC) return false;
  if (known.timeSec > nowSec + MAX_AHEAD_SEC) return true;
  if (nowSec - known.timeSec > HORIZON_SEC) return true;
  if (known.lastSuccessSec === 0 && known.attempts >= RETRIES) return true;
  return nowSec - known.lastSuccessSec > MIN_FAIL_SEC && known.attempts >= MAX_FAILURES;
}

/** The chance, from 0 to 1, that an address is taken when it is drawn. Source: Bitcoin Core's `AddrInfo::GetChance`. */
export function chanceOf(known: KnownAddress, nowSec: number): number {
  const chance = CHANCES[Math.min(known.attempts, CHANCES.length - 1)]!;
  return nowSec - known.lastTrySec < LATELY_TRIED_SEC ? chance * 0.01 : chance;
}
