import { ByteWriter } from '../bytes/byte-writer.ts';
import { SipHash } from '../crypto/siphash.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from './block.ts';
import type { BlockHash } from './hash.ts';
import { OP } from './script/opcodes.ts';

/** Bits of a difference that are written as they are; the rest is counted in ones (BIP158, basic filter). */
const GOLOMB_RICE_BITS = 19n;

/** One in so many scripts is matched by mistake (BIP158, basic filter). */
const INVERSE_FALSE_POSITIVE_RATE = 784_931n;

const UINT64_BITS = 64n;

/**
 * Makes a block's basic filter (BIP158): a set of the scripts that it pays to and spends from, from which a wallet can tell
 * whether a block concerns it.
 *
 * Source: Bitcoin Core's `BlockFilter` and `GCSFilter` (`blockfilter.cpp`).
 *
 * @param spentScripts The scriptPubKeys of the outputs that the block spends, in any order.
 * @returns The filter as it is sent: how many scripts, then the coded set.
 */
export function basicBlockFilter(block: Block, spentScripts: Iterable<Uint8Array>): Uint8Array {
  const elements = new Map<string, Uint8Array>();
  const add = (script: Uint8Array): void => void elements.set(script.join(), script);
  for (const transaction of block.transactions) {
    for (let i = 0; i < transaction.outputCount; i++) {
      const script = transaction.scriptPubKey(i);
      if (script.length > 0 && script[0] !== OP.OP_RETURN) add(script);
    }
  }
  for (const script of spentScripts) if (script.length > 0) add(script);
  return encodeSet([...elements.values()], block.hash);
}

/**
 * Chains a filter to the one of the block before (BIP157). Source: Bitcoin Core's `BlockFilter::ComputeHeader`.
 *
 * @param previousHeader 32 bytes; zeros for the first block.
 * @returns 32 bytes, in wire order.
 */
export function blockFilterHeader(filter: Uint8Array, previousHeader: Uint8Array): Uint8Array {
  const joined = new Uint8Array(64);
  joined.set(sha256d(filter));
  joined.set(previousHeader, 32);
  return sha256d(joined);
}

function encodeSet(elements: readonly Uint8Array[], blockHash: BlockHash): Uint8Array {
  const writer = new ByteWriter().compactSize(elements.length);
  if (elements.length === 0) return writer.finish();
  const key = new DataView(blockHash.buffer, blockHash.byteOffset, 16);
  const sipHash = new SipHash(key.getBigUint64(0, true), key.getBigUint64(8, true));
  const range = BigInt(elements.length) * INVERSE_FALSE_POSITIVE_RATE;
  const values = BigUint64Array.from(elements, (element) => (sipHash.hash(element) * range) >> UINT64_BITS).sort();
  const bits = new BitWriter(writer);
  let last = 0n;
  for (const value of values) {
    const difference = value - last;
    for (let ones = difference >> GOLOMB_RICE_BITS; ones > 0n; ones--) bits.write(1, 1);
    bits.write(0, 1);
    bits.write(Number(BigInt.asUintN(Number(GOLOMB_RICE_BITS), difference)), Number(GOLOMB_RICE_BITS));
    last = value;
  }
  bits.flush();
  return writer.finish();
}

/** Writes bits, the highest of each byte first. */
class BitWriter {
  readonly #writer: ByteWriter;
  #byte = 0;
  #used = 0;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  /** Writes the `count` lowest bits of `value`, from the highest of them down. */
  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#byte = (this.#byte << 1) | ((value >>> bit) & 1);
      if (++this.#used === 8) this.#put();
    }
  }

  /** Fills the last byte with zeros. */
  flush(): void {
    if (this.#used === 0) return;
    this.#byte <<= 8 - this.#used;
    this.#put();
  }

  #put(): void {
    this.#writer.u8(this.#byte);
    this.#byte = 0;
    this.#used = 0;
  }
}
