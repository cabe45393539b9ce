import { assert } from '../bytes/assert.ts';
import { blockHashFromHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';

/**
 * The two mainnet blocks whose coinbases were repeated by later blocks, 91842 and 91880, before BIP30: when one of them is
 * disconnected, its coins are no longer its own. Source: Bitcoin Core's `DisconnectBlock`, issue 22596.
 */
const OVERWRITTEN: readonly (readonly [height: number, hash: BlockHash])[] = [
  [91722, known('00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e')],
  [91812, known('00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f')],
];

/** Whether a later block has the same coinbase as this one. */
export function isOverwrittenCoinbase(height: number, hash: BlockHash): boolean {
  return OVERWRITTEN.some(([at, known]) => at === height && known.every((byte, i) => byte === hash[i]));
}

function known(text: string): BlockHash {
  const hash = blockHashFromHex(text);
  assert(hash !== undefined, 'a constant is a block hash');
  return hash;
}
