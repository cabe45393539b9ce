/** An outpoint as a key of a `Map`: 18 UTF-16 units of two bytes each. */
export type OutPointKey = string & { readonly outPointKey: never };

/** Makes the key of the 36 bytes at `offset`. */
export function outPointKey(bytes: Uint8Array, offset: number): OutPointKey {
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
    unit(32),
    unit(34),
  ) as OutPointKey;
}

/** Makes the key of an output of the transaction whose `hashKey` is `txid`. @param vout Unsigned 32-bit integer. */
export function outPointKeyOf(txid: string, vout: number): OutPointKey {
  return (txid + String.fromCharCode(vout & 0xffff, vout >>> 16)) as OutPointKey;
}
