import { assert } from '../bytes/assert.ts';
import { isBuriedActive } from '../consensus/deployment.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { witnessCommitmentIndex } from '../consensus/witness-commitment.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { encodeBlock } from '../primitives/block-data.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { encodeTransaction, transactionToData } from '../primitives/transaction-data.ts';

/**
 * Gives a submitted block the witness of its coinbase, where the miner has left it out: the reserved value of zeros, which is
 * in no template, and in no hash of the header.
 *
 * Source: Bitcoin Core's `UpdateUncommittedBlockStructures`, which `submitblock` calls.
 *
 * @param options.height The block's, one above the one that it builds on.
 * @returns The block itself where nothing is missing.
 */
export function withReservedValue(
  block: Block,
  options: { readonly params: NetworkParams; readonly height: number },
): Block {
  if (block.transactionCount === 0 || !isBuriedActive(options.params, 'segwit', options.height)) return block;
  const coinbase = block.transaction(0);
  if (coinbase.hasWitness || !coinbase.isCoinbase || witnessCommitmentIndex(coinbase) < 0) return block;
  const data = transactionToData(coinbase);
  const inputs = data.inputs.map((input) => ({ ...input, witness: [new Uint8Array(HASH_BYTES)] }));
  const others = block.transactions.slice(1).map((tx) => tx.serialized());
  const completed = parseBlock(encodeBlock(block.header, [encodeTransaction({ ...data, inputs }), ...others]));
  assert(!('code' in completed), 'what was serialized here can be read');
  return completed;
}
