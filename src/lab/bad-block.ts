import { assert } from '../bytes/assert.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { assembleBlockOf } from '../mining/assemble-block.ts';
import { mineBlock } from '../mining/mine-block.ts';
import { submitBlock } from '../node/commands.ts';
import { parseBlock } from '../primitives/block.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import { ANYONE_CAN_SPEND, isAnyones } from './anyone-can-spend.ts';
import type { LabNetwork } from './lab-network.ts';
import { unspentBy } from './unspent-by.ts';

/**
 * Has a node mine a block that is good but for one script: it spends the oldest coinbase that is there with another script than
 * the one that the coin names.
 */
export function mineBadBlock(lab: LabNetwork, index: number, params: NetworkParams): void {
  const { parts } = lab.nodes[index]!;
  const tx = parseTransaction(badSpendOf(lab, index));
  assert(!('code' in tx), 'what was encoded is a transaction');
  lab.world.act(index, (nowMs) => {
    const { chain, versionBits } = parts;
    const nowSec = Math.floor(nowMs / 1000);
    const input = { params, chain, versionBits, coinbaseScript: ANYONE_CAN_SPEND, nowSec };
    const { bytes } = mineBlock(assembleBlockOf([tx], input), { params });
    assert(bytes !== undefined, 'a nonce is found');
    const block = parseBlock(bytes);
    assert(!('code' in block), 'what was assembled is a block');
    return lab.nodes[index]!.act(nowMs, () => submitBlock(parts, block, nowMs)).effects;
  });
}

function badSpendOf(lab: LabNetwork, index: number): Uint8Array {
  const { chain } = lab.nodes[index]!.parts;
  for (let height = 1; ; height++) {
    const coinbase = chain.readBlock(chain.active.at(height))?.transaction(0);
    assert(coinbase !== undefined, 'one coinbase is there to be spent');
    const prevout = { txid: coinbase.txid, vout: 0 };
    if (unspentBy(lab.nodes[index]!.parts, prevout) === undefined || !isAnyones(coinbase.scriptPubKey(0))) continue;
    const witness = [Uint8Array.of(OP.OP_RETURN)];
    return encodeTransaction({
      version: 2,
      inputs: [{ prevout, scriptSig: new Uint8Array(0), sequence: 0xffff_fffd, witness }],
      outputs: [{ value: coinbase.value(0), scriptPubKey: ANYONE_CAN_SPEND }],
      lockTime: 0,
    });
  }
}
