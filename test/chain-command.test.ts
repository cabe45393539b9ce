import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ChainImportDocument } from '../src/cli/chain/import-command.ts';
import type { ChainInfoDocument } from '../src/cli/chain/info-command.ts';
import type { ChainStatsDocument } from '../src/cli/chain/stats-command.ts';
import type { ChainVerifyDocument } from '../src/cli/chain/verify-command.ts';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { fileOf } from './chain-crash-scene.ts';
import { GENESIS_TEST_BLOCK, NOW_SEC, blockAfter, blocksAfter } from './chain-regtest.ts';

const MAINNET_FILES = ['blk00000.dat', 'blk00001.dat'].map((name) => `../shared/data/blocks/nbitcoin/${name}`);

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 30);
const TIP_HASH = blockHashToHex(BLOCKS[29]!.hash);

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-chain-command-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly progress: readonly string[];
}

/** Runs `vigil chain ...` in this process; what it prints is recorded. */
async function vigilChain(
  args: readonly string[],
  options: { readonly dataDir: string; readonly network?: string; readonly interrupt?: AbortSignal },
): Promise<Ran> {
  const recorded = { out: '', err: '', progress: [] as string[] };
  let nowMs = NOW_SEC * 1000;
  const context: CliContext = {
    clock: { nowMs: () => (nowMs += 1000) },
    env: { VIGIL_DATADIR: options.dataDir },
    print: async (text) => void (recorded.out += text),
    printBytes: async (bytes) => void (recorded.out += Buffer.from(bytes).toString('latin1')),
    warn: (line) => void (recorded.err += `${line}\n`),
    progress: (line) => void (line !== '' && recorded.progress.push(line)),
    interactive: true,
    interrupt: options.interrupt ?? new AbortController().signal,
  };
  const exitCode = await runVigil(['chain', ...args, '--network', options.network ?? 'regtest'], context);
  return { exitCode, ...recorded };
}

function newDataDir(): string {
  return path.join(folder, `data-${++count}`);
}

function blockFile(content: Uint8Array): string {
  const file = path.join(folder, `${++count}.dat`);
  writeFileSync(file, content);
  return file;
}

function json<Document>(ran: Ran): Document {
  return JSON.parse(ran.out) as Document;
}

test('an import tells what was new, known and connected, and where the chain stands; again it is all known', async () => {
  const dataDir = newDataDir();
  const file = blockFile(fileOf(BLOCKS));
  const first = await vigilChain(['import', file], { dataDir });
  assert.equal(first.exitCode, 0, first.err);
  assert.match(first.out, /^30 blocks new, 0 known; 30 connected/);
  assert.match(first.out, new RegExp(`tip +30 +${TIP_HASH}`));
  assert.match(
    first.progress.join('\n'),
    /height \d+, \d+ of 30 blocks, \d+ transactions, 0 scripts, \d+ %, .* MB\/s, \d+ s left/,
  );
  const again = json<ChainImportDocument>(await vigilChain(['import', file, '--json'], { dataDir }));
  assert.deepEqual([again.added, again.known, again.connected, again.status], [0, 30, 0, 'done']);
});

test('blocks of a file may come in any order, from genesis or on top of what is there', async () => {
  const dataDir = newDataDir();
  const mixed = BLOCKS.slice(0, 20).sort((a, b) => ((a.height * 7) % 20) - ((b.height * 7) % 20));
  await vigilChain(['import', blockFile(fileOf([...mixed, GENESIS_TEST_BLOCK]))], { dataDir });
  const last = await vigilChain(['import', blockFile(fileOf(BLOCKS.slice(20))), '--json'], { dataDir });
  assert.equal(json<ChainImportDocument>(last).chain.hash, TIP_HASH);
});

test('a bad block is named with height, place and reason, and what builds on it; the good ones are kept', async () => {
  const dataDir = newDataDir();
  const bad = blockAfter(BLOCKS[9]!, { excess: 1n });
  const child = blockAfter(bad);
  const file = blockFile(fileOf([...BLOCKS.slice(0, 10), bad, child]));
  const ran = await vigilChain(['import', file, '--json'], { dataDir });
  assert.equal(ran.exitCode, 1);
  assert.match(ran.err, /2 blocks were refused, the first: height 11, .*bad-cb-amount/);
  const { badBlocks, chain } = json<ChainImportDocument>(ran);
  assert.deepEqual(
    badBlocks.map(({ height, reason }) => [height, reason]),
    [
      [11, 'bad-cb-amount'],
      [12, 'bad-prevblk'],
    ],
  );
  assert.equal(chain.height, 10);
});

