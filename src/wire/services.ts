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

const SERVICE_NAMES: readonly (readonly [bigint, string])[] = [
  [SERVICE_FLAGS.network, 'NETWORK'],
  [SERVICE_FLAGS.bloom, 'BLOOM'],
  [SERVICE_FLAGS.witness, 'WITNESS'],
  [SERVICE_FLAGS.compactFilters, 'COMPACT_FILTERS'],
  [SERVICE_FLAGS.networkLimited, 'NETWORK_LIMITED'],
  [SERVICE_FLAGS.p2pV2, 'P2P_V2'],
];

/**
 * Names what a node offers, lowest bit first. Bits without a name are left out: anybody may set any.
 *
 * Source: Bitcoin Core's `serviceFlagsToStr`.
 */
export function serviceNames(services: bigint): string[] {
  return SERVICE_NAMES.filter(([flag]) => (services & flag) !== 0n).map(([, name]) => name);
}
