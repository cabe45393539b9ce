// Scalars of secp256k1 as 32 big-endian bytes within a larger array: the little that signatures need before the curve,
// without the cost of a bigint.

const SCALAR_BYTES = 32;

/** The group's order (SEC 2, secp256k1). */
const ORDER = Uint8Array.from([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
  0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
]);

/** Half the order, rounded down: the largest s that is low. */
const HALF_ORDER = Uint8Array.from(ORDER, (byte, i) => (byte >>> 1) | ((i > 0 ? ORDER[i - 1]! & 1 : 0) << 7));

/** Negative, zero or positive as the scalar at `offset` is below, equal to or above `bound`. */
function compareTo(bytes: Uint8Array, offset: number, bound: Uint8Array): number {
  for (let i = 0; i < SCALAR_BYTES; i++) {
    const difference = bytes[offset + i]! - bound[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Says whether the 32 bytes at `offset` are a number below the group's order. */
export function isBelowOrder(bytes: Uint8Array, offset: number): boolean {
  return compareTo(bytes, offset, ORDER) < 0;
}

/** Says whether the 32 bytes at `offset`, as the s of a signature, are above half the order. */
export function isHighS(bytes: Uint8Array, offset: number): boolean {
  return compareTo(bytes, offset, HALF_ORDER) > 0;
}

/** Replaces the scalar at `offset`, which is above 0 and below the order, by the order less it. */
export function negateScalar(bytes: Uint8Array, offset: number): void {
  let borrow = 0;
  for (let i = SCALAR_BYTES - 1; i >= 0; i--) {
    const difference = ORDER[i]! - bytes[offset + i]! - borrow;
    bytes[offset + i] = difference;
    borrow = difference < 0 ? 1 : 0;
  }
}
