import { HASH_BYTES } from './hash.ts';
import type { Txid } from './hash.ts';

/** Length of a serialized outpoint: a txid and an unsigned 32-bit index. */
export const OUT_POINT_BYTES: number = HASH_BYTES + 4;

/** The index that, with a txid of zeros, marks the input of a coinbase. */
export const NULL_VOUT = 0xffff_ffff;

/** Names one output of one transaction. */
export interface OutPoint {
  readonly txid: Txid;
  /** Index of the output: unsigned 32-bit integer. */
  readonly vout: number;
}
