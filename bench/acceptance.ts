// How fast transactions get into the mempool over the wire: the same signed transactions, sent to a node of ours and to
// bitcoind, each in a process of its own, in rounds that take turns. A ping behind the last one tells when all are dealt with.
//
//   VIGIL_BITCOIND=PATH npm run bench -- bench/acceptance.ts [--count N] [--rounds N] [--json]
//
// By the clock, and by CPU time of the node's process: on a busy machine only the latter says something.
import { env, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { networkParams } from '../src/consensus/params.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { SystemRandom } from '../src/platform/random.ts';
import { encodeMessage } from '../src/wire/message-encoder.ts';
import type { Message } from '../src/wire/message.ts';
import { V1Transport } from '../src/wire/v1-transport.ts';
import { benchArguments } from './bench-arguments.ts';
import { FundedChain, TRANSACTION_KINDS } from './loopback/funded-chain.ts';
import { BitcoindProcess, VigilProcess, cpuMsOf } from './loopback/loopback-process.ts';
import type { LoopbackNode } from './loopback/loopback-process.ts';
import { PeerClient } from './p2p/peer-client.ts';

const MAGIC = networkParams('regtest').magic;

/** A node, and the peer that sends to it. */
class Fed {
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

  stop(): Promise<void> {
    this.#peer.destroy();
    return this.node.stop();
  }
}

/** Messages one after the other, as v1 sends them. */
function framed(messages: readonly Message[]): Uint8Array {
  const transport = new V1Transport({ magic: MAGIC });
  return Buffer.concat(
    messages.map((message) => {
      const { command, payload } = encodeMessage(message);
      return transport.write(command, payload);
    }),
  );
}

interface Round {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function accept(fed: Fed, transactions: readonly Transaction[], bytes: Uint8Array): Promise<Round> {
  const { node } = fed;
  const before = (await node.status()).mempool;
  const [startMs, cpuMs] = [performance.now(), cpuMsOf(node.pid)];
  await fed.send(bytes);
  const round = { wallMs: performance.now() - startMs, cpuMs: cpuMsOf(node.pid) - cpuMs };
  const came = (await node.status()).mempool - before;
  if (came !== transactions.length) throw new Error(`${node.name} took ${came} of ${transactions.length} transactions`);
  return round;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      count: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const file = env['VIGIL_BITCOIND'];
  if (file === undefined) stderr.write('bitcoind is left out: VIGIL_BITCOIND is not set\n');
  const [count, rounds] = [Number(values.count), Number(values.rounds)];
  const chain = new FundedChain();
  // One round before, in which code is compiled and caches are filled.
  const work = TRANSACTION_KINDS.map((kind) => ({
    kind,
    rounds: Array.from({ length: rounds + 1 }, () => chain.transactions(kind, count)),
  }));
  const nodes = [await Fed.connect(await VigilProcess.start())];
  if (file !== undefined) nodes.push(await Fed.connect(await BitcoindProcess.start(file)));
  try {
    const blocks = framed(chain.blocks.map((block) => ({ type: 'block', block })));
    for (const fed of nodes) {
      await fed.send(blocks);
      const { height } = await fed.node.status();
      if (height !== chain.blocks.length) throw new Error(`${fed.node.name} is at ${height}`);
    }
    const results = [];
    for (const { kind, rounds: each } of work) {
      const measured = new Map<string, Round[]>(nodes.map(({ node }) => [node.name, []]));
      for (const [round, transactions] of each.entries()) {
        const bytes = framed(transactions.map((tx) => ({ type: 'tx', tx })));
        for (const fed of round % 2 === 0 ? nodes : nodes.toReversed()) {
          const done = await accept(fed, transactions, bytes);
          if (round > 0) measured.get(fed.node.name)!.push(done);
        }
      }
      results.push({ name: kind.name, ...Object.fromEntries(measured) } as { name: string } & Record<string, Round[]>);
      if (!values.json) stdout.write(textOf(kind.name, measured, count));
    }
    if (values.json) stdout.write(`${JSON.stringify({ count, rounds, results })}\n`);
  } finally {
    await Promise.all(nodes.map((fed) => fed.stop()));
  }
}

function textOf(name: string, measured: ReadonlyMap<string, readonly Round[]>, count: number): string {
  const rates = [...measured].map(([node, rounds]) => ({
    node,
    cpu: (1000 * count) / median(rounds.map(({ cpuMs }) => cpuMs)),
    wall: (1000 * count) / median(rounds.map(({ wallMs }) => wallMs)),
  }));
  const lines = rates.map(
    ({ node, cpu, wall }) =>
      `  ${node.padEnd(9)} ${Math.round(cpu).toString().padStart(6)} tx/s of CPU time, ${Math.round(wall).toString().padStart(6)} by the clock\n`,
  );
  const [ours, theirs] = rates;
  if (ours !== undefined && theirs !== undefined) {
    lines.push(
      `  ratio     ${(ours.cpu / theirs.cpu).toFixed(2)} of CPU time, ${(ours.wall / theirs.wall).toFixed(2)} by the clock\n`,
    );
  }
  return `${name}\n${lines.join('')}`;
}

await main();
