// Whom a node connects to, by how old its tip is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockReader } from '../src/chain/block-reader.ts';
import { networkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { memoryChain } from '../src/lab/memory-chain.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { generateBlock } from '../src/node/mining-commands.ts';
import { Node } from '../src/node/node.ts';
import type { NetAddress } from '../src/wire/net-address.ts';
import { SERVICE_FLAGS } from '../src/wire/services.ts';

const START_MS = 1_700_000_000_000;
const params = networkParams('regtest');
const SPACING_MS = params.targetSpacingSec * 1000;

/** Keeps the last 288 blocks only (BIP159). */
const LIMITED: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(23, 4, 5, 6), port: 18_444 };

/** Whether a node whose tip is so old connects to a peer that has the last blocks only. */
function connectsToLimited(ageMs: number): boolean {
  const random = new SeededRandom(1);
  const { chain, scriptCache, files } = memoryChain({ params, secp256k1: nobleSecp256k1, random });
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files });
  const node = new Node(
    { params, userAgent: '/test/', usesDnsSeeds: false },
    { chain, reader, scriptCache, secp256k1: nobleSecp256k1, random },
  );
  const coinbaseScript = Uint8Array.of(0x51);
  node.act(START_MS, (parts) => generateBlock(parts, { params, coinbaseScript, nowMs: START_MS }));
  const nowMs = START_MS + ageMs;
  const services = SERVICE_FLAGS.networkLimited | SERVICE_FLAGS.witness;
  const told = { address: LIMITED, services, timeSec: Math.floor(nowMs / 1000) };
  assert.equal(node.addresses.add([told], { source: LIMITED, timePenaltySec: 0, nowSec: told.timeSec }), 1);
  node.receive({ type: 'start' }, nowMs);
  return node.receive({ type: 'wake' }, nowMs).some(({ do: what }) => what === 'connect');
}

test('peers that have the last blocks only are connected to while the tip is fewer than 144 blocks old', () => {
  assert.equal(connectsToLimited(0), true);
  // Blocks are fetched as they are announced up to 20 blocks only.
  assert.equal(connectsToLimited(21 * SPACING_MS), true);
  assert.equal(connectsToLimited(144 * SPACING_MS - 1000), true);
  assert.equal(connectsToLimited(144 * SPACING_MS), false);
});
