import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
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

const assetsFile = (): string => findVectorFile(['script_assets_test'], VECTOR_FOLDERS)!;

/** Runs taproot cases of a folder that `fill` has filled. @returns The exit code, and what was printed. */
function runFolder(fill: (folder: string) => void): { readonly code: number; readonly text: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vigil-vectors-'));
  try {
    fill(folder);
    const lines: string[] = [];
    const code = runVectors({ dir: undefined, scriptAssets: folder, all: false }, (line) => lines.push(line));
    return { code, text: lines.join('\n') };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('every taproot case alone in a file, as feature_taproot.py dumps them, runs like the array', (t) => {
  const cases = JSON.parse(fs.readFileSync(assetsFile(), 'utf8')) as unknown[];
  const { code, text } = runFolder((folder) => {
    for (const [i, entry] of cases.entries()) {
      // A folder for each first digit of the hash that names the file; every second one without the comma.
      const dump = `${JSON.stringify(entry)}${i % 2 === 0 ? ',\n' : ''}`;
      const sha1 = createHash('sha1').update(dump).digest('hex');
      fs.mkdirSync(path.join(folder, sha1[0]!), { recursive: true });
      fs.writeFileSync(path.join(folder, sha1[0]!, sha1), dump);
    }
  });
  t.diagnostic(text);
  assert.equal(code, 0);
  assert.match(
    text,
    new RegExp(`script_assets_test +${new Set(cases.map((each) => JSON.stringify(each))).size} passed +0 failed`),
  );
});

test('a folder of taproot cases takes arrays and many cases in a file too; what is wrong in one file is one failure', () => {
  const cases = JSON.parse(fs.readFileSync(assetsFile(), 'utf8')) as { success?: unknown; failure?: unknown }[];
  const texts = cases.slice(0, 6).map((entry) => JSON.stringify(entry));
  const both = cases.find(({ success, failure }) => success !== undefined && failure !== undefined)!;
  const { code, text } = runFolder((folder) => {
    const write = (name: string, content: string): void => fs.writeFileSync(path.join(folder, name), content);
    write('array.json', `[\n${texts[0]!},\n${texts[1]!},\n]\n`);
    write('with-commas', `${texts[2]!},\n${texts[3]!},\n`);
    write('without-commas', `${texts[4]!}\r\n${texts[5]!}\n`);
    write('marked.json', `\uFEFF${texts[0]!}`);
    write('.hidden', 'no JSON');
    write('wrong', JSON.stringify({ ...both, success: both.failure }));
    write('no-spend', JSON.stringify({}));
    write('nothing', '\n');
    write('no-json', 'README');
  });
  assert.equal(code, 1);
  assert.match(text, /script_assets_test +7 passed +4 failed/);
  assert.match(text, /script_assets_test wrong: passes /);
  assert.match(text, /script_assets_test no-spend: BadVector/);
  assert.match(text, /script_assets_test nothing: BadVector: .*no case in it/);
  assert.match(text, /script_assets_test no-json: BadVector/);
  assert.throws(() => runFolder(() => {}), /has no files/);
});
