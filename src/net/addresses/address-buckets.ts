import { assert } from '../../bytes/assert.ts';
import { readU32Le } from '../../bytes/u32-le.ts';
import { sha256dInto } from '../../crypto/sha256d.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { addressBytes } from './address-key.ts';
import type { AddressSource } from './address-source.ts';
import { networkGroup } from './network-group.ts';

/** Buckets of addresses that worked. Source: Core's `ADDRMAN_TRIED_BUCKET_COUNT`. */
export const TRIED_BUCKETS = 256;
/** Buckets of addresses that we were told. Source: Core's `ADDRMAN_NEW_BUCKET_COUNT`. */
export const NEW_BUCKETS = 1024;
/** Places in a bucket. Source: Core's `ADDRMAN_BUCKET_SIZE`. */
export const BUCKET_SIZE = 64;

/** Over how many buckets tried addresses of one network group are spread. Source: Core's `ADDRMAN_TRIED_BUCKETS_PER_GROUP`. */
const TRIED_BUCKETS_PER_GROUP = 8;
/** Over how many buckets what one network group tells is spread. Source: Core's `ADDRMAN_NEW_BUCKETS_PER_SOURCE_GROUP`. */
const NEW_BUCKETS_PER_SOURCE_GROUP = 64;

const LETTER_K = 'K'.charCodeAt(0);
const LETTER_N = 'N'.charCodeAt(0);

/** More than is ever hashed: the secret, two network groups or an address, and numbers. */
const SCRATCH_BYTES = 128;
const KEY_BYTES = 32;

const digest = new Uint8Array(32);

/**
 * Says where addresses lie in the tables, by hashes with a secret key, so that nobody can choose addresses that push out
 * others: an attacker's reach depends on how many network groups he is in, not on how many addresses he makes up.
 *
 * The same places as in Bitcoin Core with the same key: `AddrInfo::GetTriedBucket`, `GetNewBucket`, `GetBucketPosition`.
 */
export class AddressBuckets {
  /** The secret, 32 bytes. */
  readonly key: Uint8Array;
  /** The secret, and after it what is to be hashed with it. */
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);
  #length = KEY_BYTES;

  constructor(key: Uint8Array) {
    assert(key.length === KEY_BYTES, 'the key of the buckets has 32 bytes');
    this.key = key;
    this.#scratch.set(key);
  }

  /** The bucket of an address that worked: one of 8 for its network group. */
  tried(address: NetAddress): number {
    const spread = this.#bytes(addressBytes(address)).#hash() % TRIED_BUCKETS_PER_GROUP;
    return this.#bytes(networkGroup(address)).#number(spread, 8).#hash() % TRIED_BUCKETS;
  }

  /** The bucket of an address that `source` told us: one of 64 for the source's network group. */
  new(address: NetAddress, source: AddressSource): number {
    const group = networkGroup(source);
    const spread = this.#bytes(networkGroup(address)).#bytes(group).#hash() % NEW_BUCKETS_PER_SOURCE_GROUP;
    return this.#bytes(group).#number(spread, 8).#hash() % NEW_BUCKETS;
  }

  /** The place of an address in bucket number `bucket` of one of the tables. */
  position(address: NetAddress, table: 'new' | 'tried', bucket: number): number {
    const letter = table === 'new' ? LETTER_N : LETTER_K;
    return this.#number(letter, 1).#number(bucket, 4).#bytes(addressBytes(address)).#hash() % BUCKET_SIZE;
  }

  /** Appends bytes, after their count. */
  #bytes(bytes: Uint8Array): this {
    this.#scratch[this.#length] = bytes.length;
    this.#scratch.set(bytes, this.#length + 1);
    this.#length += 1 + bytes.length;
    return this;
  }

  /** Appends a number below 2^16 as a little-endian integer of so many bytes. */
  #number(value: number, sizeBytes: number): this {
    this.#scratch.fill(0, this.#length, this.#length + sizeBytes);
    this.#scratch[this.#length] = value;
    if (sizeBytes > 1) this.#scratch[this.#length + 1] = value >> 8;
    this.#length += sizeBytes;
    return this;
  }

  /** The low 32 bits of Core's `GetCheapHash`, which are enough: what is divided by is a power of two. */
  #hash(): number {
    sha256dInto(this.#scratch.subarray(0, this.#length), digest, 0);
    this.#length = KEY_BYTES;
    return readU32Le(digest, 0);
  }
}
