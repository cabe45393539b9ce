// Makes a chain as mainnet looks today, on regtest, as a file that `bitcoind -regtest -loadblock=FILE` and
// `vigil chain import --network regtest FILE` read. The same options give the same bytes, on every machine.
//
//   node dist/bench/generate-chain.js [--out] FILE [--blocks N] [--seed N] [--transactions N] [--coins N] [--empty N]
//     [--keys N] [--threads N]
import { closeSync, openSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { genesisBlock } from '../src/chain/genesis-block.ts';
import { networkParams } from '../src/consensus/params.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { generateChain, leadingBlocks } from './generate-chain/chain-generator.ts';
import type { GeneratedBlock } from './generate-chain/chain-generator.ts';
import { FRAME_BYTES, framed } from './generate-chain/framing.ts';

const PROGRESS_MS = 2000;

const OPTIONS = {
  out: { type: 'string' },
  blocks: { type: 'string', default: '200' },
  seed: { type: 'string', default: '1' },
  transactions: { type: 'string', default: '2500' },
  coins: { type: 'string', default: '500000' },
  empty: { type: 'string', default: '2100' },
  keys: { type: 'string', default: '5000' },
  threads: { type: 'string', default: String(Math.min(4, availableParallelism() - 1)) },
} as const;

async function main(): Promise<void> {
  // npm hands a second `--` on.
  const args = argv.slice(argv[2] === '--' ? 3 : 2);
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const out = values.out ?? positionals[0];
  if (out === undefined) throw new RangeError('name the file to write');
  const number = (name: keyof typeof values, least: number): number => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value >= least && value <= 0x7fff_ffff) return value;
    throw new RangeError(`--${name} takes a whole number from ${least} on, not ${values[name]}`);
  };
  const options = {
    seed: number('seed', 0),
    blocks: number('blocks', 0),
    transactions: number('transactions', 1),
    coins: number('coins', 1),
    emptyBlocks: number('empty', 0),
    keys: number('keys', 3),
    threads: number('threads', 0),
  };
  const file = openSync(out, 'w');
  const progress = new Progress(leadingBlocks(options.coins) + options.blocks + options.emptyBlocks);
  try {
    // bitcoind 28.1 with its checks of the block index, which regtest has on, wants the first block as well.
    write(file, framed(genesisBlock(networkParams('regtest')).serialized()));
    for await (const block of generateChain(options)) {
      write(file, framed(block.bytes));
      progress.add(block);
    }
  } finally {
    closeSync(file);
  }
  stdout.write(`${progress.summary().join('\n')}\n`);
}

function write(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

class Progress {
  readonly #last: number;
  readonly #startMs = performance.now();
  #firstMixedMs = 0;
  #lastMixedMs = 0;
  #saidMs = 0;
  #sizeBytes = 0;
  #latest: GeneratedBlock | undefined;

  constructor(last: number) {
    this.#last = last;
  }

  add(block: GeneratedBlock): void {
    const nowMs = performance.now();
    if (block.isMixed) {
      if (this.#firstMixedMs === 0) this.#firstMixedMs = nowMs;
      this.#lastMixedMs = nowMs;
    }
    this.#sizeBytes += FRAME_BYTES + block.bytes.length;
    this.#latest = block;
    if (nowMs - this.#saidMs < PROGRESS_MS) return;
    this.#saidMs = nowMs;
    stderr.write(`block ${block.height} of ${this.#last}: ${this.#soFar(block)}\n`);
  }

  summary(): readonly string[] {
    const latest = this.#latest;
    if (latest === undefined) return [];
    const { facts, height, hash } = latest;
    const seconds = ((performance.now() - this.#startMs) / 1e3).toFixed(1);
    return [
      `${height} blocks, of which ${facts.blocks} with the mix, in ${seconds} s: ${this.#soFar(latest)}`,
      ...facts.lines(),
      `the last block: ${blockHashToHex(hash)}`,
    ];
  }

  #soFar({ facts, coinCount }: GeneratedBlock): string {
    const perSec = ((facts.blocks - 1) * 1e3) / (this.#lastMixedMs - this.#firstMixedMs);
    const speed = facts.blocks < 2 ? '' : `, ${perSec.toFixed(2)} blocks of the mix a second`;
    return `${(this.#sizeBytes / 1e6).toFixed(1)} MB, ${coinCount} coins${speed}`;
  }
}

await main();
