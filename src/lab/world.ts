import { assert } from '../bytes/assert.ts';
import type { DrivenNode } from '../node/driven-node.ts';
import type { NodeEffect } from '../node/node-effect.ts';
import type { NodeEvent } from '../node/node-event.ts';
import type { NodeInput } from '../node/node-input.ts';
import type { PeerId } from '../net/peer.ts';
import type { NetAddress } from '../wire/net-address.ts';
import { EventQueue } from './event-queue.ts';
import { SeededRandom } from './seeded-random.ts';
import { Trace } from './trace.ts';
import { VirtualNetwork } from './virtual-network.ts';
import type { Link } from './virtual-network.ts';

/** How many addresses a virtual DNS seed answers with. */
const SEED_ANSWERS = 20;

/**
 * A node is told that bytes have left when they come to this much on one connection, and else with its first wake-up after a minute:
 * far below what it keeps on the way to a peer, and long before it gives up one that takes nothing. So nobody waits for it, and of
 * five things that happen not one is this.
 */
const TELL_LEFT_BYTES = 64 * 1024;
const TELL_LEFT_MS = 60_000;

/** What a world is made from. */
export interface WorldOptions {
  /** 32-bit integer: the same seed and the same calls make the same world, to the bit. */
  readonly seed: number;
  /** When it begins: milliseconds since 1970. */
  readonly startMs: number;
}

/** A node that lives in a world, with what belongs to it. */
export interface HostOptions {
  readonly node: DrivenNode;
  /** Where it can be reached; `undefined`: nowhere, as most nodes behind a router. */
  readonly address: NetAddress | undefined;
  /** Where its connections come from when it can't be reached. */
  readonly from: NetAddress;
  /** Commits the chain. */
  readonly commit: () => void;
  /** Called with what the node tells. */
  readonly tell?: ((event: NodeEvent) => void) | undefined;
  /** Says whether a message gets to the node, as its peer wrote it; all do unless told. For planted faults. */
  readonly hears?: ((bytes: Uint8Array) => boolean) | undefined;
  /** Called with what the node throws, which is down from then on. Unless told, the world ends with it. */
  readonly crashed?: ((error: unknown) => void) | undefined;
}

interface Host extends HostOptions {
  readonly index: number;
  /** Bytes that have left, and of which the node was not told yet, by connection. */
  readonly left: Map<PeerId, number>;
  /** When it is told of all of them. */
  tellLeftMs: number;
  /** When the wake-up that is planned comes; `Infinity` when none is. */
  wakeMs: number;
  /** Connections that it asked for, and that are not open yet. */
  readonly opening: Set<PeerId>;
  isUp: boolean;
}

/**
 * A virtual clock and network with nodes in it. Nothing in it waits: it goes from one thing that happens to the next, and the
 * trace holds all of them.
 */
export class World {
  readonly trace: Trace = new Trace();
  readonly random: SeededRandom;
  readonly network: VirtualNetwork;
  readonly #startMs: number;
  readonly #queue = new EventQueue<() => void>();
  readonly #hosts: Host[] = [];
  #nowUs = 0;

  constructor(options: WorldOptions) {
    this.random = new SeededRandom(options.seed);
    this.network = new VirtualNetwork(this.random.fork());
    this.#startMs = options.startMs;
  }

  /** Milliseconds since 1970, of virtual time. */
  get nowMs(): number {
    return this.#startMs + Math.floor(this.#nowUs / 1000);
  }

  /** How many nodes there are, those that are down included. */
  get size(): number {
    return this.#hosts.length;
  }

