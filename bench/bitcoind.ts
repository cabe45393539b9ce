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

const START_TRIES = 300;
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

/** A bitcoind on regtest without peers, in a data directory of its own, that is removed at the end. */
export class Bitcoind {
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #port: number;
  #cookie = '';

  private constructor(child: ChildProcess, directory: string, port: number) {
    this.#child = child;
    this.directory = directory;
    this.#port = port;
  }

  /** Starts one and waits until it answers. @param options Beside those that keep it by itself. */
  static async start(file: string, options: readonly string[]): Promise<Bitcoind> {
    const directory = await mkdtemp(path.join(tmpdir(), 'vigil-bitcoind-'));
    const port = await freePort();
    const alone = ['-regtest', '-connect=0', '-listen=0', '-dnsseed=0', '-disablewallet', '-printtoconsole=0'];
    const rpc = [`-datadir=${directory}`, `-rpcport=${port}`, '-rpcbind=127.0.0.1', '-rpcallowip=127.0.0.1'];
    const child = spawn(file, [...alone, ...rpc, ...options], { stdio: 'ignore' });
    const bitcoind = new Bitcoind(child, directory, port);
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
    await Promise.race([failed, bitcoind.#untilReady()]);
    return bitcoind;
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

  async stop(): Promise<void> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    await this.call('stop', []).catch(() => this.#child.kill());
    await ended;
    await rm(this.directory, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    for (let tries = 0; tries < START_TRIES && this.#child.exitCode === null; tries++) {
      try {
        this.#cookie = await readFile(path.join(this.directory, 'regtest', '.cookie'), 'utf8');
        await this.call('getblockcount', []);
        return;
      } catch {
        await sleep(TRY_MS);
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
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
