import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { networkParams } from '../../src/consensus/params.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import type { LabNodeOptions } from '../../src/lab/lab-network.ts';
import type { PeerId } from '../../src/net/peer.ts';
import type { NodeEffect } from '../../src/node/node-effect.ts';
import type { NodeEvent } from '../../src/node/node-event.ts';
import type { NodeInput } from '../../src/node/node-input.ts';
import type { Node } from '../../src/node/node.ts';
import { bestSecp256k1 } from '../../src/platform/secp256k1/best-secp256k1.ts';
import { ANYONE_CAN_SPEND } from '../../src/lab/anyone-can-spend.ts';
import { Faucet } from '../../src/testing/faucet.ts';
import type { NetAddress } from '../../src/wire/net-address.ts';
import { ScriptedPeer } from './scripted-peer.ts';
import type { ScriptedPeerOptions } from './scripted-peer.ts';

export const START_MS: number = Date.UTC(2026, 0, 1);
export const PARAMS: NetworkParams = networkParams('regtest');
const SECP256K1 = bestSecp256k1();

/** Blocks of the chain at the beginning: the coinbases of the first of them may be spent. */
const FIRST_BLOCKS = 200;

/** What honest peers are to get in a calm network too; in virtual time. */
const MAX_BLOCK_MS = 3000;
/** Poisson timers on two hops, two seconds of delay for inbound peers on each: one in a million takes longer. */
const MAX_TX_MS = 120_000;
const MAX_PONG_MS = 1000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that live in this process once the garbage is gone. */
function liveBytes(): number {
  // Twice: memory of array buffers is given back by another thread.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Which nodes of the lab are who. */
const [VICTIM, MINER, LISTENER] = [0, 1, 2];

/** How long honest peers waited, in milliseconds of virtual time. */
export interface HonestService {
  readonly blockMs: number;
  readonly txMs: number;
  readonly pongMs: number;
}

/**
 * One node with two honest nodes and an honest observer connected to it, and whoever else a test sends. Blocks and transactions
 * from one honest node to the other go through it.
 */
export class HostileScene {
  readonly lab: LabNetwork;
  readonly victim: Node;
  /** Peers of the victim that have gone, and why. */
  readonly gone: { readonly peer: PeerId; readonly reason: string }[] = [];
  /** Processor time of the input that took longest, in milliseconds. */
  longestInputMs = 0;
  longestInput = '';
  readonly #faucet: Faucet;
  readonly #observer: ScriptedPeer;
  readonly #observerHost: number;
  #offenders = 0;

  constructor(options: { readonly seed?: number; readonly victim?: LabNodeOptions; readonly blocks?: number } = {}) {
    const { blocks = FIRST_BLOCKS } = options;
    this.lab = new LabNetwork({ seed: options.seed ?? 1, startMs: START_MS, params: PARAMS, secp256k1: SECP256K1 });
    const tell = (event: NodeEvent): void => {
      if (event.event === 'peer-gone') this.gone.push(event);
    };
    this.lab.add({ ...options.victim, connect: [], tell });
    this.victim = this.lab.nodes[VICTIM]!;
    this.#watch(this.victim);
    for (const honest of [MINER, LISTENER]) assert.equal(this.lab.add({ connect: [] }), honest);
    for (let i = 0; i < blocks; i++) this.lab.mine(VICTIM, ANYONE_CAN_SPEND);
    for (const honest of [MINER, LISTENER]) this.lab.connect(honest, VICTIM);
    this.#observer = this.peer();
    this.#observerHost = this.#add(this.#observer);
    this.#act(this.#observerHost, this.#observer, (peer) => peer.connect());
    const isSynced = (): boolean => [MINER, LISTENER].every((honest) => this.lab.heightOf(honest) === blocks);
    assert(this.lab.world.runUntil(isSynced, 60_000), 'honest nodes catch up');
    // Until they know that they have.
    this.lab.mine(MINER, ANYONE_CAN_SPEND);
    this.run(10_000);
    this.#faucet = new Faucet(this.lab.nodes[MINER]!.parts);
    // What is made at the first use is not the offenders'.
    for (let i = 0; i < 3; i++) this.serveHonest();
    assert.equal(this.gone.length, 0);
    this.longestInputMs = 0;
  }

  /** Where the victim is reached. */
  get target(): NetAddress {
    return this.lab.addressOf(VICTIM);
  }

  /** A peer that is not in the world yet. */
  peer(options: Partial<ScriptedPeerOptions> = {}): ScriptedPeer {
    return new ScriptedPeer({ magic: PARAMS.magic, target: this.target, ...options });
  }

  /** Puts a peer into the world, has it connect, and waits until both have greeted. */
  enter(options: Partial<ScriptedPeerOptions> & { readonly from?: NetAddress } = {}): Offender {
    const peer = this.peer(options);
    const host = this.#add(peer, options.from);
    const offender: Offender = { peer, do: (act) => this.#act(host, peer, act) };
    offender.do((it) => it.connect());
    const isThere = (): boolean => peer.isClosed || (options.greets === false ? peer.isOpen : peer.isReady);
    assert(this.lab.world.runUntil(isThere, 10_000), 'the victim takes connections');
    return offender;
  }

  run(durationMs: number): void {
    this.lab.world.run(durationMs);
  }

  /** Lets all be served, now: a block and a transaction from one node to the other, and a pong. */
  serveHonest(): HonestService {
    const { world } = this.lab;
    const startedMs = world.nowMs;
    const pongs = this.#observer.counts.get('pong') ?? 0;
    this.#act(this.#observerHost, this.#observer, (peer) => peer.send({ type: 'ping', nonce: 7n }));
    const hasPong = (): boolean => (this.#observer.counts.get('pong') ?? 0) > pongs;
    assert(world.runUntil(hasPong, MAX_PONG_MS), 'an honest ping is answered');
    const pongMs = world.nowMs - startedMs;

    const minedMs = world.nowMs;
    this.lab.mine(MINER, ANYONE_CAN_SPEND);
    const height = this.lab.heightOf(MINER);
    const hasBlock = (): boolean => this.lab.heightOf(LISTENER) === height;
    assert(world.runUntil(hasBlock, MAX_BLOCK_MS), 'an honest block gets through');
    const blockMs = world.nowMs - minedMs;

    const sentMs = world.nowMs;
    const tx = this.#faucet.pay(ANYONE_CAN_SPEND, 10_000n)!;
    assert.equal(this.lab.submit(MINER, tx).status, 'accepted');
    const hasTx = (): boolean => this.lab.nodes[LISTENER]!.parts.pool.get(tx.txid) !== undefined;
    assert(world.runUntil(hasTx, MAX_TX_MS), 'an honest transaction gets through');
    return { pongMs, blockMs, txMs: world.nowMs - sentMs };
  }

  /** Whether the honest ones are connected as in the beginning. */
  get honestCount(): number {
    const sessions = [...this.victim.peers.sessions()];
    return sessions.filter(({ address }) => address.bytes[0] === this.lab.addressOf(MINER).bytes[0]).length;
  }

  /**
   * Ends the connection of an offender. @returns Bytes that were held for it: what is freed, but for what it has sent and the victim
   * has not read, which is the network's.
   */
  heldFor(offender: Offender): number {
    const together = liveBytes() - this.lab.world.network.unreadBytes(VICTIM);
    offender.do((peer) => peer.close());
    this.run(2000);
    return together - liveBytes();
  }

  /** A coin of the chain that nobody has spent: of a coinbase. */
  coinbaseAt(height: number): { readonly txid: Uint8Array; readonly value: bigint } {
    const { chain } = this.victim.parts;
    const coinbase = chain.readBlock(chain.active.at(height))!.transaction(0);
    return { txid: coinbase.txid, value: coinbase.value(0) };
  }

  #add(node: ScriptedPeer, from?: NetAddress): number {
    const number = this.#offenders++;
    // The observer is of the honest ones' part of the network, offenders of another, each in a group of its own.
    const own: NetAddress =
      number === 0
        ? { network: 'ipv4', bytes: Uint8Array.of(23, 250, 0, 1), port: 1000 }
        : { network: 'ipv4', bytes: Uint8Array.of(45 + (number >>> 8), number & 0xff, 0, 1), port: 1000 };
    return this.lab.world.add({ node, address: undefined, from: from ?? own, commit: () => {} });
  }

  #act(host: number, peer: ScriptedPeer, act: (peer: ScriptedPeer) => void): void {
    this.lab.world.act(host, () => {
      act(peer);
      return peer.take();
    });
  }

  /** Measures what each input costs the victim. */
  #watch(node: Node): void {
    const receive = node.receive.bind(node);
    node.receive = (input: NodeInput, nowMs: number): readonly NodeEffect[] => {
      const before = process.cpuUsage();
      const effects = receive(input, nowMs);
      const { user, system } = process.cpuUsage(before);
      const tookMs = (user + system) / 1000;
      if (tookMs > this.longestInputMs) {
        this.longestInputMs = tookMs;
        this.longestInput = input.type;
      }
      return effects;
    };
  }
}

/** A scripted peer in its world. */
export interface Offender {
  readonly peer: ScriptedPeer;
  /** Has it do something. */
  readonly do: (act: (peer: ScriptedPeer) => void) => void;
}
