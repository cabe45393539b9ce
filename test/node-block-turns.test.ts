// When a block of a peer is told of, and when it is connected: a node between one that mines and one that listens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { ANYONE_CAN_SPEND } from '../src/lab/anyone-can-spend.ts';
import { LabNetwork } from '../src/lab/lab-network.ts';
import type { NodeEffect } from '../src/node/node-effect.ts';
import type { NodeInput } from '../src/node/node-input.ts';
import type { Node } from '../src/node/node.ts';
import { encodeMessage } from '../src/wire/message-encoder.ts';
import type { Message } from '../src/wire/message.ts';
import { V1Transport } from '../src/wire/v1-transport.ts';

const PARAMS = networkParams('regtest');
const [MINER, MIDDLE, LISTENER] = [0, 1, 2];

/** So many blocks, and the nodes send each other new ones unasked. */
const WARM_UP_BLOCKS = 12;

interface Turn {
  readonly input: NodeInput;
  readonly effects: readonly NodeEffect[];
  /** What the node names as its time to be woken, after it. */
  readonly nextWakeMs: number;
}

/** Changes an input of the node in the middle before it is given. */
type Change = (input: NodeInput) => NodeInput;

class Line {
  readonly lab: LabNetwork = new LabNetwork({
    seed: 1,
    startMs: Date.UTC(2026, 0, 1),
    params: PARAMS,
    secp256k1: nobleSecp256k1,
  });
  readonly middle: Node;
  turns: Turn[] = [];
  change: Change = (input) => input;

  constructor({ hasListener }: { readonly hasListener: boolean }) {
    this.lab.add({ connect: [] });
    this.lab.add({ connect: [this.lab.addressOf(MINER)] });
    this.middle = this.lab.nodes[MIDDLE]!;
    if (hasListener) this.lab.add({ connect: [this.lab.addressOf(MIDDLE)] });
    this.lab.world.run(5000);
    for (let i = 0; i < WARM_UP_BLOCKS; i++) {
      this.mine();
      this.lab.world.run(5000);
    }
    const receive = this.middle.receive.bind(this.middle);
    this.middle.receive = (input, nowMs) => {
      const changed = this.change(input);
      const effects = receive(changed, nowMs);
      this.turns.push({ input: changed, effects, nextWakeMs: this.middle.nextWakeMs });
      return effects;
    };
  }

  mine(): void {
    assert(this.lab.mine(MINER, ANYONE_CAN_SPEND) !== undefined);
  }

  /** Mines a block, and lets it get everywhere. @returns The index of the turn that tells that it is connected. */
  propagate(): number {
    this.turns = [];
    this.mine();
    this.lab.world.run(5000);
    const height = this.lab.heightOf(MINER);
    for (let i = 0; i < this.lab.nodes.length; i++) assert.equal(this.lab.heightOf(i), height);
    return this.turns.findIndex(isConnecting);
  }
}

function isConnecting({ effects }: Turn): boolean {
  return effects.some((effect) => effect.do === 'tell' && effect.event.event === 'block-connected');
}

function isFlushed({ effects }: Turn): boolean {
  return effects.some((effect) => effect.do === 'flush');
}

function framed(message: Message): Uint8Array {
  const { command, payload } = encodeMessage(message);
  return new V1Transport({ magic: PARAMS.magic }).write(command, payload);
}

/** Names of the messages that a turn writes, as v1 frames them. */
function written({ effects }: Turn): string[] {
  return effects.flatMap((effect) => {
    if (effect.do !== 'write') return [];
    return [String.fromCharCode(...effect.bytes.subarray(4, 16)).replaceAll('\0', '')];
  });
}

test('a block that others wait for is sent on, and connected at the very next input', () => {
  const line = new Line({ hasListener: true });
  const connecting = line.propagate();
  assert(connecting > 0);
  const [before, at] = [line.turns[connecting - 1]!, line.turns[connecting]!];
  assert.deepEqual(written(before), ['cmpctblock']);
  assert(isFlushed(before), 'it leaves before the next turn');
  assert.equal(before.nextWakeMs, 0, 'which comes without any other input');
  const tell = at.effects.find((effect) => effect.do === 'tell' && effect.event.event === 'block-connected');
  assert(tell?.do === 'tell' && tell.event.event === 'block-connected' && tell.event.peer !== undefined, 'who gave it');
});

test('where nobody waits for it, it is connected at once', () => {
  const line = new Line({ hasListener: false });
  const connecting = line.propagate();
  assert.equal(line.turns[connecting]!.input.type, 'data');
  assert.deepEqual(line.turns.filter(isFlushed), []);
});

test('what follows a block in the same bytes is dealt with once the block is connected', () => {
  const line = new Line({ hasListener: true });
  line.change = (input) => {
    if (input.type !== 'data' || !isCompactBlock(input.bytes)) return input;
    return { ...input, bytes: Uint8Array.of(...input.bytes, ...framed({ type: 'ping', nonce: 5n })) };
  };
  const connecting = line.propagate();
  const pong = line.turns.findIndex((turn) => written(turn).includes('pong'));
  assert(connecting > 0 && pong >= connecting, `the block at ${connecting}, the pong at ${pong}`);
});

test('a call from outside finds the block connected', () => {
  const line = new Line({ hasListener: true });
  let heights: number[] = [];
  const { middle } = line;
  const receive = middle.receive.bind(middle);
  middle.receive = (input, nowMs) => {
    const effects = receive(input, nowMs);
    if (!effects.some((effect) => effect.do === 'flush')) return effects;
    const height = (): number => middle.parts.chain.active.height;
    const before = height();
    const acted = middle.act(nowMs, () => ({ result: height(), effects: [] }));
    heights = [before, acted.result];
    return [...effects, ...acted.effects];
  };
  line.mine();
  line.lab.world.run(5000);
  assert.deepEqual(heights, [WARM_UP_BLOCKS, WARM_UP_BLOCKS + 1]);
  assert.equal(line.lab.heightOf(LISTENER), WARM_UP_BLOCKS + 1);
});

function isCompactBlock(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 14)) === 'cmpctblock';
}
