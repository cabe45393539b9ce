import { assert } from '../../bytes/assert.ts';
import type { Random } from '../../ports/random.ts';
import { BUCKET_SIZE } from './address-buckets.ts';

/**
 * Buckets of 64 places, most of them empty at first: a bucket takes up memory once something is in it, so that a thousand
 * young nodes fit into one process.
 */
export class BucketTable<T extends object> {
  readonly bucketCount: number;
  readonly #buckets: (Bucket<T> | undefined)[];
  /** Numbers of the buckets that are not empty, in no order. */
  readonly #used: number[] = [];

  constructor(bucketCount: number) {
    this.bucketCount = bucketCount;
    this.#buckets = Array.from({ length: bucketCount }, () => undefined);
  }

  /** What lies at a place, if anything. */
  get(bucket: number, position: number): T | undefined {
    return this.#buckets[bucket]?.places[position];
  }

  /** Puts something at a place, which is empty. */
  put(bucket: number, position: number, value: T): void {
    assert(bucket < this.bucketCount && position < BUCKET_SIZE, 'the place is one of the table');
    const held = (this.#buckets[bucket] ??= this.#begin(bucket));
    assert(held.places[position] === undefined, 'the place is empty');
    held.places[position] = value;
    held.count++;
  }

  /** Empties a place. @returns What lay there, if anything. */
  clear(bucket: number, position: number): T | undefined {
    const held = this.#buckets[bucket];
    const value = held?.places[position];
    if (held === undefined || value === undefined) return undefined;
    held.places[position] = undefined;
    if (--held.count === 0) this.#end(bucket, held);
    return value;
  }

  /**
   * Draws a bucket that is not empty, each as likely: what Core comes to by drawing any bucket until one is not empty.
   * @returns Its number; there is one.
   */
  drawBucket(random: Random): number {
    assert(this.#used.length > 0, 'the table is not empty');
    return this.#used[random.below(this.#used.length)]!;
  }

  /** The first that fits in a bucket, from a random place on and around. */
  drawFrom(bucket: number, random: Random, fits: (value: T) => boolean): T | undefined {
    const start = random.below(BUCKET_SIZE);
    const places = this.#buckets[bucket]?.places ?? [];
    // Most of a young node's draws end here, at the one address that a bucket has.
    for (let i = 0; i < places.length; i++) {
      const value = places[(start + i) % BUCKET_SIZE];
      if (value !== undefined && fits(value)) return value;
    }
    return undefined;
  }

  /** Calls `see` for all that lies in the table, bucket by bucket. */
  forEach(see: (value: T, bucket: number, position: number) => void): void {
    for (let bucket = 0; bucket < this.bucketCount; bucket++) {
      const held = this.#buckets[bucket];
      if (held === undefined) continue;
      for (let position = 0; position < BUCKET_SIZE; position++) {
        const value = held.places[position];
        if (value !== undefined) see(value, bucket, position);
      }
    }
  }

  #begin(bucket: number): Bucket<T> {
    this.#used.push(bucket);
    return { places: Array.from({ length: BUCKET_SIZE }, () => undefined), count: 0, usedAt: this.#used.length - 1 };
  }

  #end(bucket: number, held: Bucket<T>): void {
    const last = this.#used.pop()!;
    if (last !== bucket) {
      this.#used[held.usedAt] = last;
      this.#buckets[last]!.usedAt = held.usedAt;
    }
    this.#buckets[bucket] = undefined;
  }
}

interface Bucket<T> {
  readonly places: (T | undefined)[];
  count: number;
  /** Where its number stands among those of the buckets in use. */
  usedAt: number;
}
