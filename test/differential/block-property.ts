import assert from 'node:assert/strict';

import fc from 'fast-check';

import { blockRejectReason, describeBlockReject } from '../../src/consensus/block-reject.ts';
import { checkBlock, contextualCheckBlock } from '../../src/consensus/check-block.ts';
import { networkParams } from '../../src/consensus/params.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { encodeBlock } from '../../src/primitives/block-data.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { describeDecodeReject } from '../../src/primitives/decode-reject.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { mutateBytes, mutations } from './mutation.ts';
import type { Mutation } from './mutation.ts';

/** A changed block is refused with a code, or is read as what it was written from; the rules all answer. */
export function blockBytesProperty(
  corpus: readonly Uint8Array[],
  secp256k1: Secp256k1,
): fc.IProperty<[number, readonly Mutation[]]> {
  return fc.property(fc.nat(), mutations(6), (base, changes) => {
    const original = corpus[base % corpus.length]!;
    checkBlockBytes(
      changes.reduce((bytes, change) => mutateBytes(bytes, change), original),
      secp256k1,
    );
  });
}

function checkBlockBytes(bytes: Uint8Array, secp256k1: Secp256k1): void {
  const block = parseBlock(bytes);
  if ('code' in block) {
    assert.match(block.code, /^[a-z-]+$/);
    assert.notEqual(describeDecodeReject(block), '');
    return;
  }
  const slices = block.transactions.map((tx) => bytes.subarray(tx.start, tx.end));
  assert.deepEqual(encodeBlock(block.header, slices), bytes, 'what was read is what was written');
  slices.forEach((slice, i) => {
    const alone = parseTransaction(slice);
    assert(!('code' in alone), 'a block’s transaction can be read alone');
    assert.deepEqual(alone.txid, block.txid(i));
    assert.deepEqual(alone.wtxid, block.wtxid(i));
  });
  const params = networkParams('regtest');
  // Each rule is asked, even where an earlier one is broken that would spare it.
  for (const checkMerkle of [true, false]) {
    const reject = checkBlock(block, { params, secp256k1, checkWork: false, checkMerkle });
    if (reject !== undefined) {
      assert.match(blockRejectReason(reject), /^bad-[a-z-]+$/);
      assert.notEqual(describeBlockReject(reject), '');
    } else {
      const inContext = contextualCheckBlock(block, params, { height: 200, medianTimePastSec: 1_500_000_000 });
      if (inContext !== undefined) assert.match(blockRejectReason(inContext), /^(bad|unexpected)-[a-z-]+$/);
    }
  }
}
