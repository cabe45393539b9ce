import { writeU32Le } from '../bytes/u32-le.ts';
import type { NodeParts } from '../node/node-parts.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import type { OutPoint } from '../primitives/out-point.ts';

/** What an output holds that a node takes as there to be spent, in its chain or its mempool; `undefined` where it is not. */
export function unspentBy({ chain, pool }: NodeParts, { txid, vout }: OutPoint): bigint | undefined {
  const key = new Uint8Array(OUT_POINT_BYTES);
  key.set(txid);
  writeU32Le(key, HASH_BYTES, vout);
  if (pool.spenderOf(key, 0) !== undefined) return undefined;
  const waiting = pool.get(txid)?.tx;
  if (waiting !== undefined) return vout < waiting.outputCount ? waiting.value(vout) : undefined;
  const record = chain.coins.find(key, 0);
  return record < 0 ? undefined : chain.coins.coin(record).value;
}
