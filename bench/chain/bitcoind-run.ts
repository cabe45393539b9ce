import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Bitcoind } from '../bitcoind.ts';

const POLL_MS = 100;

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own tick. */
const TICKS_A_SECOND = 100;

/** One import by bitcoind. */
export interface BitcoindRun {
  readonly bitcoind: string;
  readonly file: string;
  readonly threads: number;
  readonly dbCacheMib: number;
  readonly assumeValid: string | undefined;
  /** Height and hash, as text, of the last block in the file. */
  readonly tip: { readonly height: number; readonly hash: string };
}

export interface BitcoindResult {
  /** By its log: from when it opens the file to the tip. What it changed lies in memory then. */
  readonly seconds: number;
  /** Of all threads, from its start to the tip; `undefined` where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** From the order to stop to the end, in which it writes that. */
  readonly stopSeconds: number;
}

/** Times `-loadblock` to the tip. @throws When the chain that it ends with is another one. */
export async function runBitcoind(run: BitcoindRun): Promise<BitcoindResult> {
  const { file, threads, dbCacheMib, assumeValid, tip } = run;
  const bitcoind = await Bitcoind.start(run.bitcoind, [
    `-loadblock=${path.resolve(file)}`,
    `-par=${threads}`,
    `-dbcache=${dbCacheMib}`,
    `-assumevalid=${assumeValid ?? '0'}`,
    // On for regtest only: goes through the whole index at each block.
    '-checkblockindex=0',
    '-logtimemicros=1',
  ]);
  let isStopped = false;
  try {
    while (((await bitcoind.call('getblockcount', [])) as number) < tip.height) await sleep(POLL_MS);
    const hash = await bitcoind.call('getbestblockhash', []);
    if (hash !== tip.hash) throw new Error(`bitcoind ends with block ${String(hash)}, not ${tip.hash}`);
    const log = await readFile(path.join(bitcoind.directory, 'regtest', 'debug.log'), 'utf8');
    const seconds = (timeOf(log, `UpdateTip: new best=${tip.hash}`) - timeOf(log, 'Importing blocks file')) / 1e3;
    const cpuSeconds = await cpuSecondsOf(bitcoind.directory);
    const startMs = performance.now();
    isStopped = true;
    await bitcoind.stop();
    return { seconds, cpuSeconds, stopSeconds: (performance.now() - startMs) / 1e3 };
  } finally {
    if (!isStopped) await bitcoind.stop();
  }
}

/** Milliseconds since 1970 at which a line was logged. */
function timeOf(log: string, text: string): number {
  const at = log.indexOf(text);
  const timeMs = Date.parse(log.slice(log.lastIndexOf('\n', at) + 1, at).split(' ')[0] ?? '');
  if (at < 0 || Number.isNaN(timeMs)) throw new Error(`bitcoind does not log "${text}"`);
  return timeMs;
}

/** Time of all threads so far, by Linux's `/proc`. */
async function cpuSecondsOf(directory: string): Promise<number | undefined> {
  try {
    const pid = (await readFile(path.join(directory, 'regtest', 'bitcoind.pid'), 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // After the name in parentheses come the third field and on; user and system time are the 14th and 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[14 - 3]) + Number(fields[15 - 3])) / TICKS_A_SECOND;
  } catch {
    return undefined;
  }
}
