/** Where chance comes from: the system's generator in `platform`, a seeded one in the lab and in tests. */
export interface Random {
  /** Returns fresh random bytes; the caller's to keep. */
  bytes(count: number): Uint8Array;
  /** Returns an integer from 0 up to, and not including, `bound`, each as likely: `bound` is from 1 to 2^32. */
  below(bound: number): number;
  /** Returns an unsigned 64-bit integer. */
  u64(): bigint;
}