test('blocks without the ones before them are left out, and said to be', async () => {
  const ran = await vigilChain(['import', blockFile(fileOf(BLOCKS.slice(10)))], { dataDir: newDataDir() });
  assert.equal(ran.exitCode, 0);
  assert.match(ran.out, /20 left out: the blocks before them are in none of the files/);
});

test('a torn last block of a file ends the import with its place; what was before is kept', async () => {
  const dataDir = newDataDir();
  const whole = fileOf(BLOCKS);
  const ran = await vigilChain(['import', blockFile(whole.subarray(0, whole.length - 5)), '--json'], { dataDir });
  assert.equal(ran.exitCode, 1);
  assert.match(ran.err, /ends in the middle of the block at offset \d+/);
  assert.equal(json<ChainImportDocument>(ran).chain.height, 29);
});

test('what is no block file, or of another network, is said to be', async () => {
  const dataDir = newDataDir();
  const headers = blockFile(Buffer.concat(BLOCKS.map(({ bytes }) => bytes.subarray(0, 80))));
  const noBlocks = await vigilChain(['import', headers], { dataDir });
  assert.match(noBlocks.err, /is no block file/);
  const other = await vigilChain(['import', blockFile(fileOf(BLOCKS))], { dataDir, network: 'testnet3' });
  assert.match(other.err, /is of regtest, not testnet3/);
  const missing = await vigilChain(['import', path.join(folder, 'nowhere.dat')], { dataDir });
  assert.match(missing.err, /no such file or folder/);
  assert.equal((await vigilChain(['import'], { dataDir })).exitCode, 2);
});

test('an import that is interrupted keeps what was connected, and goes on from there', async () => {
  const dataDir = newDataDir();
  const stopped = AbortSignal.abort();
  const file = blockFile(fileOf(BLOCKS));
  assert.equal((await vigilChain(['import', file], { dataDir, interrupt: stopped })).exitCode, 130);
  const whole = await vigilChain(['import', file, '--json'], { dataDir });
  assert.equal(json<ChainImportDocument>(whole).chain.hash, TIP_HASH);
});

test('info, verify and stats of a chain that is not there say how to get one', async () => {
  for (const command of ['info', 'verify', 'stats']) {
    const ran = await vigilChain([command], { dataDir: newDataDir() });
    assert.equal(ran.exitCode, 1);
    assert.match(ran.err, /no chain of regtest yet .*vigil chain import FILE/);
  }
});

test('info lists the chains apart from the active one with their state', async () => {
  const dataDir = newDataDir();
  const fork = blocksAfter(blockAfter(BLOCKS[19]!, { extraNonce: 5 }), 2);
  const forkFirst = blockAfter(BLOCKS[19]!, { extraNonce: 5 });
  const bad = blockAfter(BLOCKS[29]!, { excess: 1n });
  await vigilChain(['import', blockFile(fileOf([...BLOCKS, forkFirst, ...fork, bad]))], { dataDir });
  const { chain, forks } = json<ChainInfoDocument>(await vigilChain(['info', '--json'], { dataDir }));
  assert.deepEqual([chain.height, chain.hash, chain.headersHeight], [30, TIP_HASH, 31]);
  assert.deepEqual(
    forks.map(({ height, branchLength, status }) => [height, branchLength, status]),
    [
      [31, 1, 'invalid'],
      [23, 3, 'valid-headers'],
    ],
  );
});

test('info tells how the soft forks stand for the next block', async () => {
  const dataDir = newDataDir();
  await vigilChain(['import', blockFile(fileOf(BLOCKS))], { dataDir });
  const { deployments } = json<ChainInfoDocument>(await vigilChain(['info', '--json'], { dataDir }));
  // As bitcoind 28.1 says with getdeploymentinfo on a new regtest chain.
  assert.deepEqual(
    deployments.map(({ name, type, active, status }) => [name, type, active, status]),
    [
      ...['bip34', 'bip66', 'bip65', 'csv', 'segwit'].map((name) => [name, 'buried', true, undefined]),
      ['testdummy', 'bip9', false, 'defined'],
      ['taproot', 'bip9', true, 'active'],
    ],
  );
  assert.match((await vigilChain(['info'], { dataDir })).out, /segwit, testdummy \(defined\), taproot/);
});

