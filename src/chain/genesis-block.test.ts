import assert from 'node:assert/strict';
import { test } from 'node:test';

import { networkParams } from '../consensus/params.ts';
import { checkBlock } from '../consensus/check-block.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { blockHashToHex, txidToHex } from '../primitives/hash.ts';
import { genesisBlock } from './genesis-block.ts';

/** Source: Bitcoin Core 28.1, `kernel/chainparams.cpp`. */
const HASHES = {
  mainnet: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  testnet3: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  testnet4: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  signet: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
  regtest: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
} as const;

const NAMES = ['mainnet', 'testnet3', 'testnet4', 'signet', 'regtest'] as const;

test('the first block of each network has its hash, and transactions that its header commits to', () => {
  for (const name of NAMES) {
    const params = networkParams(name);
    const block = genesisBlock(params);
    assert.equal(blockHashToHex(block.hash), HASHES[name], name);
    // Proof of work and merkle root among the rest.
    if (name !== 'signet') assert.equal(checkBlock(block, { params, secp256k1: nobleSecp256k1 }), undefined, name);
    assert.equal(block.transactionCount, 1);
    assert.equal(block.transaction(0).value(0), 5_000_000_000n);
  }
});

test('Satoshi’s coinbase is the same on all networks but testnet4, and takes 285 bytes of a block', () => {
  const txids = NAMES.map((name) => txidToHex(genesisBlock(networkParams(name)).transaction(0).txid));
  const satoshis = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
  const testnet4s = '7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e';
  assert.deepEqual(txids, [satoshis, satoshis, testnet4s, satoshis, satoshis]);
  assert.equal(genesisBlock(networkParams('mainnet')).serialized().length, 285);
});