  /** Adds a node, and starts it. @returns Its index. */
  add(options: HostOptions): number {
    const index = this.#hosts.length;
    this.#hosts.push({
      ...options,
      index,
      wakeMs: Infinity,
      opening: new Set(),
      left: new Map(),
      tellLeftMs: 0,
      isUp: true,
    });
    if (options.address !== undefined) this.network.listen(index, options.address);
    this.#give(this.#hosts[index]!, { type: 'start' });
    return index;
  }

  /** Takes a node out as if its power went: its connections are reset, and it is never heard of again. */
  remove(index: number): void {
    const host = this.#host(index);
    if (!host.isUp) return;
    host.isUp = false;
    if (host.address !== undefined) this.network.unlisten(host.address);
    for (const { link, side } of this.network.drop(index)) this.#tellClosed(link, side);
  }

  /** Has a node do something of its own accord: `act` returns the effects, as `receive` does. */
  act(index: number, act: (nowMs: number) => readonly NodeEffect[]): void {
    const host = this.#host(index);
    if (!host.isUp) return;
    this.#guard(host, () => {
      this.#do(host, act(this.nowMs));
      this.#planWake(host);
    });
  }

  /** Whether a node is up: it was not removed, and has not crashed. */
  isUp(index: number): boolean {
    return this.#host(index).isUp;
  }

  /** Plans something for later. @param afterMs From now, in whole milliseconds. */
  later(afterMs: number, run: () => void): void {
    this.#queue.plan(this.#nowUs + afterMs * 1000, run);
  }

  /** Splits the network. @param groupOf Group by node. */
  partition(groupOf: readonly number[]): void {
    this.trace.note(this.#nowUs, 0, 'partition', Uint8Array.from(groupOf));
    this.network.partition(groupOf);
  }

  heal(): void {
    this.trace.note(this.#nowUs, 0, 'heal');
    for (const deliver of this.network.heal()) this.#queue.plan(this.#nowUs, deliver);
  }

  /** Lets time pass. @param durationMs In whole milliseconds. */
  run(durationMs: number): void {
    const endUs = this.#nowUs + durationMs * 1000;
    while (this.#queue.nextUs <= endUs) this.#step();
    this.#nowUs = endUs;
  }

  /**
   * Lets time pass until something holds.
   *
   * @param limitMs The longest that it may take.
   * @returns Whether it came to hold.
   */
  runUntil(holds: () => boolean, limitMs: number): boolean {
    const endUs = this.#nowUs + limitMs * 1000;
    while (!holds()) {
      if (this.#queue.nextUs > endUs) {
        this.#nowUs = endUs;
        return false;
      }
      this.#step();
    }
    return true;
  }

  #step(): void {
    this.#nowUs = Math.max(this.#nowUs, this.#queue.nextUs);
    const run = this.#queue.take();
    assert(run !== undefined, 'something is planned');
    run();
  }

  #host(index: number): Host {
    const host = this.#hosts[index];
    assert(host !== undefined, 'there is such a node');
    return host;
  }

  #give(host: Host, input: NodeInput): void {
    if (!host.isUp) return;
    this.trace.note(this.#nowUs, host.index, input.type, input.type === 'data' ? input.bytes : undefined);
    this.#guard(host, () => {
      this.#do(host, host.node.receive(input, this.nowMs));
      this.#planWake(host);
    });
  }

  /** Does something with a node; where it throws, it goes down, if somebody wants to know. */
  #guard(host: Host, run: () => void): void {
    if (host.crashed === undefined) return run();
    try {
      run();
    } catch (error) {
      this.trace.note(this.#nowUs, host.index, 'crash');
      this.remove(host.index);
      host.crashed(error);
    }
  }

  /** Takes note of bytes that have left; small amounts are told later, with others. */
  #left(host: Host, connection: PeerId, sizeBytes: number): void {
    const sum = (host.left.get(connection) ?? 0) + sizeBytes;
    if (sum < TELL_LEFT_BYTES) {
      host.left.set(connection, sum);
      return;
    }
    host.left.delete(connection);
    this.#give(host, { type: 'sent', connection, sizeBytes: sum });
  }

  #tellLeft(host: Host): void {
    if (this.nowMs < host.tellLeftMs) return;
    host.tellLeftMs = this.nowMs + TELL_LEFT_MS;
    for (const [connection, sizeBytes] of host.left) {
      host.left.delete(connection);
      if (this.network.linkOf({ host: host.index, connection }) === undefined) continue;
      this.#give(host, { type: 'sent', connection, sizeBytes });
    }
  }

  #planWake(host: Host): void {
    const wakeMs = Math.max(this.nowMs, host.node.nextWakeMs);
    if (wakeMs >= host.wakeMs || wakeMs === Infinity) return;
    host.wakeMs = wakeMs;
    const atUs = Math.max(this.#nowUs, (Math.ceil(wakeMs) - this.#startMs) * 1000);
    this.#queue.plan(atUs, () => {
      // An earlier one was planned since, and has come before.
      if (host.wakeMs !== wakeMs) return;
      this.#tellLeft(host);
      host.wakeMs = Infinity;
      this.#give(host, { type: 'wake' });
    });
  }

  #do(host: Host, effects: readonly NodeEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'connect':
          this.#connect(host, effect);
          break;
        case 'write':
          this.#write(host, effect.connection, effect.bytes);
          break;
        case 'close':
          this.#close(host, effect.connection);
          break;
        case 'look-up-seed':
          this.#lookUp(host, effect.seed);
          break;
        case 'commit':
          host.commit();
          break;
        case 'tell':
          host.tell?.(effect.event);
          break;
        case 'pause':
          this.#pause(host, effect.connection);
          break;
        case 'resume':
          this.#resume(host, effect.connection);
          break;
        case 'flush':
          // What is written leaves at once.
          break;
        case 'save':
          // Nobody comes back after a restart yet.
          break;
      }
    }
  }

  #connect(host: Host, effect: NodeEffect & { readonly do: 'connect' }): void {
    const { connection, address, timeoutMs } = effect;
    host.opening.add(connection);
    const delayUs = this.network.drawDelayUs();
    this.#queue.plan(this.#nowUs + delayUs, () => {
      if (!host.opening.has(connection) || !host.isUp) return;
      const found = this.network.find(address);
      const fail = (afterUs: number, reason: string): void =>
        this.#queue.plan(this.#nowUs + afterUs, () => {
          if (host.opening.delete(connection)) this.#give(host, { type: 'unreachable', connection, reason });
        });
      if (found === undefined) return fail(delayUs, 'refused');
      if (!this.network.areConnected(host.index, found)) return fail(timeoutMs * 1000 - delayUs, 'timeout');
      const other = this.#host(found);
      const theirs = { host: found, connection: other.node.nextConnectionId() };
      this.network.open({ host: host.index, connection }, theirs, delayUs);
      this.#give(other, { type: 'inbound', connection: theirs.connection, address: host.from });
      this.#queue.plan(this.#nowUs + delayUs, () => {
        if (host.opening.delete(connection)) this.#give(host, { type: 'outbound', connection });
      });
    });
  }

  #write(host: Host, connection: PeerId, bytes: Uint8Array): void {
    const found = this.network.linkOf({ host: host.index, connection });
    if (found === undefined) return;
    const { link, side } = found;
    const arrivesUs = this.network.arrivalUs(link, side, { nowUs: this.#nowUs, sizeBytes: bytes.length });
    const other = side === 0 ? 1 : 0;
    const deliver = (): void => {
      // What is not read has not left: the sender waits.
      if (link.isOpen[other] && (link.isPaused[other] || link.unread[other].length > 0)) {
        link.unread[other].push({ sizeBytes: bytes.length, read });
      } else read();
    };
    const read = (): void => {
      if (link.isOpen[side]) this.#left(host, connection, bytes.length);
      if (!link.isOpen[other]) return;
      const end = link.ends[other];
      const to = this.#host(end.host);
      if (to.hears?.(bytes) === false) return;
      this.#give(to, { type: 'data', connection: end.connection, bytes });
    };
    this.#queue.plan(arrivesUs, () => (link.held === undefined ? deliver() : void link.held.push(deliver)));
  }

  /** A node does not read from a connection any more. */
  #pause(host: Host, connection: PeerId): void {
    const found = this.network.linkOf({ host: host.index, connection });
    if (found !== undefined) found.link.isPaused[found.side] = true;
  }

  /** It does again: what has arrived is read in its order, until it stops once more. */
  #resume(host: Host, connection: PeerId): void {
    const found = this.network.linkOf({ host: host.index, connection });
    if (found === undefined) return;
    const { link, side } = found;
    link.isPaused[side] = false;
    this.#queue.plan(this.#nowUs, () => {
      while (!link.isPaused[side]) {
        const next = link.unread[side].shift();
        if (next === undefined) return;
        next.read();
      }
    });
  }

  #close(host: Host, connection: PeerId): void {
    host.opening.delete(connection);
    const found = this.network.linkOf({ host: host.index, connection });
    if (found === undefined) return;
    const { link, side } = found;
    const arrivesUs = this.network.arrivalUs(link, side, { nowUs: this.#nowUs, sizeBytes: 0 });
    this.network.close(link, side);
    const tell = (): void => this.#tellClosed(link, side === 0 ? 1 : 0);
    this.#queue.plan(arrivesUs, () => (link.held === undefined ? tell() : void link.held.push(tell)));
  }

  /** Tells the end at `side` that the other has closed. */
  #tellClosed(link: Link, side: 0 | 1): void {
    if (!link.isOpen[side]) return;
    this.network.close(link, side);
    const { host, connection } = link.ends[side];
    // Whoever hears of it may still wait for the connection to open.
    this.#host(host).opening.delete(connection);
    this.#give(this.#host(host), { type: 'closed', connection, reason: 'closed by the other side' });
  }

  #lookUp(host: Host, seed: string): void {
    const reachable = this.#hosts.filter(({ index, isUp }) => isUp && index !== host.index);
    const addresses: NetAddress[] = [];
    for (let i = 0; i < SEED_ANSWERS && reachable.length > 0; i++) {
      const [picked] = reachable.splice(this.random.below(reachable.length), 1);
      if (picked?.address !== undefined) addresses.push(picked.address);
    }
    this.later(50, () => this.#give(host, { type: 'seed-answered', seed, addresses }));
  }
}
