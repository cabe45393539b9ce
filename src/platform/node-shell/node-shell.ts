import { assert } from '../../bytes/assert.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { DrivenNode } from '../../node/driven-node.ts';
import type { NodeEffect } from '../../node/node-effect.ts';
import type { NodeEvent } from '../../node/node-event.ts';
import type { NodeInput } from '../../node/node-input.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { ChainStoreError } from '../chain-folder/chain-store-failure.ts';
import { isSystemError } from '../system-error.ts';
import { Connections } from './connections.ts';
import { Dialer } from './dialer.ts';
import type { HostNames } from './host-names.ts';
import { oneInput } from './input-source.ts';
import type { InputSource } from './input-source.ts';
import { Listener } from './listener.ts';
import type { ListenAddress } from './listener.ts';
import type { NetworkRoutes } from './network-routes.ts';
import type { SavedFiles } from './saved-files.ts';
import { SeedLookup } from './seed-lookup.ts';
import { TurnQueue } from './turn-queue.ts';

/** How long inputs are given without a break, so that timers and other sockets of this process get their turn. */
const SLICE_MS = 20;

/**
 * Bytes from sockets that are given without a break: the sockets that they came from are read from again meanwhile, which
 * takes the system as long as we take.
 */
const SLICE_BYTES = 4 * 1024 * 1024;

/** The longest time between two looks at the clock: it may be set, and machines sleep. */
const MAX_TIMER_MS = 10_000;

/** Calls from outside that may wait for their turn. */
const MAX_WAITING_CALLS = 10_000;

/** Sockets at most, when nothing is said: far more than a node keeps, and less than a process may open. */
const DEFAULT_MAX_SOCKETS = 1024;

/** A seed's name with the services that are wanted in front: `x9.seed.example.com`. */
const SERVICES_IN_FRONT = /^x[0-9a-f]+\./;

/** How a `NodeShell` is set up. */
export interface NodeShellOptions {
  /** Where connections are taken: nowhere when empty. */
  readonly listen: readonly ListenAddress[];
  /** Sockets at most, in both directions. */
  readonly maxSockets?: number;
}

/** What a `NodeShell` works with. */
export interface NodeShellParts {
  readonly node: DrivenNode;
  readonly clock: Clock;
  readonly random: Random;
  /** Commits what has changed in the chain. A failure ends the shell. */
  readonly chain: { readonly commit: () => Promise<void> };
  readonly files: SavedFiles;
  readonly routes: NetworkRoutes;
  readonly names: HostNames;
  /** Takes what the node tells. */
  readonly onEvent: (event: NodeEvent) => void;
  /** Asked once, when the shell stops: what the node wants saved. Only `save` and `tell` are done any more. */
  readonly lastEffects?: (nowMs: number) => readonly NodeEffect[];
  readonly dialer?: Pick<Dialer, 'dial'>;
  readonly seeds?: Pick<SeedLookup, 'lookUp' | 'stop'>;
}

/** What a call of the node from outside comes to. */
export interface CallOutcome<Result> {
  readonly effects: readonly NodeEffect[];
  readonly result: Result;
}

/** A call that came when the shell was stopping, or when too many were waiting. */
export class NodeBusyError extends Error {
  override readonly name = 'NodeBusyError';
}

/** Something that waits for its turn: an input's source, or a call from outside. */
type Turn = InputSource | { readonly isBulk: false; readonly call: (nowMs: number) => readonly NodeEffect[] };

/**
 * The machine's side of a node: gives it inputs one at a time, and does what it wants done, in order.
 *
 * Whatever comes waits for its turn in one queue: each connection stands in it once at most, so that nobody gets more turns
 * than others, and bytes wait in their sockets. Inputs are given after the event loop has looked
 * at all sockets, for 20 ms at most; then what was written is sent, in one system call for each connection.
 */
export class NodeShell {
  readonly #options: NodeShellOptions;
  readonly #parts: NodeShellParts;
  readonly #connections: Connections;
  readonly #listener: Listener;
  readonly #seeds: Pick<SeedLookup, 'lookUp' | 'stop'>;
  readonly #waiting = new TurnQueue<Turn>();
  #waitingCalls = 0;
  #state: 'new' | 'running' | 'stopped' = 'new';
  #committing: Promise<void> | undefined;
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Infinity;
  #lastNowMs = -Infinity;
  #wasWoken = false;
  #stopping: Promise<Error | undefined> | undefined;
  #failure: Error | undefined;
  #tellEnded!: (failure: Error | undefined) => void;
  #receivedBytes = 0;
  #sentBytes = 0;

