import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { runVectors } from '../tools/vectors.ts';
import { rememberingSecp256k1 } from '../tools/vectors/remembering-secp256k1.ts';
import { VECTOR_FOLDERS, findVectorFile } from '../tools/vectors/vector-files.ts';
import { VECTOR_SETS } from '../tools/vectors/vector-sets.ts';

const secp256k1 = rememberingSecp256k1(bestSecp256k1());

/** What the packages that every clone has carry: a set that is not found at all is a fault of the set-up. */
const PUBLISHED = ['script_tests', 'tx_valid', 'tx_invalid', 'sighash', 'bip341_wallet_vectors', 'script_assets_test'];

for (const { name, files, run } of VECTOR_SETS) {
  test(`every case of ${name} comes out as in Bitcoin Core`, (t) => {
    const file = findVectorFile(files, VECTOR_FOLDERS);
    if (file === undefined) {
      assert.ok(!PUBLISHED.includes(name), `${name} is in no folder, not even in node_modules`);
      t.skip(`${name} is in none of ${VECTOR_FOLDERS.join(', ')}: not run`);
      return;
    }
    const { passed, failures, checks, outdated } = run(file, secp256k1);
    t.diagnostic(
      `${name}: ${passed} passed, ${failures.length} failed, ${checks} checks, ${outdated} left out (${file})`,
    );
    assert.deepEqual(failures, []);
    assert.ok(passed > 0 && checks >= passed, 'something was checked');
    if (file.includes('core_28.1')) assert.equal(outdated, 0);
  });
}

test('the older files of the published package pass as well, and say which sets they lack', (t) => {
  const lines: string[] = [];
  const dir = 'node_modules/bitcore-lib/test/data/bitcoind';
  assert.equal(
    runVectors({ dir, scriptAssets: undefined, all: false }, (line) => lines.push(line)),
    0,
    lines.join('\n'),
  );
  for (const line of lines) t.diagnostic(line);
  assert.match(lines.at(-1)!, /^not there: sighash, .*bitcore-lib/);
});

test('a folder of single taproot cases runs like an array; an empty folder and a wrong expectation fail', () => {
  const file = findVectorFile(['script_assets_test'], VECTOR_FOLDERS);
  assert.ok(file !== undefined);
  const cases = JSON.parse(fs.readFileSync(file, 'utf8')) as { success?: unknown; failure?: unknown }[];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vigil-vectors-'));
  const lines: string[] = [];
  const run = (place: string): number =>
    runVectors({ dir: undefined, scriptAssets: place, all: false }, (line) => lines.push(line));
  try {
    assert.throws(() => run(folder), /has no files/);
    for (const [i, entry] of cases.slice(0, 5).entries()) {
      fs.writeFileSync(path.join(folder, `case-${i}`), `${JSON.stringify(entry)},\n`);
    }
    assert.equal(run(folder), 0);
    assert.match(lines.at(-1)!, /script_assets_test +5 passed +0 failed/);
    const both = cases.find(({ success, failure }) => success !== undefined && failure !== undefined)!;
    fs.writeFileSync(path.join(folder, 'wrong'), JSON.stringify({ ...both, success: both.failure }));
    fs.writeFileSync(path.join(folder, 'empty'), JSON.stringify({}));
    lines.length = 0;
    assert.equal(run(folder), 1);
    assert.match(lines[0]!, /5 passed +2 failed/);
    assert.match(lines.join('\n'), /script_assets_test wrong: passes .*\n.*|script_assets_test empty: BadVector/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