test('an export is imported again to the same chain, and is not written over without --force', async () => {
  const dataDir = newDataDir();
  await vigilChain(['import', blockFile(fileOf(BLOCKS))], { dataDir });
  const file = path.join(folder, `${++count}-export.dat`);
  const ran = await vigilChain(['export', file], { dataDir });
  assert.match(ran.out, /^wrote 31 blocks, height 0 to 30/);
  assert.deepEqual(readFileSync(file), Buffer.from(fileOf([GENESIS_TEST_BLOCK, ...BLOCKS])));
  assert.match((await vigilChain(['export', file], { dataDir })).err, /is there already; --force replaces it/);
  const part = await vigilChain(['export', file, '--force', '--from', '29', '--json'], { dataDir });
  assert.equal(part.exitCode, 0);
  assert.deepEqual(readFileSync(file), Buffer.from(fileOf(BLOCKS.slice(28))));
  assert.match((await vigilChain(['export', file, '--to', '31', '--force'], { dataDir })).err, /up to height 30/);
});

test('a reindex makes index, undo data and coins anew from the block files, and drops a torn end', async () => {
  const dataDir = newDataDir();
  await vigilChain(['import', blockFile(fileOf(BLOCKS))], { dataDir });
  const before = (await vigilChain(['stats', '--json'], { dataDir })).out;
  await rm(path.join(dataDir, 'regtest/chainstate'), { recursive: true });
  const refused = await vigilChain(['import', blockFile(fileOf(BLOCKS))], { dataDir });
  assert.match(refused.err, /there is no index of them; .*--reindex/);
  const ran = await vigilChain(['import', '--reindex'], { dataDir });
  assert.equal(ran.exitCode, 0, ran.err);
  assert.equal((await vigilChain(['stats', '--json'], { dataDir })).out, before);
  assert.equal((await vigilChain(['verify', '--level', '4'], { dataDir })).exitCode, 0);
  assert.ok(existsSync(path.join(dataDir, 'regtest/blocks/rev00000.dat')));
});

const noBlocks =
  !MAINNET_FILES.every((file) => existsSync(file)) && 'the folder ../shared with real blocks is not there';

test(
  "mainnet's first 600 blocks are a chain with all scripts, good at level 4, with Core's hashes",
  { skip: noBlocks },
  async () => {
    const dataDir = newDataDir();
    const at = { dataDir, network: 'mainnet' };
    const ran = await vigilChain(['import', ...MAINNET_FILES, '--assumevalid', '0', '--par', '2', '--json'], at);
    assert.equal(ran.exitCode, 0, ran.err);
    const imported = json<ChainImportDocument>(ran);
    assert.deepEqual([imported.added, imported.connected, imported.inputs, imported.scripts], [599, 599, 25, 25]);
    const verified = json<ChainVerifyDocument>(await vigilChain(['verify', '--level', '4', '--json'], at));
    assert.deepEqual([verified.blocks, verified.disconnected, verified.reconnected], [599, 599, 599]);
    const stats = json<ChainStatsDocument>(await vigilChain(['stats', '--json'], at));
    // What bitcoind 28.1 says with gettxoutsetinfo after it has loaded the same blocks.
    assert.deepEqual(stats, {
      schema: 'vigil.chain-stats/1',
      network: 'mainnet',
      height: 599,
      bestblock: '0000000042844571bc6bce8e1c0fbec99466971eaff89fef8c0d123582181d4d',
      transactions: 599,
      txouts: 601,
      bogosize: 70317,
      hash_serialized_3: '6b1d7ce40dba4aac9c4d4342c1482f516885b50a6c60c814d82eefc73c9ad8a6',
      muhash: 'ce93177ecb5987744529c6e484b895dea4e4b1d062aef2230583f3f32acc4f8d',
      total_amount: '29950.00000000',
    });
  },
);
