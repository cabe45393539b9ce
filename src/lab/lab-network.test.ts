import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { networkParams } from '../consensus/params.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { LabNetwork } from './lab-network.ts';

const START_MS = 1_641_378_600_000;
const OP_TRUE = Uint8Array.of(0x51);

function network(seed = 1): LabNetwork {
  return new LabNetwork({ seed, startMs: START_MS, params: networkParams('regtest'), secp256k1: nobleSecp256k1 });
}

describe('LabNetwork', () => {
  test('a node that joins gets all blocks from another, and new ones as they come', () => {
    const lab = network();
    const first = lab.add({ connect: [] });
    for (let i = 0; i < 300; i++) assert.ok(lab.mine(first, OP_TRUE) !== undefined);
    const second = lab.add({ connect: [lab.addressOf(first)] });
    assert.ok(
      lab.world.runUntil(() => lab.heightOf(second) === 300, 60_000),
      `at ${lab.heightOf(second)}`,
    );
    lab.world.run(10_000);
    lab.mine(first, OP_TRUE);
    lab.world.run(5_000);
    assert.equal(lab.heightOf(second), 301);
    lab.mine(second, OP_TRUE);
    lab.world.run(5_000);
    assert.equal(lab.heightOf(first), 302);
  });
});
