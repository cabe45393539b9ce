// The header tree on real headers, from the data folder beside the project.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { bytesFromHex } from '../bytes/hex.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import { networkParams } from '../consensus/params.ts';
import { nextBits } from '../consensus/retarget.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import type { MerkleRoot } from '../primitives/hash.ts';
import { encodeHeader, HEADER_BYTES, hashHeader } from '../primitives/header.ts';
import { targetFromBits, bitsFromTarget } from '../primitives/target.ts';
import type { HeaderAnchor } from './header-anchor.ts';
import { HeaderTree } from './header-tree.ts';

const MAINNET = networkParams('mainnet');
const NOW_SEC = 2_000_000_000;

/** Reads a file of the data folder; skips the test where it is not there. */
function read(t: TestContext, name: string): Uint8Array | undefined {
  const file = `../shared/data/headers/${name}`;
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  t.skip(`${file} is not there`);
  return undefined;
}

/** Adds a run of headers; all of them have to be new and valid. */
function addAll(tree: HeaderTree, run: Uint8Array): void {
  for (let offset = 0; offset < run.length; offset += HEADER_BYTES) {
    const result = tree.accept(run, offset, NOW_SEC);
    assert.equal(result.status, 'added', `header ${offset / HEADER_BYTES}: ${JSON.stringify(result)}`);
  }
}

/** Electrum's checkpoints: hash of the last block of each period, and the next period's target. */
function checkpoints(text: string): readonly { hash: string; target: bigint }[] {
  return [...text.matchAll(/"([0-9a-f]{64})",\s*(\d+)/g)].map(([, hash = '', target = '']) => ({
    hash,
    target: BigInt(target),
  }));
}

/** The bits that the header after the tip has to have, were it ten minutes later. */
function bitsAfterTip(tree: HeaderTree): number | undefined {
  const prev = tree.tipIndex();
  return nextBits(MAINNET, tree, { prev, timeSec: tree.timeOf(prev) + 600 });
}

test('mainnet’s first 10,237 headers are accepted, and come out as they went in', (t) => {
  const run = read(t, 'mainnet_headers_0_10236.bin');
  const electrum = read(t, 'electrum_checkpoints_mainnet.json');
  if (run === undefined || electrum === undefined) return;
  const tree = new HeaderTree({ params: MAINNET });
  assert.deepEqual(tree.accept(run, 0, NOW_SEC), { status: 'known', index: 0 });
  addAll(tree, run.subarray(HEADER_BYTES));
  assert.equal(tree.size, 10_237);
  assert.deepEqual(tree.unchecked(), { retargets: 0, medianTimes: 0, minDifficultyBits: 0 });
  for (let height = 0; height < tree.size; height++) {
    const bytes: Uint8Array = run.subarray(height * HEADER_BYTES, (height + 1) * HEADER_BYTES);
    assert.deepEqual(tree.headerBytes(tree.atHeight(height)), bytes);
  }
  for (const [period, { hash }] of checkpoints(new TextDecoder().decode(electrum)).slice(0, 5).entries()) {
    assert.equal(blockHashToHex(tree.hashOf(tree.atHeight(2016 * (period + 1) - 1))), hash);
  }
  assert.equal(tree.chainworkOf(tree.tipIndex()), 10_237n * 0x100010001n);
});

test('two periods of 2010 are accepted from an anchor; their hashes and next targets are Electrum’s', (t) => {
  const first = read(t, 'mainnet_headers_40320_42335.bin');
  const second = read(t, 'mainnet_headers_42336_44351.bin');
  const electrum = read(t, 'electrum_checkpoints_mainnet.json');
  if (first === undefined || second === undefined || electrum === undefined) return;
  const known = checkpoints(new TextDecoder().decode(electrum));
  const tree = new HeaderTree({ params: MAINNET, anchor: { height: 40_320, header: first.subarray(0, HEADER_BYTES) } });
  for (const [run, period] of [
    [first.subarray(HEADER_BYTES), 20],
    [second, 21],
  ] as const) {
    addAll(tree, run);
    assert.equal(blockHashToHex(tree.hashOf(tree.tipIndex())), known[period]?.hash);
    assert.equal(targetFromBits(bitsAfterTip(tree) ?? 0), known[period]?.target);
  }
  assert.equal(tree.heightOf(tree.tipIndex()), 44_351);
  assert.deepEqual(tree.unchecked(), { retargets: 0, medianTimes: 10, minDifficultyBits: 0 });
});

