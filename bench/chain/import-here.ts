import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpuUsage, resourceUsage } from 'node:process';

import { openChain } from '../../src/platform/chain-folder/open-chain.ts';
import { importBlocks } from '../../src/platform/chain-import/import-blocks.ts';
import { blockHashFromHex } from '../../src/primitives/hash.ts';
import { withProfile } from './profile.ts';
import type { CostShares } from './profile.ts';

/** One import of a regtest block file into a new chain. */
export interface ImportRun {
  readonly file: string;
  readonly threads: number;
  readonly dbCacheMib: number;
  /** The last block's hash as text, where scripts are assumed to be valid. */
  readonly assumeValid: string | undefined;
  readonly profile: boolean;
}

/** What an import did. Time is by the clock, to the end of the last commit. */
export interface ImportResult {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
  readonly height: number;
  readonly transactions: number;
  readonly inputs: number;
  readonly scripts: number;
  readonly bytes: number;
  readonly costs: CostShares | undefined;
}

/** Does an import in this process. */
export async function importHere(run: ImportRun): Promise<ImportResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-bench-'));
  try {
    if (!run.profile) return { ...(await importInto(folder, run)), costs: undefined };
    const { result, costs } = await withProfile(async () => importInto(folder, run));
    return { ...result, costs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importInto(dataDir: string, run: ImportRun): Promise<Omit<ImportResult, 'costs'>> {
  const { threads, dbCacheMib } = run;
  const hash = run.assumeValid === undefined ? undefined : blockHashFromHex(run.assumeValid);
  const assumeValid = hash && { hash, minimumChainWork: 0n };
  const opened = await openChain({ dataDir, network: 'regtest', dbCacheMib, threads, assumeValid });
  try {
    const cpuBefore = cpuUsage();
    const startMs = performance.now();
    const nowSec = Math.floor(Date.now() / 1000);
    const outcome = await importBlocks(opened, { files: [run.file], network: 'regtest', nowSec });
    const seconds = (performance.now() - startMs) / 1e3;
    const { user, system } = cpuUsage(cpuBefore);
    const [bad] = outcome.badBlocks;
    if (outcome.status !== 'done' || bad !== undefined) {
      throw new Error(`${outcome.status}: ${outcome.failure?.code ?? ''} ${bad?.height} ${bad?.reject.code}`);
    }
    const { transactions, inputs, scripts, bytes } = outcome;
    return {
      seconds,
      cpuSeconds: (user + system) / 1e6,
      // Kilobytes, on all platforms.
      peakMemoryMb: resourceUsage().maxRSS / 1e3,
      height: opened.chain.active.height,
      transactions,
      inputs,
      scripts,
      bytes,
    };
  } finally {
    await opened.abandon();
  }
}
