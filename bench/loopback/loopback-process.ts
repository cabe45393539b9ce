import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CoreNode } from '../../test/interop/core-node.ts';
import type { LoopbackOrder, LoopbackReport, LoopbackStatus } from './loopback-messages.ts';

/** A node in another process, as a benchmark sees it: ours, or bitcoind. */
export interface LoopbackNode {
  readonly name: 'vigil' | 'bitcoind';
  readonly port: number;
  readonly pid: number;
  status(): Promise<LoopbackStatus>;
  /** Connects to another on the loopback. */
  connectTo(port: number, options: { readonly usesV2: boolean }): Promise<void>;
  /** Resolves when its tip is a certain block. */
  untilTip(hash: string): Promise<void>;
  stop(): Promise<void>;
}

/** A node of ours: see `bench/loopback-node.ts`. */
export class VigilProcess implements LoopbackNode {
  readonly name = 'vigil';
  readonly port: number;
  readonly #child: ChildProcess;
  #tip = '';
  #onTip: ((hash: string) => void) | undefined;
  #onStatus: ((status: LoopbackStatus) => void) | undefined;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    child.on('message', (message) => this.#hear(message as LoopbackReport));
  }

  static async start(): Promise<VigilProcess> {
    const child = fork(fileURLToPath(new URL('../loopback-node.js', import.meta.url)));
    const [ready] = (await once(child, 'message')) as [LoopbackReport];
    if (ready.report !== 'ready') throw new Error('a node tells first that it is ready');
    return new VigilProcess(child, ready.port);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  status(): Promise<LoopbackStatus> {
    const answered = new Promise<LoopbackStatus>((resolve) => (this.#onStatus = resolve));
    this.#order({ order: 'status' });
    return answered;
  }

  async connectTo(port: number, { usesV2 }: { readonly usesV2: boolean }): Promise<void> {
    this.#order({ order: 'connect', port, usesV2 });
  }

  untilTip(hash: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onTip = (tip) => {
        if (tip === hash) resolve();
      };
      this.#onTip(this.#tip);
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#order({ order: 'stop' });
    await ended;
  }

  #order(order: LoopbackOrder): void {
    this.#child.send(order);
  }

  #hear(said: LoopbackReport): void {
    if (said.report === 'status') this.#onStatus?.(said);
    if (said.report !== 'tip') return;
    this.#tip = said.hash;
    this.#onTip?.(said.hash);
  }
}

/** A bitcoind. */
export class BitcoindProcess implements LoopbackNode {
  readonly name = 'bitcoind';
  readonly #core: CoreNode;

  private constructor(core: CoreNode) {
    this.#core = core;
  }

  static async start(file: string): Promise<BitcoindProcess> {
    // On regtest it checks its mempool and block index again after each change, unless told.
    const asOnMainnet = ['-checkmempool=0', '-checkblockindex=0', '-checkaddrman=0'];
    return new BitcoindProcess(await CoreNode.start(file, ['-par=1', '-debug=0', ...asOnMainnet]));
  }

  get port(): number {
    return this.#core.port;
  }

  get pid(): number {
    return this.#core.pid;
  }

  async status(): Promise<LoopbackStatus> {
    const { size } = await this.#core.call<{ readonly size: number }>('getmempoolinfo');
    const [height, tip, peers] = [await this.#core.height(), await this.#core.tip(), await this.#core.peers()];
    return { mempool: size, height, tip, peers: peers.length };
  }

  connectTo(port: number, options: { readonly usesV2: boolean }): Promise<void> {
    return this.#core.connectTo(port, options);
  }

  async untilTip(hash: string): Promise<void> {
    await this.#core.call('waitforblock', hash, 0);
  }

  stop(): Promise<void> {
    return this.#core.stop();
  }
}

/** What a thread has taken, in milliseconds. */
export interface ThreadTimes {
  readonly runMs: number;
  /** How long it could have run, and waited for a core. */
  readonly waitMs: number;
}

/** What the threads of a process have taken so far, by thread: as Linux's scheduler tells. */
export function threadTimes(pid: number): Map<string, ThreadTimes> {
  const times = new Map<string, ThreadTimes>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [runNs = '', waitNs = ''] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
    times.set(thread, { runMs: Number(runNs) / 1e6, waitMs: Number(waitNs) / 1e6 });
  }
  return times;
}