test('a retarget after an anchor inside its period is checked with its context, and counted without', (t) => {
  const first = read(t, 'mainnet_headers_40320_42335.bin');
  const second = read(t, 'mainnet_headers_42336_44351.bin');
  if (first === undefined || second === undefined) return;
  const header = first.subarray(100 * HEADER_BYTES, 101 * HEADER_BYTES);
  const anchor: HeaderAnchor = { height: 40_420, header };
  const run = first.subarray(101 * HEADER_BYTES);
  const start = new HeaderTree({
    params: MAINNET,
    anchor: { height: 40_320, header: first.subarray(0, HEADER_BYTES) },
  });
  const context = { epochFirst: { timeSec: start.timeOf(0), bits: start.bitsOf(0) } };

  const informed = new HeaderTree({ params: MAINNET, anchor: { ...anchor, context } });
  addAll(informed, run);
  addAll(informed, second);
  assert.equal(informed.unchecked().retargets, 0);

  const uninformed = new HeaderTree({ params: MAINNET, anchor });
  addAll(uninformed, run);
  addAll(uninformed, second);
  assert.equal(uninformed.unchecked().retargets, 1);

  const timeSec = context.epochFirst.timeSec - 100_000;
  const misled = new HeaderTree({
    params: MAINNET,
    anchor: { ...anchor, context: { epochFirst: { ...context.epochFirst, timeSec } } },
  });
  addAll(misled, run);
  const result = misled.accept(second, 0, NOW_SEC);
  assert.ok(result.status === 'rejected' && result.reject.code === 'bad-diffbits');
});

test('headers of January 2021 are accepted from an anchor at a retarget', (t) => {
  const file = read(t, 'mainnet_headers_665280_665407.json');
  if (file === undefined) return;
  const { headers } = JSON.parse(new TextDecoder().decode(file)) as {
    headers: { headerHex: string; hashDisplay: string }[];
  };
  const all = headers.map(({ headerHex }) => bytesFromHex(headerHex) ?? new Uint8Array(0));
  const [header, ...rest] = all;
  assert.ok(header !== undefined);
  const tree = new HeaderTree({ params: MAINNET, anchor: { height: 665_280, header } });
  for (const bytes of rest) addAll(tree, bytes);
  for (const [row, { hashDisplay }] of headers.entries()) assert.equal(blockHashToHex(tree.hashOf(row)), hashDisplay);
  assert.equal(tree.heightOf(tree.tipIndex()), 665_407);
});

test('testnet3’s first 546 headers are accepted, and the fork in the same file', (t) => {
  const file = read(t, 'testnet3_headers_core.hex');
  if (file === undefined) return;
  const lines = new TextDecoder().decode(file).trim().split('\n');
  const bytesOf = (line: string): Uint8Array => bytesFromHex(line.replace('fork:', '')) ?? new Uint8Array(0);
  const tree = new HeaderTree({ params: networkParams('testnet3') });
  for (const line of lines) if (!line.startsWith('fork:')) addAll(tree, bytesOf(line));
  assert.equal(tree.heightOf(tree.tipIndex()), 546);
  const tip = '000000002a936ca763904c3c35fce2f3556c559c0214345d31b1bcebf76acb70';
  assert.equal(blockHashToHex(tree.hashOf(tree.tipIndex())), tip);
  // Bitcoin Core 28.1 refuses the fork for its checkpoint at 546, and accepts it without checkpoints
  // (test/functional/p2p_dos_header_tree.py); so do we, who have none.
  for (const line of lines) if (line.startsWith('fork:')) addAll(tree, bytesOf(line));
  assert.deepEqual(
    tree.tips().map(({ height, branchLength, status }) => ({ height, branchLength, status })),
    [
      { height: 546, branchLength: 0, status: 'active' },
      { height: 2, branchLength: 2, status: 'headers-only' },
    ],
  );
  assert.equal(blockHashToHex(tree.hashOf(tree.tipIndex())), tip);
});

