/** What a node offers, as bits of an unsigned 64-bit integer. Source: Bitcoin Core's `ServiceFlags`. */
export const SERVICE_FLAGS = {
  none: 0n,
  /** All blocks. */
  network: 0x1n,
  /** BIP37. */
  bloom: 0x4n,
  /** BIP144. */
  witness: 0x8n,
  /** BIP157. */
  compactFilters: 0x40n,
  /** The last 288 blocks (BIP159). */
  networkLimited: 0x400n,
  /** BIP324. */
  p2pV2: 0x800n,
} as const;
