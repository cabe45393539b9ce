import { assert } from '../../bytes/assert.ts';
import type { Random } from '../../ports/random.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { NEW_BUCKETS, TRIED_BUCKETS } from './address-buckets.ts';
import type { AddressBuckets } from './address-buckets.ts';
import { addressKey } from './address-key.ts';
import type { AddressKey } from './address-key.ts';
import { BucketTable } from './bucket-table.ts';
import type { KnownAddress } from './known-address.ts';

/** In how many buckets of the table of new addresses one may be. Source: Core's `ADDRMAN_NEW_BUCKETS_PER_ADDRESS`. */
export const MAX_NEW_BUCKETS_PER_ADDRESS = 8;

/** How many addresses of one network there are. */
export interface AddressCounts {
  readonly new: number;
  readonly tried: number;
}

interface MutableCounts {
  new: number;
  tried: number;
}

/** A place of one of the tables. */
export interface AddressPlace {
  readonly table: 'new' | 'tried';
  readonly bucket: number;
  readonly position: number;
}

/**
 * The two tables of addresses: `new`, of those we were told, and `tried`, of those that we have been connected to. Each
 * address is in one of them: in up to 8 buckets of the first, or in 1 of the second. So there are at most 65,536 new and
 * 16,384 tried addresses, whatever peers send.
 *
 * It keeps the books; `AddressManager` decides. Source: the data structures of Bitcoin Core's `AddrManImpl`.
 */
export class AddressTables {
  readonly buckets: AddressBuckets;
  readonly newTable: BucketTable<KnownAddress> = new BucketTable(NEW_BUCKETS);
  readonly triedTable: BucketTable<KnownAddress> = new BucketTable(TRIED_BUCKETS);
  readonly #byKey = new Map<AddressKey, KnownAddress>();
  /** All of them, in an order that drawing shuffles. */
  readonly #list: KnownAddress[] = [];
  readonly #counts = new Map<AddressNetwork, MutableCounts>();
  #total: MutableCounts = { new: 0, tried: 0 };

  constructor(buckets: AddressBuckets) {
    this.buckets = buckets;
  }

  /** All addresses. @returns To be read only. */
  get list(): readonly KnownAddress[] {
    return this.#list;
  }

  /** How many addresses there are, of one network or of all. */
  count(network?: AddressNetwork): AddressCounts {
    return network === undefined ? this.#total : (this.#counts.get(network) ?? { new: 0, tried: 0 });
  }

  find(address: NetAddress): KnownAddress | undefined {
    return this.#byKey.get(addressKey(address));
  }

  /** Adds an address that is not there yet. It counts as new; a place has to be found for it. */
  create(known: KnownAddress): void {
    const key = addressKey(known.address);
    assert(!this.#byKey.has(key), 'an address is there once');
    this.#byKey.set(key, known);
    known.listedAt = this.#list.length;
    this.#list.push(known);
    this.#add(known, 'new', 1);
  }

  /** Forgets an address, which has no place any more. */
  delete(known: KnownAddress): void {
    assert(!known.isTried && known.newBuckets.length === 0, 'what is forgotten has no place');
    this.swap(known.listedAt, this.#list.length - 1);
    this.#list.pop();
    this.#byKey.delete(addressKey(known.address));
    this.#add(known, 'new', -1);
  }

  /** Whether an address, once found, is still known. */
  has(known: KnownAddress): boolean {
    return this.#byKey.get(addressKey(known.address)) === known;
  }

  /** Changes the places of two addresses in the list. */
  swap(a: number, b: number): void {
    const [first, second] = [this.#list[a]!, this.#list[b]!];
    this.#list[a] = second;
    this.#list[b] = first;
    second.listedAt = a;
    first.listedAt = b;
  }

  /** Puts a new address into one more bucket, at a place that is empty. */
  putNew(known: KnownAddress, bucket: number): void {
    assert(known.newBuckets.length < MAX_NEW_BUCKETS_PER_ADDRESS, 'an address is in 8 buckets at most');
    this.newTable.put(bucket, this.buckets.position(known.address, 'new', bucket), known);
    known.newBuckets.push(bucket);
  }

  /** Puts a new address into one more bucket, if its place there is empty. @returns Whether it was. */
  putNewIfFree(known: KnownAddress, bucket: number): boolean {
    const position = this.buckets.position(known.address, 'new', bucket);
    if (this.newTable.get(bucket, position) !== undefined) return false;
    this.putNew(known, bucket);
    return true;
  }

  /** Empties a place of the new table; forgets the address there if that was its last. Source: Core's `ClearNew`. */
  clearNew(bucket: number, position: number): void {
    const known = this.newTable.clear(bucket, position);
    if (known === undefined) return;
    known.newBuckets.splice(known.newBuckets.indexOf(bucket), 1);
    if (known.newBuckets.length === 0) this.delete(known);
  }

  /** The place in the tried table where an address belongs. */
  triedPlace(address: NetAddress): AddressPlace {
    const bucket = this.buckets.tried(address);
    return { table: 'tried', bucket, position: this.buckets.position(address, 'tried', bucket) };
  }

  /** What lies in the tried table where an address belongs. */
  atTriedPlaceOf(address: NetAddress): KnownAddress | undefined {
    const { bucket, position } = this.triedPlace(address);
    return this.triedTable.get(bucket, position);
  }

  /**
   * Moves a new address into the tried table; what lay at its place goes back into the new one, where it pushes out what lies
   * at its place there. Source: Core's `MakeTried`.
   */
  makeTried(known: KnownAddress): void {
    for (const bucket of known.newBuckets) {
      this.newTable.clear(bucket, this.buckets.position(known.address, 'new', bucket));
    }
    known.newBuckets.length = 0;
    this.#add(known, 'new', -1);
    const { bucket, position } = this.triedPlace(known.address);
    const evicted = this.triedTable.clear(bucket, position);
    if (evicted !== undefined) {
      evicted.isTried = false;
      this.#add(evicted, 'tried', -1);
      const newBucket = this.buckets.new(evicted.address, evicted.source);
      this.clearNew(newBucket, this.buckets.position(evicted.address, 'new', newBucket));
      this.putNew(evicted, newBucket);
      this.#add(evicted, 'new', 1);
    }
    this.triedTable.put(bucket, position, known);
    known.isTried = true;
    this.#add(known, 'tried', 1);
  }

  /** Draws an address of one table: of a bucket that has one of `network`, the first from a random place on. */
  draw(table: 'new' | 'tried', network: AddressNetwork | undefined, random: Random): KnownAddress {
    const drawn = table === 'new' ? this.newTable : this.triedTable;
    // It ends: whoever asks has seen by the counts that there is one.
    for (;;) {
      const found = drawn.drawFrom(drawn.drawBucket(random), random, (known) => {
        return network === undefined || known.address.network === network;
      });
      if (found !== undefined) return found;
    }
  }

  #add({ address: { network } }: KnownAddress, table: 'new' | 'tried', count: 1 | -1): void {
    let counts = this.#counts.get(network);
    if (counts === undefined) this.#counts.set(network, (counts = { new: 0, tried: 0 }));
    counts[table] += count;
    this.#total[table] += count;
  }
}