test('Core’s alternate mainnet chain, rebuilt from its times and nonces, rises to difficulty 4 at 2016', (t) => {
  const file = read(t, 'core30_mainnet_alt.json');
  if (file === undefined) return;
  const chain = JSON.parse(new TextDecoder().decode(file)) as { timestamps: number[]; nonces: number[] };
  const tree = new HeaderTree({ params: MAINNET });
  for (const [i, timeSec] of chain.timestamps.entries()) {
    const height = i + 1;
    const bits = height < 2016 ? 0x1d00ffff : bitsFromTarget(targetFromBits(0x1d00ffff) / 4n);
    const prevHash = tree.hashOf(tree.tipIndex());
    const merkleRoot = sha256d(alternateCoinbase(height)) as MerkleRoot;
    addAll(
      tree,
      encodeHeader({ version: 0x20000000, prevHash, merkleRoot, timeSec, bits, nonce: chain.nonces[i] ?? 0 }),
    );
  }
  assert.equal(tree.heightOf(tree.tipIndex()), 2016);
  assert.equal(tree.bitsOf(tree.tipIndex()), 0x1c3fffc0);
});

/** The one transaction of a block of that chain, as cpuminer made it: its height, and 50 bitcoins to one key's hash. */
function alternateCoinbase(height: number): Uint8Array {
  const little = Uint8Array.of(height & 0xff, height >> 8);
  // Minimal script number; the small ones are opcodes, followed by a zero byte to make two.
  let script = height < 128 ? Uint8Array.of(1, height) : Uint8Array.of(2, ...little);
  if (height <= 16) script = Uint8Array.of(0x50 + height, 0);
  const output = bytesFromHex('00f2052a010000001976a914eadbac7f36c37e39361168b7aaee3cb24a25312d88ac');
  const tail = [0xff, 0xff, 0xff, 0xff];
  assert.ok(output !== undefined);
  const prevout = [...new Uint8Array(32), ...tail];
  return Uint8Array.of(2, 0, 0, 0, 1, ...prevout, script.length, ...script, ...tail, 1, ...output, 0, 0, 0, 0);
}

test('a changed header of real mainnet is refused for the rule it breaks', (t) => {
  const run = read(t, 'mainnet_headers_0_10236.bin');
  if (run === undefined) return;
  const tree = new HeaderTree({ params: MAINNET });
  addAll(tree, run.subarray(HEADER_BYTES, 100 * HEADER_BYTES));
  const codeOf = (bytes: Uint8Array): string => {
    const result = tree.accept(bytes, 0, NOW_SEC);
    return result.status === 'rejected' ? result.reject.code : result.status;
  };
  const next = run.slice(100 * HEADER_BYTES, 101 * HEADER_BYTES);
  for (const byte of [0, 5, 40, 68, 76]) {
    const changed = next.slice();
    changed[byte] = (changed[byte] ?? 0) ^ 1;
    assert.equal(codeOf(changed), 'high-hash', `byte ${byte}`);
  }
  const easier = next.slice();
  writeU32Le(easier, 72, 0x1d01ffff);
  assert.equal(codeOf(easier), 'high-hash');
  assert.equal(codeOf(new Uint8Array(HEADER_BYTES)), 'high-hash', 'zeros');
  assert.equal(codeOf(run.slice(200 * HEADER_BYTES, 201 * HEADER_BYTES)), 'prev-blk-not-found', 'wrong order');
  const early = tree.accept(next, 0, 1231006505);
  assert.ok(early.status === 'rejected' && early.reject.code === 'time-too-new');
  assert.equal(tree.size, 100, 'nothing of all that was kept');
  assert.equal(codeOf(next), 'added');
  assert.equal(tree.indexOf(hashHeader(next, 0)), 100);
});
