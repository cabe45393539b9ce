/** The number a block hash, read as a little-endian integer, may not exceed: 0 to 2^256 - 1. */
export type Target = bigint;

/** What `bits` encode: a target, and whether Bitcoin Core would call the encoding negative or too large. */
export interface DecodedBits {
  /** The magnitude, without the sign; cut to 256 bits where the encoding overflows, as Core's is. */
  readonly target: Target;
  /** The sign bit (0x00800000) is set on a mantissa that is not zero. Never valid. */
  readonly isNegative: boolean;
  /** The number needs more than 256 bits. Never valid. */
  readonly isOverflow: boolean;
}

/**
 * Decodes `bits`, the compact form of a target: one byte of size, then a sign bit and a 23-bit mantissa.
 *
 * Source: Bitcoin Core's `arith_uint256::SetCompact`, flags included.
 *
 * @param bits Unsigned 32-bit integer, as in a header.
 */
export function decodeBits(bits: number): DecodedBits {
  const size = bits >>> 24;
  const mantissa = bits & 0x007fffff;
  const word = size <= 3 ? mantissa >>> (8 * (3 - size)) : mantissa;
  const target = size <= 3 ? BigInt(word) : BigInt.asUintN(256, BigInt(word) << BigInt(8 * (size - 3)));
  return {
    target,
    isNegative: word !== 0 && (bits & 0x00800000) !== 0,
    isOverflow: word !== 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32)),
  };
}

/** Returns the target that `bits` encode, whatever their sign or overflow. See `decodeBits` for what is valid. */
export function targetFromBits(bits: number): Target {
  return decodeBits(bits).target;
}

/**
 * Encodes a target in compact form. Loses all but its 15 to 23 highest bits, rounding down.
 *
 * Source: Bitcoin Core's `arith_uint256::GetCompact`.
 *
 * @param target From 0 to 2^256 - 1.
 * @returns Unsigned 32-bit integer.
 */
export function bitsFromTarget(target: Target): number {
  let size = target === 0n ? 0 : Math.ceil(target.toString(16).length / 2);
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  // The highest mantissa bit would read as the sign.
  if ((mantissa & 0x00800000) !== 0) {
    mantissa >>>= 8;
    size += 1;
  }
  return ((size << 24) | mantissa) >>> 0;
}
