import { blockHashFromHex, blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';

/** What a template was made from: a miner that waits for a newer one names it (BIP22). */
export interface LongPollId {
  /** The block that the template builds on. */
  readonly tip: BlockHash;
  /** What the mempool's count of changes was. */
  readonly transactionsUpdated: number;
}

const HASH_DIGITS = 64;

/** Writes the hash, then the count. Source: Bitcoin Core's `getblocktemplate`. */
export function longPollIdFor({ tip, transactionsUpdated }: LongPollId): string {
  return `${blockHashToHex(tip)}${transactionsUpdated}`;
}

/** Reads what `longPollIdFor` writes; `undefined` where the first 64 characters are no hash. A count that is none reads as 0. */
export function parseLongPollId(text: string): LongPollId | undefined {
  const tip = blockHashFromHex(text.slice(0, HASH_DIGITS));
  if (tip === undefined) return undefined;
  const digits = /^-?\d{1,15}/.exec(text.slice(HASH_DIGITS))?.[0] ?? '0';
  return { tip, transactionsUpdated: Number(digits) };
}
