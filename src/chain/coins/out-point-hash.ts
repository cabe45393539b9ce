/**
 * Hashes an outpoint for the tables of coins, with a key that peers do not know: HalfSipHash-1-3 over two words of the txid and
 * the output's index.
 *
 * Two words are enough: outputs of one transaction differ in the index, and to find a third txid that has the same 64 bits as
 * two others takes 2^42 hashes, each further one more, while a slot is only worth a comparison. All eight words would
 * take three times as long.
 *
 * Source: Jean-Philippe Aumasson's `halfsiphash.c`; 1-3 rounds as Rust's and Python's tables have them.
 *
 * @param key0 Signed or unsigned 32-bit integer, as all arguments.
 * @returns An unsigned 32-bit integer.
 */
export function outPointHash(key0: number, key1: number, word0: number, word1: number, vout: number): number {
  let v0 = key0 | 0;
  let v1 = key1 | 0;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  // Three words, then the length (12 bytes) in the highest byte, as the reference has it; then three rounds to finish.
  for (let step = 0; step < 7; step++) {
    const word = step === 0 ? word0 : step === 1 ? word1 : step === 2 ? vout : step === 3 ? 12 << 24 : 0;
    if (step === 4) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5) | (v1 >>> 27);
    v1 ^= v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8) | (v3 >>> 24);
    v3 ^= v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7) | (v3 >>> 25);
    v3 ^= v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13) | (v1 >>> 19);
    v1 ^= v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  return (v1 ^ v3) >>> 0;
}
