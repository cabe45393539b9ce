import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';
import type { HeaderOrigin } from './header-file/header-file-failure.ts';

/** A header that waits for the one before it. */
export interface HeldBackHeader {
  readonly bytes: Uint8Array;
  readonly origin: HeaderOrigin;
}

/**
 * Most headers that wait for their parents. Bitcoin Core asks for blocks at most 1,024 ahead, so its files hold fewer out
 * of order; the rest is room for files given in the wrong order.
 */
export const MAX_HELD_BACK: number = 1 << 17;

/** Headers of block files whose parents have not come yet. */
export class HeldBackHeaders {
  /** By the parent's hash, as latin-1 text of its 32 bytes: found by what they wait for. */
  readonly #byParent = new Map<string, HeldBackHeader[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Keeps a copy of the 80 bytes at `offset`. @returns False when there is no room. */
  hold(bytes: Uint8Array, offset: number, origin: HeaderOrigin): boolean {
    if (this.#size >= MAX_HELD_BACK) return false;
    const header = bytes.slice(offset, offset + HEADER_BYTES);
    const parent = keyOf(header.subarray(HEADER_OFFSETS.prevHash, HEADER_OFFSETS.merkleRoot));
    const siblings = this.#byParent.get(parent);
    if (siblings === undefined) this.#byParent.set(parent, [{ bytes: header, origin }]);
    else siblings.push({ bytes: header, origin });
    this.#size++;
    return true;
  }

  /** Takes out the headers that waited for this hash. */
  take(parentHash: Uint8Array): readonly HeldBackHeader[] {
    const parent = keyOf(parentHash);
    const children = this.#byParent.get(parent) ?? [];
    this.#byParent.delete(parent);
    this.#size -= children.length;
    return children;
  }

  /** The header that was held back first. */
  first(): HeldBackHeader | undefined {
    for (const [first] of this.#byParent.values()) return first;
    return undefined;
  }
}

function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('latin1');
}
