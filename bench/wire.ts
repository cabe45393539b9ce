// How fast messages become bytes and bytes become messages: one side writes, the other one receives in slices as a socket
// gives them, and decodes. Both sides' work is counted; so one core sends and receives at half these rates.
//
//   node dist/bench/wire.js [--rounds N] [--json]
import { randomBytes } from 'node:crypto';
import { cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { testBlock, testCoinbase, testInput, testTransactionData } from '../test/block-builder.ts';
import type { Random } from '../src/ports/random.ts';
import type { Message } from '../src/wire/message.ts';
import { decodeMessage } from '../src/wire/message-decoder.ts';
import { encodeMessage } from '../src/wire/message-encoder.ts';
import type { Transport } from '../src/wire/transport.ts';
import { V1Transport } from '../src/wire/v1-transport.ts';
import { V2Transport } from '../src/wire/v2-transport.ts';
import { benchArguments } from './bench-arguments.ts';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);

/** What a socket hands over at once. */
const SLICE_BYTES = 65_536;

const RANDOM: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  below: (bound) => Math.floor((randomBytes(4).readUInt32LE() * bound) / 0x1_0000_0000),
  u64: () => randomBytes(8).readBigUInt64LE(),
};

interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A block of about 1 MB, of transactions with two inputs and two outputs' worth of witness. */
function block(): Message {
  const witness = [new Uint8Array(72).fill(1), new Uint8Array(33).fill(2)];
  const inputs = [testInput({ witness }), testInput({ witness, sequence: 1 })];
  const transaction = testTransactionData({ inputs });
  const transactions = [testCoinbase(1), ...Array.from({ length: 3_050 }, () => transaction)];
  return { type: 'block', block: testBlock({ transactions, mine: false }) };
}

function inventory(count: number): Message {
  const item = { type: 5, hash: new Uint8Array(randomBytes(32)) };
  return { type: 'inv', inventory: Array.from({ length: count }, () => item) };
}

/** Two transports of a kind whose handshake is done. */
function connected(kind: 'v1' | 'v2'): { readonly from: Transport; readonly to: Transport } {
  if (kind === 'v1') return { from: new V1Transport({ magic: MAGIC }), to: new V1Transport({ magic: MAGIC }) };
  const from = new V2Transport({ magic: MAGIC, isInitiator: true }, { random: RANDOM });
  const to = new V2Transport({ magic: MAGIC, isInitiator: false }, { random: RANDOM });
  const answer = to.receive(from.start());
  to.receive(from.receive(answer.send).send);
  return { from, to };
}

/** Sends a message, and reads it on the other side. @returns The bytes on the wire. */
function exchange({ from, to }: ReturnType<typeof connected>, message: Message): number {
  const { command, payload } = encodeMessage(message);
  const bytes = from.write(command, payload);
  let decoded = 0;
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    for (const received of to.receive(bytes.subarray(at, at + SLICE_BYTES)).messages) {
      if (!('code' in decodeMessage(received.command, received.payload))) decoded++;
    }
  }
  if (decoded !== 1) throw new Error('the message did not come across');
  return bytes.length;
}

/** Seconds of CPU time for each of some calls, the least of several rounds. */
function secondsFor(calls: number, rounds: number, run: () => void): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = cpuUsage();
    for (let call = 0; call < calls; call++) run();
    const { user, system } = cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6 / calls);
  }
  return least;
}

function measure(rounds: number): Result[] {
  const results: Result[] = [];
  const blockMessage = block();
  const small: readonly (readonly [string, Message])[] = [
    ['pings', { type: 'ping', nonce: 7n }],
    ['inv of 35', inventory(35)],
  ];
  for (const kind of ['v1', 'v2'] as const) {
    const pair = connected(kind);
    const sizeBytes = exchange(pair, blockMessage);
    const seconds = secondsFor(20, rounds, () => exchange(pair, blockMessage));
    results.push({
      name: `${kind}: blocks of ${(sizeBytes / 1e6).toFixed(2)} MB`,
      value: sizeBytes / 1e6 / seconds,
      unit: 'MB/s',
    });
    for (const [name, message] of small) {
      const each = secondsFor(5_000, rounds, () => exchange(pair, message));
      results.push({ name: `${kind}: ${name}`, value: 1 / each, unit: 'messages/s' });
    }
  }
  const handshake = secondsFor(10, rounds, () => connected('v2'));
  results.push({ name: 'v2: handshake, both sides', value: handshake * 1_000, unit: 'ms' });
  return results;
}

function main(): void {
  const { values } = parseArgs({
    args: benchArguments(),
    options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const results = measure(Number(values.rounds));
  if (values.json) {
    stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
    return;
  }
  for (const { name, value, unit } of results) {
    stdout.write(`${name.padEnd(34)} ${value.toFixed(unit === 'ms' ? 1 : 0).padStart(9)} ${unit}\n`);
  }
}

main();
