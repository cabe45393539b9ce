import { networkParams } from '../../src/consensus/params.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message } from '../../src/wire/message.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';
import { PeerClient } from '../p2p/peer-client.ts';
import { threadTimes } from './loopback-process.ts';
import type { LoopbackNode, ThreadTimes } from './loopback-process.ts';

const MAGIC = networkParams('regtest').magic;

/** A node, and the peer that sends to it. */
export class Fed {
  readonly node: LoopbackNode;
  readonly #peer: PeerClient;
  readonly #pongs: Map<bigint, () => void>;
  #nonce = 1n;

  private constructor(node: LoopbackNode, peer: PeerClient, pongs: Map<bigint, () => void>) {
    this.node = node;
    this.#peer = peer;
    this.#pongs = pongs;
  }

  static async connect(node: LoopbackNode): Promise<Fed> {
    const pongs = new Map<bigint, () => void>();
    const onMessage = (message: Message): void => {
      if (message.type === 'pong') pongs.get(message.nonce)?.();
    };
    const options = { port: node.port, magic: MAGIC, usesV2: false, relay: true };
    const peer = await PeerClient.connect(options, { random: new SystemRandom(), onMessage });
    if (peer === undefined) throw new Error(`${node.name} does not take a connection`);
    return new Fed(node, peer, pongs);
  }

  /** Sends messages. Resolves when the node has dealt with all of them. */
  async send(bytes: Uint8Array): Promise<void> {
    const nonce = this.#nonce++;
    const answered = new Promise<void>((resolve) => this.#pongs.set(nonce, resolve));
    this.#peer.sendBytes(bytes);
    this.#peer.send({ type: 'ping', nonce });
    await answered;
    this.#pongs.delete(nonce);
  }

  /** Sends messages, and does not wait. */
  post(bytes: Uint8Array): void {
    this.#peer.sendBytes(bytes);
  }

  stop(): Promise<void> {
    this.#peer.destroy();
    return this.node.stop();
  }
}

/** Messages one after the other, as v1 sends them. */
export function framed(messages: readonly Message[]): Uint8Array {
  const transport = new V1Transport({ magic: MAGIC });
  return Buffer.concat(
    messages.map((message) => {
      const { command, payload } = encodeMessage(message);
      return transport.write(command, payload);
    }),
  );
}

/** What some work took, in milliseconds. */
export interface Round {
  readonly wallMs: number;
  /**
   * By the clock, without the time in which the thread that did the most could have run, and others had the core. Of one node:
   * two may wait at the same time.
   */
  readonly clearMs: number;
  /** CPU time of all threads of the nodes. */
  readonly cpuMs: number;
}

/** Begins to measure what nodes take. @returns What says how much was taken since. */
export function roundOf(nodes: readonly LoopbackNode[]): () => Round {
  const before = nodes.map(({ pid }) => threadTimes(pid));
  const startMs = performance.now();
  return () => {
    const wallMs = performance.now() - startMs;
    let [cpuMs, waitMs] = [0, 0];
    for (const [i, { pid }] of nodes.entries()) {
      const spent = [...threadTimes(pid)].map(([thread, times]) => since(before[i]!.get(thread), times));
      cpuMs += spent.reduce((sum, each) => sum + each.runMs, 0);
      waitMs += spent.toSorted((a, b) => b.runMs - a.runMs)[0]!.waitMs;
    }
    return { wallMs, clearMs: Math.max(0, wallMs - waitMs), cpuMs };
  };
}

function since(before: ThreadTimes | undefined, now: ThreadTimes): ThreadTimes {
  return { runMs: now.runMs - (before?.runMs ?? 0), waitMs: now.waitMs - (before?.waitMs ?? 0) };
}

/** The median of one figure of some rounds. */
export function medianOf(rounds: readonly Round[], figure: keyof Round): number {
  return rounds.map((round) => round[figure]).toSorted((a, b) => a - b)[rounds.length >> 1]!;
}