  /** Resolves when the shell has stopped: with why, if it was not asked to. Then disk or system have failed. */
  readonly ended: Promise<Error | undefined> = new Promise((resolve) => {
    this.#tellEnded = resolve;
  });

  constructor(options: NodeShellOptions, parts: NodeShellParts) {
    this.#options = options;
    this.#parts = parts;
    const { node, routes, names, random } = parts;
    this.#seeds = parts.seeds ?? new SeedLookup();
    this.#connections = new Connections(
      { maxSockets: options.maxSockets ?? DEFAULT_MAX_SOCKETS, isCjdnsReachable: routes.isCjdnsReachable },
      {
        dialer: parts.dialer ?? new Dialer({ routes, names, random }),
        nextConnectionId: () => node.nextConnectionId(),
        onInput: (source) => this.#offer(source),
      },
    );
    this.#listener = new Listener((socket) => this.#connections.accept(socket));
  }

  /**
   * Listens, and starts the node.
   *
   * @throws {ListenError} When an address can't be had; nothing was started then.
   */
  async start(): Promise<void> {
    assert(this.#state === 'new', 'a shell is started once');
    await this.#listener.open(this.#options.listen);
    this.#state = 'running';
    this.#offer(oneInput({ type: 'start' }));
  }

  /** Where it listens. */
  get listening(): { readonly host: string; readonly port: number }[] {
    return this.#listener.addresses;
  }

  /** What came and went since the start, and sockets that are open. */
  get traffic(): { readonly receivedBytes: number; readonly sentBytes: number; readonly sockets: number } {
    return { receivedBytes: this.#receivedBytes, sentBytes: this.#sentBytes, sockets: this.#connections.socketCount };
  }

  /**
   * Calls the node from outside, when it is its turn and nothing is being committed; then does what it wants done.
   *
   * @throws {NodeBusyError} (rejects) When the shell is stopping, or too many calls wait.
   */
  call<Result>(work: (nowMs: number) => CallOutcome<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'running') return reject(new NodeBusyError('the node is stopping'));
      if (this.#waitingCalls >= MAX_WAITING_CALLS) return reject(new NodeBusyError('too many calls are waiting'));
      this.#waitingCalls++;
      const call = (nowMs: number): readonly NodeEffect[] => {
        this.#waitingCalls--;
        if (this.#state !== 'running') {
          reject(new NodeBusyError('the node is stopping'));
          return [];
        }
        const { effects, result } = work(nowMs);
        resolve(result);
        return effects;
      };
      return this.#offer({ isBulk: false, call });
    });
  }

  /**
   * Stops: closes all connections, saves what the node wants saved, commits. Leaves nothing open.
   *
   * @returns Why it stopped, if it was not asked to, or what failed on the way.
   */
  stop(): Promise<Error | undefined> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Says that a source has something. */
  #offer(waiting: Turn): void {
    if (this.#state === 'stopped') return;
    this.#waiting.add(waiting);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#committing !== undefined || this.#state !== 'running') return;
    this.#turn ??= setImmediate(() => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#turn = undefined;
    const endMs = performance.now() + SLICE_MS;
    const endBytes = this.#receivedBytes + SLICE_BYTES;
    let isMore = true;
    while (isMore && this.#isFree && performance.now() < endMs && this.#receivedBytes < endBytes) isMore = this.#step();
    this.#connections.flush();
    if (isMore) this.#schedule();
    else this.#armTimer();
  }

  get #isFree(): boolean {
    return this.#committing === undefined && this.#state === 'running';
  }

  /** Gives one input. @returns Whether there may be another. */
  #step(): boolean {
    const nowMs = this.#parts.clock.nowMs();
    const isWakeDue = this.#parts.node.nextWakeMs <= nowMs || nowMs < this.#lastNowMs;
    // A node that wants to be woken again and again takes turns with everybody else.
    if (isWakeDue && (!this.#wasWoken || this.#waiting.isEmpty)) {
      this.#wasWoken = true;
      this.#give({ type: 'wake' }, nowMs);
      return true;
    }
    this.#wasWoken = false;
    const next = this.#waiting.take();
    if (next === undefined) return false;
    if ('call' in next) {
      this.#lastNowMs = nowMs;
      this.#try(() => this.#perform(next.call(nowMs)));
      return true;
    }
    const input = next.takeInput();
    if (input !== undefined) this.#give(input, nowMs);
    if (next.hasInput) this.#waiting.add(next);
    return true;
  }

  #give(input: NodeInput, nowMs: number): void {
    this.#lastNowMs = nowMs;
    if (input.type === 'data') this.#receivedBytes += input.bytes.length;
    else if (input.type === 'sent') this.#sentBytes += input.sizeBytes;
    else if (input.type === 'closed') this.#connections.released(input.connection);
    this.#try(() => this.#perform(this.#parts.node.receive(input, nowMs)));
  }

  /** Ends the shell when the world fails. A bug of ours goes on up, and ends the process. */
  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(worldFailure(error));
    }
  }

  #perform(effects: readonly NodeEffect[]): void {
    for (const [index, effect] of effects.entries()) {
      if (effect.do === 'commit') {
        this.#committing = this.#commit(effects.slice(index + 1));
        return;
      }
      this.#do(effect);
    }
  }

  #do(effect: Exclude<NodeEffect, { readonly do: 'commit' }>): void {
    switch (effect.do) {
      case 'connect':
        return this.#connections.connect(effect.connection, effect.address, effect.timeoutMs);
      case 'write':
        return this.#connections.write(effect.connection, effect.bytes);
      case 'flush':
        return this.#connections.flush();
      case 'close':
        return this.#connections.close(effect.connection, effect.afterSending);
      case 'pause':
        return this.#connections.pause(effect.connection);
      case 'resume':
        return this.#connections.resume(effect.connection);
      case 'look-up-seed':
        return void this.#lookUpSeed(effect.seed, effect.port);
      case 'save':
        return this.#parts.files.save(effect.thing, effect.bytes);
      case 'tell':
        return this.#parts.onEvent(effect.event);
    }
  }

  /** Commits, then does what comes after it. The node is given nothing meanwhile. */
  async #commit(rest: readonly NodeEffect[]): Promise<void> {
    try {
      await this.#parts.chain.commit();
    } catch (error) {
      this.#committing = undefined;
      return this.#fail(worldFailure(error));
    }
    this.#committing = undefined;
    if (this.#state === 'running') this.#perform(rest);
    else this.#performLast(rest);
    this.#connections.flush();
    return this.#schedule();
  }

  /**
   * Through a proxy nothing is looked up: names are the proxy's to resolve. A seed itself, without the services that it is
   * asked for in front, is then its own answer: the node connects to it, and asks it for addresses (Core's `AddAddrFetch`).
   */
  async #lookUpSeed(seed: string, port: number): Promise<void> {
    const { routes, names } = this.#parts;
    if (routes.nameRoute.via === 'direct') {
      this.#offer(oneInput({ type: 'seed-answered', seed, addresses: await this.#seeds.lookUp(seed, port) }));
      return;
    }
    const addresses = SERVICES_IN_FRONT.test(seed) ? [] : [names.addressOf(seed, port)];
    this.#offer(oneInput({ type: 'seed-answered', seed, addresses }));
  }

  /** Wakes the node at the time it names. A timer that is too early does no harm: it is set again. */
  #armTimer(): void {
    const nowMs = this.#parts.clock.nowMs();
    const atMs = Math.min(this.#parts.node.nextWakeMs, nowMs + MAX_TIMER_MS);
    if (this.#timer !== undefined && this.#timerAtMs <= atMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#schedule();
      },
      Math.max(0, Math.ceil(atMs - nowMs)),
    );
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    void this.stop();
  }

  async #stop(): Promise<Error | undefined> {
    this.#state = 'stopped';
    clearImmediate(this.#turn);
    clearTimeout(this.#timer);
    this.#connections.flush();
    this.#seeds.stop();
    for (const waiting of this.#waiting.clear()) if ('call' in waiting) waiting.call(0);
    await Promise.all([this.#connections.stop(), this.#listener.close(), this.#committing]);
    if (this.#failure === undefined) await this.#keepAll();
    await this.#parts.files.finish();
    this.#tellEnded(this.#failure);
    return this.#failure;
  }

  async #keepAll(): Promise<void> {
    const { clock, chain, lastEffects } = this.#parts;
    try {
      this.#performLast(lastEffects?.(clock.nowMs()) ?? []);
      await chain.commit();
    } catch (error) {
      this.#failure = worldFailure(error);
    }
  }

  #performLast(effects: readonly NodeEffect[]): void {
    for (const effect of effects) if (effect.do === 'save' || effect.do === 'tell') this.#do(effect);
  }
}

/** Tells the world's failures from bugs. @throws What is a bug. */
function worldFailure(error: unknown): Error {
  if (error instanceof ChainStoreError || error instanceof StorageDamageError || isSystemError(error)) return error;
  throw error;
}
