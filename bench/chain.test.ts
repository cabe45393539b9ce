import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { genesisBlock } from '../src/chain/genesis-block.ts';
import { networkParams } from '../src/consensus/params.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { readFileTip } from './chain/file-tip.ts';
import { runImport } from './chain/import-run.ts';
import { COST_CENTRES } from './chain/profile.ts';
import { generateChain } from './generate-chain/chain-generator.ts';
import { framed } from './generate-chain/framing.ts';

const OPTIONS = { seed: 3, blocks: 2, transactions: 50, coins: 500, keys: 12, emptyBlocks: 2017, threads: 0 };

test('an import is measured: what was done, its time and memory, and where the time went', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-bench-test-'));
  t.after(async () => rm(folder, { recursive: true }));
  const file = path.join(folder, 'chain.dat');
  const parts = [framed(genesisBlock(networkParams('regtest')).serialized())];
  let last = '';
  let spent = 0;
  for await (const { bytes, hash, facts } of generateChain(OPTIONS)) {
    parts.push(framed(bytes));
    last = blockHashToHex(hash);
    spent = facts.inputs + 100;
  }
  await writeFile(file, parts);
  const tip = await readFileTip(file);
  assert.deepEqual(tip, { height: 201 + 2 + 2017, hash: last });
  const run = { file, threads: 2, dbCacheMib: 16, assumeValid: undefined, profile: false };
  const whole = await runImport(run);
  assert.equal(whole.height, tip.height);
  assert.equal(whole.inputs, spent);
  assert.equal(whole.scripts, spent);
  assert.ok(whole.seconds > 0 && whole.peakMemoryMb > 10);
  const assumed = await runImport({ ...run, threads: 1, assumeValid: last, profile: true });
  assert.equal(assumed.inputs, spent);
  assert.equal(assumed.scripts, 0, 'the blocks at the end bury all that have scripts');
  const shares = COST_CENTRES.map((centre) => assumed.costs?.shares[centre] ?? NaN);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  await writeFile(file, [...parts.slice(0, 2), new Uint8Array(100)]);
  await assert.rejects(readFileTip(file), /no regtest block at byte \d+/);
});
