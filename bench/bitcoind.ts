import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;
const TRY_MS = 100;

/** An error that the RPC answers with. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Where a bitcoind runs. */
export interface BitcoindPlace {
  /** Regtest unless told. */
  readonly chain?: 'regtest' | 'signet';
  /** In place of a new data directory: one that an earlier one has left. */
  readonly directory?: string;
  /** Whether it opens connections by itself: to anchors, and to addresses that it knows. Not unless told. */
  readonly opensConnections?: boolean;
  /** How often it is asked whether it is there: every 100 ms unless told. */
  readonly tryMs?: number;
}

/** A bitcoind without peers that are not asked for, in a data directory of its own, that is removed at the end. */
export class Bitcoind {
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #chain: string;
  #cookie = '';

  private constructor(child: ChildProcess, place: Pick<Required<BitcoindPlace>, 'directory' | 'chain'>, port: number) {
    this.#child = child;
    this.directory = place.directory;
    this.#chain = place.chain;
    this.#port = port;
  }

  /** Starts one and waits until it answers. @param options Beside those that keep it by itself; the last of a name counts. */
  static async start(file: string, options: readonly string[], place: BitcoindPlace = {}): Promise<Bitcoind> {
    const directory = place.directory ?? (await mkdtemp(path.join(tmpdir(), 'vigil-bitcoind-')));
    const chain = place.chain ?? 'regtest';
    const port = await freePort();
    const isAlone = place.opensConnections !== true && !options.some((option) => option.startsWith('-connect='));
    const alone = [`-chain=${chain}`, '-listen=0', '-dnsseed=0', '-disablewallet', '-printtoconsole=0'];
    if (isAlone) alone.push('-connect=0');
    const rpc = [`-datadir=${directory}`, `-rpcport=${port}`, '-rpcbind=127.0.0.1', '-rpcallowip=127.0.0.1'];
    const child = spawn(file, [...alone, ...rpc, ...options], { stdio: 'ignore' });
    const bitcoind = new Bitcoind(child, { directory, chain }, port);
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
    await Promise.race([failed, bitcoind.#untilReady(place.tryMs ?? TRY_MS)]);
    return bitcoind;
  }

  /** Its process. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Calls a method. @throws {RpcError} When it answers with an error. */
  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '1.0', id: 0, method, params });
    const answer = JSON.parse(await this.#post(body)) as {
      readonly result: unknown;
      readonly error: { readonly code: number; readonly message: string } | null;
    };
    if (answer.error !== null) throw new RpcError(answer.error.code, answer.error.message);
    return answer.result;
  }

  /** Stops it, and removes its data directory unless that is to be kept. */
  async stop(options: { readonly keepsDirectory?: boolean } = {}): Promise<void> {
    const ended = this.#isRunning ? once(this.#child, 'exit') : undefined;
    if (ended !== undefined) await this.call('stop', []).catch(() => this.#child.kill());
    await ended;
    if (options.keepsDirectory !== true) await rm(this.directory, { recursive: true, force: true });
  }

  /** Ends it as a loss of power does (`kill -9`), and keeps its data directory. */
  async kill(): Promise<void> {
    const ended = this.#isRunning ? once(this.#child, 'exit') : undefined;
    this.#child.kill('SIGKILL');
    await ended;
  }

  get #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #untilReady(tryMs: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS && this.#isRunning; waitedMs += tryMs) {
      try {
        this.#cookie = await readFile(path.join(this.directory, this.#chain, '.cookie'), 'utf8');
        await this.call('getblockcount', []);
        return;
      } catch {
        await sleep(tryMs);
      }
    }
    throw new Error('bitcoind did not start: run it by hand to see why');
  }

  async #post(body: string): Promise<string> {
    const sent = request({
      host: '127.0.0.1',
      port: this.#port,
      method: 'POST',
      agent: false,
      auth: this.#cookie,
      headers: { 'content-length': Buffer.byteLength(body) },
    });
    // An error before the answer is thrown by `once`; one after it by whoever reads the answer.
    sent.on('error', () => {});
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
