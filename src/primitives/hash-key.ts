/**
 * A hash as a key of a `Map` or `Set`: 16 UTF-16 units of two bytes each. It is cheaper than hex, and is not shown to anybody.
 */
export type HashKey = string & { readonly hashKey: never };

/** Makes the key of the 32 bytes at `offset`. */
export function hashKey(bytes: Uint8Array, offset: number = 0): HashKey {
  const unit = (i: number): number => bytes[offset + i]! | (bytes[offset + i + 1]! << 8);
  return String.fromCharCode(
    unit(0),
    unit(2),
    unit(4),
    unit(6),
    unit(8),
    unit(10),
    unit(12),
    unit(14),
    unit(16),
    unit(18),
    unit(20),
    unit(22),
    unit(24),
    unit(26),
    unit(28),
    unit(30),
  ) as HashKey;
}
