// A regtest chain that is imported by processes of their own, and what can be said of what they leave.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CoinStatsSum } from '../src/chain/coin-stats.ts';
import { COIN_PREFIX } from '../src/chain/coins/coin-key.ts';
import { verifyChain } from '../src/chain/verify-chain.ts';
import { openChain } from '../src/platform/chain-folder/open-chain.ts';
import { GENESIS_TEST_BLOCK, OP_TRUE, PARAMS, blockAfter, blocksAfter, spend } from './chain-regtest.ts';
import type { TestBlock } from './chain-regtest.ts';

export const CHILD: string = fileURLToPath(new URL('./chain-import-child.js', import.meta.url));

/** Empty blocks, then blocks that spend and make coins, then a longer chain beside the last ones: with a reorganization. */
function crashChain(): TestBlock[] {
  const blocks = blocksAfter(GENESIS_TEST_BLOCK, 101);
  const coinbases = blocks.map(({ coinbaseTxid }) => coinbaseTxid);
  const busy = (prev: TestBlock, count: number, extraNonce: number): TestBlock[] => {
    const made: TestBlock[] = [];
    for (let last = prev; made.length < count;) {
      const coinbase = coinbases[last.height - 101]!;
      const outputs = Array.from({ length: 20 }, () => ({ value: 1000n, scriptPubKey: OP_TRUE }));
      const first = spend([{ txid: coinbase, vout: 0 }], outputs);
      const second = spend(
        [
          { txid: first.txid, vout: 3 },
          { txid: first.txid, vout: 7 },
        ],
        outputs.slice(0, 2),
      );
      last = blockAfter(last, { transactions: [first, second], extraNonce });
      made.push(last);
    }
    return made;
  };
  const main = busy(blocks[blocks.length - 1]!, 60, 1);
  return [...blocks, ...main, ...busy(main[29]!, 40, 2)];
}

/** The blocks in the framing of block files. */
export function fileOf(blocks: readonly TestBlock[]): Uint8Array {
  return Buffer.concat(
    blocks.flatMap(({ bytes }) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [PARAMS.magic, size, bytes];
    }),
  );
}

export const BLOCKS: readonly TestBlock[] = crashChain();
export const TIP_HEIGHT: number = 101 + 30 + 40;

/** A folder with the chain in a file, and what the coins come to when nothing goes wrong. */
export interface CrashScene {
  readonly folder: string;
  readonly file: string;
  readonly expected: { readonly height: number; readonly hash: string };
}

export async function makeScene(): Promise<CrashScene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-chain-crash-'));
  const file = path.join(folder, 'chain.dat');
  writeFileSync(file, fileOf(BLOCKS));
  const dataDir = path.join(folder, 'whole');
  assert.match(importApart(dataDir, file), /done/);
  const expected = await inspect(dataDir);
  assert.equal(expected.height, TIP_HEIGHT);
  return { folder, file, expected };
}

/** Opens a chain, verifies all of it, and hashes its coins. */
export async function inspect(dataDir: string): Promise<{ readonly height: number; readonly hash: string }> {
  const opened = await openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 });
  try {
    const steps = verifyChain(opened.verifyParts(), { level: 4, blocks: Infinity });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { height } = opened.chain.active;
    assert.equal(step.value.disconnected, height);
    assert.equal(step.value.reconnected, height);
    const sum = new CoinStatsSum({ serialized: true, muhash: false });
    for await (const entries of opened.store.entries(Uint8Array.of(COIN_PREFIX))) {
      for (const { key, value } of entries) sum.add(key, value);
    }
    return { height, hash: Buffer.from(sum.finish().hashSerialized3!).toString('hex') };
  } finally {
    await opened.abandon();
  }
}

/** Runs an import in a process of its own, to its end. @returns What it printed. */
export function importApart(dataDir: string, file: string): string {
  return spawnSync(process.execPath, [CHILD, dataDir, file, '1000000000'], { encoding: 'utf8' }).stdout;
}

/** Runs an import in a process of its own and kills it after so many milliseconds, or lets it end. @returns Whether it ended. */
export function importAndKillAfter(dataDir: string, file: string, afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, dataDir, file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

/** Runs an import in a process of its own and kills it after so many lines, or lets it end. */
export function importAndKill(dataDir: string, file: string, lines: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, dataDir, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) seen++;
      if (seen >= lines) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
