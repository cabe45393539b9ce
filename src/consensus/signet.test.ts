import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, testBlock, testCoinbase, testOutput, testTransactionData } from '../../test/block-builder.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { networkParams } from './params.ts';
import { checkSignetSolution } from './signet.ts';

const SIGNET = networkParams('signet');
const OP_TRUE_SIGNET = { ...SIGNET, signetChallenge: hex('51') };

/** The public signet's first block after genesis. Source: Bitcoin Core, test/functional/feature_signet.py. */
const FIRST_BLOCK =
  '00000020f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000f575c83235984e7dc4afc1f30944c170462e84437ab6' +
  'f2d52e16878a79e4678bd1914d5fae77031eccf4070001010000000001010000000000000000000000000000000000000000000000000000000000' +
  '000000ffffffff025151feffffff0200f2052a010000001600149243f727dd5343293eb83174324019ec16c2630f0000000000000000776a24aa21' +
  'a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf94c4fecc7daa2490047304402205e423a8754336ca99dbe1650' +
  '9b877ef1bf98d008836c725005b3c787c41ebe46022047246e4467ad7cc7f1ad98662afcaf14c115e0095a227c7b05c5182591c23e7e0100012000' +
  '0000000000000000000000000000000000000000000000000000000000000000000000';

function blockFrom(bytes: Uint8Array): Block {
  const block = parseBlock(bytes);
  assert.ok(!('code' in block));
  return block;
}

test('a real signet block is signed, and not for a challenge of two signatures', () => {
  const block = blockFrom(hex(FIRST_BLOCK));
  assert.equal(checkSignetSolution(block, SIGNET, nobleSecp256k1), undefined);
  const { signetChallenge } = SIGNET;
  const twoOfTwo = { ...SIGNET, signetChallenge: signetChallenge!.with(0, 0x52) };
  const reject = checkSignetSolution(block, twoOfTwo, nobleSecp256k1);
  assert.ok(reject?.code === 'bad-signet-blksig');
});

test('the signature covers version, previous block, transactions and time, and not bits and nonce', () => {
  const bytes = hex(FIRST_BLOCK);
  const coinbaseSequence = bytes.length - 1;
  for (const at of [0, 4, 68, coinbaseSequence]) {
    const changed = bytes.with(at, bytes[at]! ^ 1);
    assert.equal(
      checkSignetSolution(blockFrom(changed), SIGNET, nobleSecp256k1)?.code,
      'bad-signet-blksig',
      `byte ${at}`,
    );
  }
  for (const at of [36, 72, 76]) {
    const changed = bytes.with(at, bytes[at]! ^ 1);
    assert.equal(checkSignetSolution(blockFrom(changed), SIGNET, nobleSecp256k1), undefined, `byte ${at}`);
  }
});

// Core's `signet_parse_tests` (src/test/validation_tests.cpp).
const COMMITMENT = `6a24aa21a9ed${'ff'.repeat(32)}`;

function verdict(scriptPubKey: string, challenge = OP_TRUE_SIGNET): unknown {
  const coinbase = testCoinbase(1, { outputs: [testOutput({ value: 0n, scriptPubKey: hex(scriptPubKey) })] });
  const block = testBlock({ transactions: [coinbase, testTransactionData()], mine: false });
  const reject = checkSignetSolution(block, challenge, nobleSecp256k1);
  assert.ok(reject === undefined || reject.code === 'bad-signet-blksig');
  return reject?.why ?? 'ok';
}

test('a block without a witness commitment has no place for a solution', () => {
  assert.equal(verdict('51'), 'commitment-missing');
  const empty = testBlock({ transactions: [], mine: false });
  assert.deepEqual(checkSignetSolution(empty, OP_TRUE_SIGNET, nobleSecp256k1), {
    code: 'bad-signet-blksig',
    why: 'commitment-missing',
  });
});

test('a challenge that asks for nothing needs no solution', () => {
  assert.equal(verdict(COMMITMENT), 'ok');
  assert.equal(verdict(`${COMMITMENT}04ecc7daa2`), 'ok', 'a header without data is no solution');
  assert.equal(verdict(COMMITMENT, { ...SIGNET, signetChallenge: hex('00') }), 'EVAL_FALSE');
});

test('a solution is a script and a witness, no more and no less', () => {
  assert.equal(verdict(`${COMMITMENT}06ecc7daa20151`), 'solution-malformed');
  assert.equal(verdict(`${COMMITMENT}07ecc7daa2015100`), 'ok');
  assert.equal(verdict(`${COMMITMENT}08ecc7daa201510000`), 'solution-malformed');
  assert.equal(verdict(`${COMMITMENT}08ecc7daa2015101ff`), 'solution-malformed', 'an item longer than what is there');
  assert.equal(verdict(`${COMMITMENT}0aecc7daa200feffffff01`), 'solution-malformed', 'a count that nothing follows');
  assert.equal(verdict(`${COMMITMENT}08ecc7daa200010100`), 'WITNESS_UNEXPECTED', 'a witness is run, too');
});

test('other networks, and signet’s first block, have no solution', () => {
  const block = testBlock({ transactions: [testCoinbase(1)] });
  assert.equal(checkSignetSolution(block, networkParams('regtest'), nobleSecp256k1), undefined);
  const genesis = blockFrom(Uint8Array.of(...SIGNET.genesisHeader, 0));
  assert.equal(checkSignetSolution(genesis, SIGNET, nobleSecp256k1), undefined);
});
