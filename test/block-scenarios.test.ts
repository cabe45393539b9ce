import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesToHex } from '../src/bytes/hex.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { sha256 } from '../src/crypto/hashes.ts';
import { ScriptPool } from '../src/platform/script-pool/script-pool.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { ScriptVerifier } from '../src/ports/script-verifier.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { MemoryChain } from './scenarios/memory-chain.ts';
import { regtestScenarios } from './scenarios/regtest-scenarios.ts';
import { scenarioLists } from './scenarios/scenario-lists.ts';
import { verdictText } from './scenarios/scenario.ts';
import type { Scenario, ScenarioList } from './scenarios/scenario.ts';

const lists = scenarioLists();
const secp256k1 = bestSecp256k1();

/** Gives all blocks of a list to a chain, and counts them by verdict. */
function run(list: ScenarioList, chain: MemoryChain): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, bytes, nowSec, expected, tip, tipName } of list.scenarios) {
    assert.equal(verdictText(chain.give(bytes, nowSec)), verdictText(expected), name);
    assert.equal(blockHashToHex(chain.tip), blockHashToHex(tip), `after ${name} the tip is ${tipName}`);
    counts.set(expected.is, (counts.get(expected.is) ?? 0) + 1);
  }
  return counts;
}

function chainFor(list: ScenarioList, scripts: ScriptVerifier, remembersScripts: boolean): MemoryChain {
  return new MemoryChain({ params: list.params, scripts, secp256k1, remembersScripts });
}

for (const list of lists) {
  test(`each block of the scenarios ${list.name} has its verdict, and leaves its tip`, (t) => {
    const counts = run(list, chainFor(list, new InPlaceVerifier(secp256k1), false));
    t.diagnostic([...counts].map(([verdict, count]) => `${verdict}: ${count}`).join(', '));
  });

  test(`the verdicts of ${list.name} are the same with three threads and a script cache`, async () => {
    const pool = new ScriptPool(3, secp256k1);
    try {
      run(list, chainFor(list, pool, true));
    } finally {
      await pool.close();
    }
  });
}

test('the scenarios are the same bytes each time', () => {
  const [list] = lists as [ScenarioList];
  assert.deepEqual(digests(regtestScenarios().scenarios), digests(list.scenarios));
});

function digests(scenarios: readonly Scenario[]): string[] {
  return scenarios.map(({ name, bytes }) => `${name} ${bytesToHex(sha256(bytes))}`);
}

/** What a block can be refused for on regtest, but for what no chain can come to: amounts that sum up beyond all money. */
const REASONS = [
  'high-hash',
  'bad-diffbits',
  'time-too-old',
  'time-too-new',
  'time-timewarp-attack',
  'bad-prevblk',
  'bad-txnmrklroot',
  'bad-txns-duplicate',
  'bad-blk-length',
  'bad-cb-missing',
  'bad-cb-multiple',
  'bad-cb-length',
  'bad-txns-vin-empty',
  'bad-txns-vout-empty',
  'bad-txns-vout-negative',
  'bad-txns-vout-toolarge',
  'bad-txns-txouttotal-toolarge',
  'bad-txns-inputs-duplicate',
  'bad-txns-prevout-null',
  'bad-txns-nonfinal',
  'bad-blk-sigops',
  'bad-cb-height',
  'bad-witness-nonce-size',
  'bad-witness-merkle-match',
  'unexpected-witness',
  'bad-blk-weight',
  'bad-txns-BIP30',
  'bad-cb-amount',
  'bad-txns-inputs-missingorspent',
  'bad-txns-in-belowout',
  'bad-txns-premature-spend-of-coinbase',
];

test('the scenarios have a block for each reason', () => {
  const seen = new Set(
    lists.flatMap(({ scenarios }) =>
      scenarios.map(({ expected }) => (expected.is === 'rejected' ? expected.reason : '')),
    ),
  );
  assert.deepEqual(
    REASONS.filter((reason) => !seen.has(reason)),
    [],
  );
});
