/** A coin as the cache and the files have it: numbers and a range of bytes, no object of its own. */
export interface PlainCoin {
  /** Height of the block that made it, times 2, plus 1 for a coinbase's. */
  code: number;
  /** Satoshis: a valid amount, so below 2^53. */
  value: number;
  /** Where its script lies. */
  bytes: Uint8Array;
  scriptStart: number;
  scriptEnd: number;
}

/** A coin to be filled. */
export function emptyPlainCoin(): PlainCoin {
  return { code: 0, value: 0, bytes: new Uint8Array(0), scriptStart: 0, scriptEnd: 0 };
}
