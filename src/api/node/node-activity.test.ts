import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genesisBlock } from '../../chain/genesis-block.ts';
import { networkParams } from '../../consensus/params.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { NodeActivity } from './node-activity.ts';

const BLOCK = genesisBlock(networkParams('regtest'));
const HASH = blockHashToHex(BLOCK.hash);

test('blocks, rejections and ends of connections are kept, the newest first', () => {
  const activity = new NodeActivity();
  activity.take({ event: 'block-connected', height: 0, hash: BLOCK.hash, block: BLOCK }, 1000);
  activity.take({ event: 'block-rejected', hash: BLOCK.hash, code: 'bad-cb-amount', peer: 3 }, 2000);
  activity.take({ event: 'block-disconnected', height: 0, hash: BLOCK.hash, block: BLOCK }, 3000);
  activity.take({ event: 'peer-gone', peer: 3, reason: 'bad-cb-amount' }, 4000);
  activity.take({ event: 'peer-gone', peer: 4, reason: 'peer-closed' }, 5000);
  activity.take({ event: 'warning', text: 'not kept' }, 6000);
  const document = activity.document('regtest');
  assert.deepEqual(document.blocks, [
    { height: 0, hash: HASH, arrivedAt: 1000, time: 1_296_688_602, transactions: 1, sizeBytes: 285, weightWu: 1140 },
  ]);
  assert.deepEqual(document.rejected, [{ hash: HASH, reason: 'bad-cb-amount', at: 2000 }]);
  assert.deepEqual(document.disconnected, [{ height: 0, hash: HASH, at: 3000 }]);
  assert.deepEqual(
    document.gone.map(({ peer }) => peer),
    [4, 3],
  );
});

test('no more than the last hundred are kept', () => {
  const activity = new NodeActivity();
  for (let peer = 1; peer <= 101; peer++) activity.take({ event: 'peer-gone', peer, reason: 'x' }, peer);
  const { gone } = activity.document('regtest');
  assert.equal(gone.length, 100);
  assert.deepEqual([gone[0]?.peer, gone[99]?.peer], [101, 2]);
});
