import { assert } from '../bytes/assert.ts';
import { SipHash } from '../crypto/siphash.ts';
import type { Random } from '../ports/random.ts';
import { FirstKeys } from './first-keys.ts';

/** How much a filter keeps, and how well. */
export interface RollingBloomFilterOptions {
  /** How many of the last inserted keys are known for certain. */
  readonly elements: number;
  /** How often a key that was never inserted is taken for a known one: above 0, below 1. */
  readonly falsePositiveRate: number;
}

/** Core restricts the number of bits that one key sets to this. */
const MAX_HASHES = 50;

/** So many keys are kept by their hashes before the bits are taken up: most filters of a node never see more. */
const MAX_FIRST_KEYS = 1024;

const TWO_TO_32 = 0x1_0000_0000;

/**
 * Remembers the last `elements` keys, up to one and a half times as many, in bounded memory: about 1.8 bytes a key for each
 * factor of ten of the false-positive rate. It forgets the older half of the keys at a time.
 *
 * Each bit of an ordinary Bloom filter is two here, which name the generation, 1 to 3, that set it last; 0 is unset. The
 * positions come from one SipHash of the key, with a secret key of the filter's own, by enhanced double hashing (Dillinger
 * and Manolios 2004), where Core hashes once a position: so that a filter costs one hash a look, and nobody can make keys
 * that collide. The bits take up no memory until there are keys enough for them: before, it keeps hashes, and errs never.
 *
 * Source: Bitcoin Core's `CRollingBloomFilter`.
 */
export class RollingBloomFilter {
  readonly #random: Random;
  readonly #hashes: number;
  readonly #entriesPerGeneration: number;
  readonly #bits: number;
  readonly #maxFirstKeys: number;
  readonly #first = new FirstKeys();
  /** Pairs of words: bit `b` of words `2w` and `2w + 1` are the low and the high bit of the generation at `32w + b`. */
  #words: Uint32Array = new Uint32Array(0);
  #hash: SipHash;
  #generation = 1;
  #entriesThisGeneration = 0;

  constructor(options: RollingBloomFilterOptions, random: Random) {
    const { elements, falsePositiveRate } = options;
    assert(elements >= 1 && falsePositiveRate > 0 && falsePositiveRate < 1, 'a filter has a size and a rate');
    this.#random = random;
    this.#hashes = Math.max(1, Math.min(Math.round(Math.log(falsePositiveRate) / Math.log(0.5)), MAX_HASHES));
    this.#entriesPerGeneration = Math.ceil(elements / 2);
    this.#maxFirstKeys = Math.min(MAX_FIRST_KEYS, this.#entriesPerGeneration);
    const perBit = Math.log(1 - rootOf(falsePositiveRate, this.#hashes));
    this.#bits = Math.ceil((-this.#hashes * this.#entriesPerGeneration * 3) / perBit);
    this.#hash = new SipHash(random.u64(), random.u64());
  }

  /** What the filter takes up once there are keys enough for its bits, in bytes. */
  get sizeBytes(): number {
    return Math.ceil(this.#bits / 32) * 8;
  }

  /** Remembers a key. The bytes are not kept. */
  insert(key: Uint8Array): void {
    this.#hash.hashHalves(key);
    const { low, high } = this.#hash;
    if (this.#words.length === 0) {
      if (this.#entriesThisGeneration < this.#maxFirstKeys) {
        this.#entriesThisGeneration++;
        this.#first.add(low, high);
        return;
      }
      this.#takeUpBits();
    }
    if (this.#entriesThisGeneration === this.#entriesPerGeneration) this.#beginGeneration();
    this.#entriesThisGeneration++;
    this.#set(low, high);
  }

  /** Whether a key is one of the last; now and then, `falsePositiveRate`, a key that never came is taken for one. */
  contains(key: Uint8Array): boolean {
    const words = this.#words;
    this.#hash.hashHalves(key);
    let { low: position, high: step } = this.#hash;
    if (words.length === 0) return this.#first.has(position, step);
    for (let i = 0; i < this.#hashes; i++) {
      const at = Math.floor((position * this.#bits) / TWO_TO_32);
      const word = (at >>> 5) * 2;
      if ((((words[word]! | words[word + 1]!) >>> (at & 31)) & 1) === 0) return false;
      step = (step + i) >>> 0;
      position = (position + step) >>> 0;
    }
    return true;
  }

  /** Forgets all keys, if there are any, and takes other positions from now on. */
  reset(): void {
    if (this.#generation === 1 && this.#entriesThisGeneration === 0) return;
    this.#words = new Uint32Array(0);
    this.#first.clear();
    this.#hash = new SipHash(this.#random.u64(), this.#random.u64());
    this.#generation = 1;
    this.#entriesThisGeneration = 0;
  }

  /** Goes over from hashes to bits: all of them are of the first generation. */
  #takeUpBits(): void {
    this.#words = new Uint32Array(this.sizeBytes / 4);
    for (const [low, high] of this.#first.hashes()) this.#set(low, high);
    this.#first.clear();
  }

  /** Sets the bits of a key to the generation. @param low Both halves of its hash. */
  #set(low: number, high: number): void {
    const words = this.#words;
    const lowBit = this.#generation & 1;
    const highBit = this.#generation >> 1;
    let [position, step] = [low, high];
    for (let i = 0; i < this.#hashes; i++) {
      const at = Math.floor((position * this.#bits) / TWO_TO_32);
      const word = (at >>> 5) * 2;
      const shift = at & 31;
      words[word] = (words[word]! & ~(1 << shift)) | (lowBit << shift);
      words[word + 1] = (words[word + 1]! & ~(1 << shift)) | (highBit << shift);
      step = (step + i) >>> 0;
      position = (position + step) >>> 0;
    }
  }

  /** Takes the next of the three generations, and wipes what carries its number. */
  #beginGeneration(): void {
    this.#entriesThisGeneration = 0;
    this.#generation = this.#generation === 3 ? 1 : this.#generation + 1;
    const low = -(this.#generation & 1);
    const high = -(this.#generation >> 1);
    const words = this.#words;
    for (let i = 0; i < words.length; i += 2) {
      const keep = (words[i]! ^ low) | (words[i + 1]! ^ high);
      words[i] = words[i]! & keep;
      words[i + 1] = words[i + 1]! & keep;
    }
  }
}

/**
 * The number whose `degree`-th power is `value`, by halving: products have the same bits on every machine, which the
 * exponential function does not promise.
 */
function rootOf(value: number, degree: number): number {
  let below = 0;
  let above = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    let power = 1;
    for (let n = 0; n < degree; n++) power *= middle;
    if (power < value) below = middle;
    else above = middle;
  }
  return above;
}
