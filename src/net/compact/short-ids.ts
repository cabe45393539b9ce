import { sha256 } from '../../crypto/hashes.ts';
import { SipHash } from '../../crypto/siphash.ts';
import { writeU32Le } from '../../bytes/u32-le.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';

const HIGH_MASK = 0xffff;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * Computes the short ids of one compact block (BIP152): the lower six bytes of a SipHash of the wtxid, whose key is made from
 * the header and a nonce, so that ids which meet in one block do not meet in the next.
 *
 * Source: Bitcoin Core's `FillShortTxIDSelector`, `GetShortID`.
 */
export class ShortIdHasher {
  readonly #sipHash: SipHash;

  /** @param header 80 bytes. @param nonce Unsigned 64-bit integer. */
  constructor(header: Uint8Array, nonce: bigint) {
    const joined = new Uint8Array(HEADER_BYTES + 8);
    joined.set(header);
    writeU32Le(joined, HEADER_BYTES, Number(BigInt.asUintN(32, nonce)));
    writeU32Le(joined, HEADER_BYTES + 4, Number(BigInt.asUintN(32, nonce >> 32n)));
    const key = new DataView(sha256(joined).buffer);
    this.#sipHash = new SipHash(key.getBigUint64(0, true), key.getBigUint64(8, true));
  }

  /** The short id of the wtxid at `offset`: an integer below 2^48. */
  idOf(wtxids: Uint8Array, offset: number = 0): number {
    this.#sipHash.hashUint256(wtxids, offset);
    return (this.#sipHash.high & HIGH_MASK) * TWO_TO_32 + this.#sipHash.low;
  }

  /**
   * Finds where in a block the transaction with a wtxid may stand. Fast: the halves of the id are not joined, since the whole
   * mempool is looked up.
   */
  find(wtxid: Uint8Array, table: ShortIdTable): number {
    this.#sipHash.hashUint256(wtxid, 0);
    return table.findHalves(this.#sipHash.low, this.#sipHash.high & HIGH_MASK);
  }
}

/** A quarter of the places is taken at the most. */
const PLACES_FOR_ID = 4;

/**
 * Places that are tried at the most. With ids that are spread evenly the chance to need more is below one in 10^15 a block;
 * whoever makes ids that crowd one place gets the block fetched whole.
 */
const MAX_PROBES = 64;

/** Finds where in a block a short id stands: an open-addressing table over typed arrays, since the whole mempool is looked up. */
export class ShortIdTable {
  readonly #lows: Uint32Array;
  readonly #highs: Uint16Array;
  readonly #positions: Int32Array;
  readonly #mask: number;

  /** @param count How many ids there will be. */
  constructor(count: number) {
    let places = 16;
    while (places < PLACES_FOR_ID * count) places *= 2;
    this.#lows = new Uint32Array(places);
    this.#highs = new Uint16Array(places);
    this.#positions = new Int32Array(places).fill(-1);
    this.#mask = places - 1;
  }

  /** Adds an id. @returns False when it is there already, or too many are near to it. */
  add(id: number, position: number): boolean {
    const low = id >>> 0;
    const high = Math.floor(id / TWO_TO_32);
    let place = low & this.#mask;
    for (let probe = 0; probe < MAX_PROBES; probe++, place = (place + 1) & this.#mask) {
      if (this.#positions[place]! < 0) {
        this.#lows[place] = low;
        this.#highs[place] = high;
        this.#positions[place] = position;
        return true;
      }
      if (this.#lows[place] === low && this.#highs[place] === high) return false;
    }
    return false;
  }

  /** Returns the position, or -1. */
  find(id: number): number {
    return this.findHalves(id >>> 0, Math.floor(id / TWO_TO_32));
  }

  /** Returns the position of an id that is given as its lower 32 and its upper 16 bits, or -1. */
  findHalves(low: number, high: number): number {
    for (let place = low & this.#mask; this.#positions[place]! >= 0; place = (place + 1) & this.#mask) {
      if (this.#lows[place] === low && this.#highs[place] === high) return this.#positions[place]!;
    }
    return -1;
  }
}
