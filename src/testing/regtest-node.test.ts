import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex } from '../bytes/hex.ts';
import { txidFromHex } from '../primitives/hash.ts';
import { ANYONE_CAN_SPEND, RegtestError, RegtestNetwork, spendAnyone, startRegtest } from './index.ts';
import type { RegtestNode } from './index.ts';

const ADDRESS = 'bcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof RegtestError, String(error));
    return error.code;
  }
  return 'nothing was thrown';
}

async function pair(): Promise<readonly [RegtestNode, RegtestNode, RegtestNetwork]> {
  const network = new RegtestNetwork();
  return [await startRegtest({ network }), await startRegtest({ network }), network];
}

describe('startRegtest', () => {
  test('a fresh node stands at the first block, and mines on it', async () => {
    const node = await startRegtest();
    assert.equal(node.height, 0);
    assert.equal(node.tip, '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    const hashes = node.mine(100);
    assert.equal(hashes.length, 100);
    assert.equal(node.height, 100);
    assert.equal(node.tip, hashes[99]);
    assert.equal(node.block(100)?.transactionCount, 1);
    assert.equal(node.block(hashes[41]!)?.header.version !== undefined, true);
    assert.equal(node.block(101), undefined);
  });

  test('coins can be sent to an address, are in the mempool at once, and in a block when one is mined', async () => {
    const node = await startRegtest();
    const { txid, vout } = node.fund(ADDRESS, 1_000_000n);
    assert.equal(node.height, 101, 'it has mined what it needed');
    assert.deepEqual(node.mempool, [txid]);
    assert.equal(node.unspent(txid, vout), 1_000_000n);
    node.mine();
    assert.equal(node.mempoolSize, 0);
    assert.equal(node.block(102)?.transactionCount, 2);
    assert.equal(node.unspent(txid, vout), 1_000_000n);
    assert.equal(node.unspent(txid, 7), undefined);
  });

  test('a hundred payments in a row find coins, with the change of those before', async () => {
    const node = await startRegtest();
    node.mine(105);
    const txids = new Set<string>();
    for (let i = 0; i < 100; i++) {
      txids.add(node.fund(ADDRESS, 10_000n + BigInt(i)).txid);
      if (i % 20 === 19) node.mine();
    }
    assert.equal(txids.size, 100);
    assert.equal(node.mempoolSize, 0);
  });

  test('a refused transaction says why, as Core does', async () => {
    const node = await startRegtest();
    const { txid, vout, sats } = node.coin(50_000n);
    const prevout = { txid: txidFromHex(txid)!, vout };
    const free = spendAnyone([prevout], [{ value: sats, scriptPubKey: ANYONE_CAN_SPEND }]);
    assert.equal(
      codeOf(() => node.submit(free)),
      'min relay fee not met',
    );
    const greedy = spendAnyone([prevout], [{ value: sats + 1n, scriptPubKey: ANYONE_CAN_SPEND }]);
    assert.equal(
      codeOf(() => node.submit(greedy)),
      'bad-txns-in-belowout',
    );
    const good = spendAnyone([prevout], [{ value: sats - 1000n, scriptPubKey: ANYONE_CAN_SPEND }]);
    assert.equal(node.submit(bytesToHex(good.serialized())), node.mempool[0]);
    assert.equal(
      codeOf(() => node.submit('00')),
      'end-of-data',
    );
    assert.equal(
      codeOf(() => node.submit('xyz')),
      'not-hex',
    );
  });

  test('a reorganization brings transactions back into the mempool', async () => {
    const node = await startRegtest();
    const { txid } = node.fund(ADDRESS, 20_000n);
    const [hash] = node.mine();
    assert.equal(node.mempoolSize, 0);
    assert.equal(node.invalidate(hash!), true);
    assert.equal(node.height, 101);
    assert.deepEqual(node.mempool, [txid]);
    assert.equal(node.reconsider(hash!), true);
    assert.equal(node.height, 102);
    assert.equal(node.mempoolSize, 0);
  });

  test('nodes of one network sync, relay, split and agree again', async () => {
    const [a, b, network] = await pair();
    a.mine(150);
    a.connect(b);
    assert.equal(b.peerCount, 1);
    assert.ok(network.sync());
    assert.equal(b.height, 150);
    const { txid } = a.fund(ADDRESS, 30_000n);
    assert.ok(network.until(() => b.transaction(txid) !== undefined));
    network.partition([a], [b]);
    a.mine(2);
    b.mine(3);
    network.advance(30);
    assert.notEqual(a.tip, b.tip);
    network.heal();
    assert.ok(network.sync(600));
    assert.equal(a.height, 153);
    assert.equal(a.tip, b.tip);
  });

  test('the same seed and calls give the same blocks and messages', async () => {
    const run = async (seed: number): Promise<readonly [string, string]> => {
      const network = new RegtestNetwork({ seed });
      const [a, b] = [await startRegtest({ network }), await startRegtest({ network })];
      a.mine(10);
      a.connect(b);
      network.sync();
      return [b.tip, network.traceHash];
    };
    assert.deepEqual(await run(7), await run(7));
    assert.notEqual((await run(7))[1], (await run(8))[1]);
  });

  test('fifty nodes live in one process', async () => {
    const nodes = await Promise.all(Array.from({ length: 50 }, () => startRegtest()));
    for (const [i, node] of nodes.entries()) node.mine(i);
    assert.deepEqual(
      nodes.map(({ height }) => height),
      nodes.map((_, i) => i),
    );
    for (const node of nodes) node.stop();
  });

  test('a stopped node leaves nothing behind, and does nothing any more', async () => {
    const before = process.getActiveResourcesInfo().toSorted();
    const [a, b, network] = await pair();
    a.connect(b);
    a.stop();
    a.stop();
    network.advance(1);
    assert.equal(b.peerCount, 0);
    assert.equal(
      codeOf(() => a.mine()),
      'stopped',
    );
    b.stop();
    assert.deepEqual(process.getActiveResourcesInfo().toSorted(), before);
  });

  test('what makes no sense is refused in words', async () => {
    const node = await startRegtest();
    assert.equal(
      codeOf(() => node.mine(1, { to: 'bc1qnot' })),
      'bad-destination',
    );
    assert.equal(
      codeOf(() => node.block('12')),
      'bad-hash',
    );
    assert.throws(() => node.mine(-1), RangeError);
    assert.throws(() => node.network.advance(NaN), RangeError);
    const other = await startRegtest();
    assert.equal(
      codeOf(() => node.connect(other)),
      'another-network',
    );
  });
});
