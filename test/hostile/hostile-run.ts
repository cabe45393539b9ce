import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServerFigures, ServerMessage } from './server-messages.ts';
import type { AttackOutcome, SocketAttack } from './socket-attacks.ts';
import { SocketPeer } from './socket-peer.ts';

const PING_EVERY_MS = 50;

/** What honest peers got. */
export interface HonestFigures {
  readonly medianPingMs: number;
  readonly maxPingMs: number;
  /** From the order to mine a block until the honest peer has heard of it. */
  readonly blockMs: number;
}

/** What one attack came to. */
export interface HostileResult {
  readonly attack: SocketAttack;
  readonly honest: HonestFigures;
  readonly figures: ServerFigures;
  readonly outcome: AttackOutcome;
  /** Resident memory before. */
  readonly baseBytes: number;
}

/** A node in a process of its own, an honest peer that watches it, and attackers in a third process. */
export class HostileRun {
  readonly #server: ChildProcess;
  readonly #port: number;
  readonly #honest: SocketPeer;
  readonly #sentAtMs = new Map<bigint, number>();
  readonly #pingsMs: number[] = [];
  #nextNonce = 1n;
  #onBlock: (() => void) | undefined;

  private constructor(server: ChildProcess, port: number) {
    this.#server = server;
    this.#port = port;
    this.#honest = new SocketPeer({
      port,
      onMessage: (message) => {
        if (message.type === 'pong') this.#pong(message.nonce);
        const isBlock = message.type === 'inv' || message.type === 'headers' || message.type === 'cmpctblock';
        if (isBlock) this.#onBlock?.();
      },
    });
  }

  static async start(): Promise<HostileRun> {
    const server = fork(fileURLToPath(new URL('./server-child.js', import.meta.url)));
    const [message] = (await once(server, 'message')) as [ServerMessage];
    assert('port' in message, 'the port comes first');
    const run = new HostileRun(server, message.port);
    await run.#honest.ready();
    return run;
  }

  /** Attacks it. @param seconds How long. */
  async attack(attack: SocketAttack, seconds: number): Promise<HostileResult> {
    await sleep(300);
    const { rssBytes: baseBytes } = await this.ask('reset');
    this.#pingsMs.length = 0;
    const attackers = fork(fileURLToPath(new URL('./attacker-child.js', import.meta.url)), [
      String(this.#port),
      attack.name,
      String(attack.connections),
      String(seconds),
    ]);
    const done = once(attackers, 'message') as Promise<[AttackOutcome]>;
    let outcome: AttackOutcome | undefined;
    void done.then(([it]) => (outcome = it));
    const blockTimesMs: number[] = [];
    for (let turn = 1; outcome === undefined; turn++) {
      this.#ping();
      if (turn % 20 === 0) blockTimesMs.push(await this.#mine());
      else await sleep(PING_EVERY_MS);
    }
    const figures = await this.ask('figures');
    const pings = this.#pingsMs.toSorted((a, b) => a - b);
    assert(!this.#honest.isClosed, 'the honest peer is kept');
    const honest = {
      medianPingMs: pings[pings.length >> 1]!,
      // Those without an answer yet count.
      maxPingMs: Math.max(...pings, ...[...this.#sentAtMs.values()].map((ms) => performance.now() - ms)),
      blockMs: Math.max(...blockTimesMs),
    };
    return { attack, honest, figures, outcome, baseBytes };
  }

  async ask(what: 'figures' | 'mine' | 'reset'): Promise<ServerFigures> {
    const answer = once(this.#server, 'message') as Promise<[ServerMessage]>;
    this.#server.send(what);
    const [message] = await answer;
    assert('figures' in message, 'figures are answered');
    return message.figures;
  }

  stop(): void {
    this.#honest.close();
    this.#server.kill('SIGKILL');
  }

  #ping(): void {
    const nonce = this.#nextNonce++;
    this.#sentAtMs.set(nonce, performance.now());
    this.#honest.send({ type: 'ping', nonce });
  }

  #pong(nonce: bigint): void {
    const sentMs = this.#sentAtMs.get(nonce);
    if (sentMs === undefined) return;
    this.#sentAtMs.delete(nonce);
    this.#pingsMs.push(performance.now() - sentMs);
  }

  async #mine(): Promise<number> {
    const startMs = performance.now();
    const heard = new Promise<void>((resolve) => (this.#onBlock = resolve));
    await this.ask('mine');
    await Promise.race([heard, sleep(10_000)]);
    this.#onBlock = undefined;
    return performance.now() - startMs;
  }
}
