import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesToHex } from '../bytes/hex.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import { decodeHeader, hashHeader } from '../primitives/header.ts';
import { bitsFromTarget } from '../primitives/target.ts';
import { BURIED_DEPLOYMENT_NAMES, isBuriedActive } from './deployment.ts';
import { NETWORK_NAMES, networkParams } from './params.ts';
import { checkProofOfWork } from './proof-of-work.ts';
import { retargetInterval } from './retarget.ts';

// Bitcoin Core 28.1, src/kernel/chainparams.cpp.
const GENESIS_HASHES = {
  mainnet: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  testnet3: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  testnet4: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  signet: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
  regtest: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
};

test('each network’s first header has the known hash, and the proof of work it claims', () => {
  for (const name of NETWORK_NAMES) {
    const params = networkParams(name);
    const hash = hashHeader(params.genesisHeader, 0);
    assert.equal(params.name, name);
    assert.equal(blockHashToHex(hash), GENESIS_HASHES[name]);
    assert.equal(checkProofOfWork(hash, decodeHeader(params.genesisHeader, 0).bits, params), undefined);
  }
});

// Core's `sanity_check_chainparams` (src/test/pow_tests.cpp).
test('no network’s retarget can leave 256 bits, and its period is a whole number of blocks', () => {
  for (const name of NETWORK_NAMES) {
    const params = networkParams(name);
    assert.equal(retargetInterval(params), name === 'regtest' ? 144 : 2016);
    const isSafe = params.powLimit < ((1n << 256n) - 1n) / BigInt(params.targetTimespanSec * 4);
    assert.equal(isSafe, !params.noRetargeting, name);
    assert.equal(params.powLimitBits, bitsFromTarget(params.powLimit), name);
  }
});

test('signet’s magic is the start of the double SHA-256 of its challenge, and no other network has one', () => {
  for (const name of NETWORK_NAMES) {
    const { signetChallenge: challenge, magic } = networkParams(name);
    assert.equal(challenge !== undefined, name === 'signet');
    if (challenge === undefined) continue;
    assert.deepEqual(sha256d(Uint8Array.of(challenge.length, ...challenge)).subarray(0, 4), magic);
  }
});

// Bitcoin Core 28.1, src/kernel/chainparams.cpp.
test('soft forks are rules from the heights that Bitcoin Core has for them', () => {
  const heights = NETWORK_NAMES.map((name) =>
    BURIED_DEPLOYMENT_NAMES.map((fork) => networkParams(name)[`${fork}Height`]),
  );
  assert.deepEqual(heights, [
    [227_931, 363_725, 388_381, 419_328, 481_824],
    [21_111, 330_776, 581_885, 770_112, 834_624],
    [1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 1, 1, 0],
  ]);
  assert.equal(isBuriedActive(networkParams('mainnet'), 'segwit', 481_823), false);
  assert.equal(isBuriedActive(networkParams('mainnet'), 'segwit', 481_824), true);
});

test('BIP94 holds on testnet4, and on regtest as Bitcoin Core 28.1 has it', () => {
  const enforcing = NETWORK_NAMES.filter((name) => networkParams(name).enforceBip94);
  assert.deepEqual(enforcing, ['testnet4', 'regtest']);
});

test('no two networks share a magic or a port', () => {
  const magics = new Set(NETWORK_NAMES.map((name) => bytesToHex(networkParams(name).magic)));
  const ports = new Set(NETWORK_NAMES.map((name) => networkParams(name).defaultPort));
  assert.deepEqual([magics.size, ports.size], [5, 5]);
});
