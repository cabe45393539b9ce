import { assert } from '../../bytes/assert.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS, hashHeader } from '../../primitives/header.ts';

/** A header without the hash of the one before, which follows from that one. Source: Core's `CompressedHeader`. */
const COMPRESSED_BYTES = HEADER_BYTES - HASH_BYTES;

const FIRST_ROOM = 2048;

/** A chain of headers that wait, in 48 bytes each: put in at the back, taken out at the front. */
export class CompressedHeaders {
  #bytes = new Uint8Array(FIRST_ROOM * COMPRESSED_BYTES);
  #first = 0;
  #length = 0;
  /** Hash of the block before the first. */
  #prevHash: BlockHash;

  /** @param prevHash Hash of the block that the first header builds on. */
  constructor(prevHash: BlockHash) {
    this.#prevHash = prevHash;
  }

  get length(): number {
    return this.#length;
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  /** Adds the 80 bytes of a header at `offset`, which builds on the last one. */
  push(header: Uint8Array, offset: number): void {
    if (this.#length * COMPRESSED_BYTES === this.#bytes.length) this.#grow();
    const at = this.#slot(this.#length++) * COMPRESSED_BYTES;
    const { prevHash, merkleRoot } = HEADER_OFFSETS;
    for (let i = 0; i < prevHash; i++) this.#bytes[at + i] = header[offset + i]!;
    for (let i = merkleRoot; i < HEADER_BYTES; i++) this.#bytes[at + i - HASH_BYTES] = header[offset + i]!;
  }

  /** Takes out the first `count`, as whole headers, 80 bytes each. */
  take(count: number): Uint8Array {
    assert(count <= this.#length, 'no more are taken than there are');
    const headers = new Uint8Array(count * HEADER_BYTES);
    const { prevHash, merkleRoot } = HEADER_OFFSETS;
    for (let n = 0; n < count; n++) {
      const from = this.#slot(0) * COMPRESSED_BYTES;
      const to = n * HEADER_BYTES;
      headers.set(this.#bytes.subarray(from, from + prevHash), to);
      headers.set(this.#prevHash, to + prevHash);
      headers.set(this.#bytes.subarray(from + prevHash, from + COMPRESSED_BYTES), to + merkleRoot);
      this.#prevHash = hashHeader(headers, to);
      this.#first = this.#slot(1);
      this.#length--;
    }
    return headers;
  }

  #slot(i: number): number {
    return (this.#first + i) % (this.#bytes.length / COMPRESSED_BYTES);
  }

  #grow(): void {
    const grown = new Uint8Array(2 * this.#bytes.length);
    const front = this.#bytes.subarray(this.#first * COMPRESSED_BYTES);
    grown.set(front);
    grown.set(this.#bytes.subarray(0, this.#first * COMPRESSED_BYTES), front.length);
    this.#bytes = grown;
    this.#first = 0;
  }
}
