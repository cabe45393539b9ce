import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DrivenNode } from '../node/driven-node.ts';
import type { NodeEffect } from '../node/node-effect.ts';
import type { NodeInput } from '../node/node-input.ts';
import type { NetAddress } from '../wire/net-address.ts';
import { World } from './world.ts';

const START_MS = 1_641_378_600_000;

/** Writes down what it is given, and does what it is told. */
class Recorder implements DrivenNode {
  readonly heard: { readonly input: NodeInput; readonly atMs: number }[] = [];
  readonly answer: (input: NodeInput) => readonly NodeEffect[];
  nextWakeMs = Infinity;
  #connections = 100;

  constructor(answer: (input: NodeInput) => readonly NodeEffect[] = () => []) {
    this.answer = answer;
  }

  receive(input: NodeInput, nowMs: number): readonly NodeEffect[] {
    this.heard.push({ input, atMs: nowMs });
    if (input.type === 'wake') this.nextWakeMs = Infinity;
    return this.answer(input);
  }

  nextConnectionId(): number {
    return this.#connections++;
  }

  types(): string[] {
    return this.heard.map(({ input }) => input.type);
  }
}

function addressOf(index: number): NetAddress {
  return { network: 'ipv4', bytes: Uint8Array.of(20 + index, 0, 0, 1), port: 8333 };
}

function worldOf(nodes: readonly Recorder[], seed = 1): World {
  const world = new World({ seed, startMs: START_MS });
  nodes.forEach((node, i) => world.add({ node, address: addressOf(i), from: addressOf(i), commit: () => {} }));
  return world;
}

function connect(world: World, from: number, to: number, connection = 1): void {
  world.act(from, () => [{ do: 'connect', connection, address: addressOf(to), timeoutMs: 5000 }]);
}

function dataOf(node: Recorder): string {
  return node.heard.map(({ input }) => (input.type === 'data' ? String.fromCharCode(...input.bytes) : '')).join('');
}

function write(text: string, connection = 1): NodeEffect {
  return { do: 'write', connection, bytes: Uint8Array.from(text, (char) => char.charCodeAt(0)) };
}

describe('World', () => {
  test('who does not read makes the sender wait, and reads all in order later', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    connect(world, 0, 1);
    world.run(1000);
    const theirs = 100;
    world.act(1, () => [{ do: 'pause', connection: theirs }]);
    world.act(0, () => [write('one '), write('x'.repeat(65_536))]);
    world.run(1000);
    assert.equal(dataOf(b), '');
    assert.equal(a.types().includes('sent'), false, 'what is not read has not left');
    assert.equal(world.network.unreadBytes(1), 65_540);
    world.act(1, () => [{ do: 'resume', connection: theirs }]);
    world.act(0, () => [write('three')]);
    world.run(1000);
    assert.equal(dataOf(b), `one ${'x'.repeat(65_536)}three`);
    assert.equal(a.types().filter((type) => type === 'sent').length, 1);
    assert.equal(world.network.unreadBytes(1), 0);
  });

  test('a connection opens at both ends, and bytes come in order, after a while', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    connect(world, 0, 1);
    world.run(1000);
    assert.deepEqual(a.types(), ['start', 'outbound']);
    assert.deepEqual(b.types(), ['start', 'inbound']);
    world.act(0, () => [write('one '), write('two '), write('three')]);
    assert.equal(dataOf(b), '');
    world.run(1000);
    assert.equal(dataOf(b), 'one two three');
  });

  test('that bytes have left is told at once when it is much, and else with a wake-up, once a minute', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    const sentOf = (): number[] => a.heard.flatMap(({ input }) => (input.type === 'sent' ? [input.sizeBytes] : []));
    connect(world, 0, 1);
    world.run(1000);
    world.act(0, () => [write('x'.repeat(65_000)), write('y'.repeat(535))]);
    world.run(1000);
    assert.deepEqual(sentOf(), []);
    world.act(0, () => [write('z')]);
    world.run(1000);
    assert.deepEqual(sentOf(), [65_536]);
    world.act(0, () => [write('one '), write('two ')]);
    world.run(1000);
    a.nextWakeMs = world.nowMs + 10;
    world.act(0, () => []);
    world.run(1000);
    assert.deepEqual(sentOf(), [65_536, 8]);
    assert.deepEqual(a.types().slice(-2), ['sent', 'wake']);
    const wakeIn = (durationMs: number): void => {
      world.act(0, () => [write('more')]);
      world.run(durationMs);
      a.nextWakeMs = world.nowMs;
      world.act(0, () => []);
      world.run(0);
      assert.equal(a.types().at(-1), 'wake');
    };
    // 990 ms of the minute have gone.
    wakeIn(59_009);
    assert.deepEqual(sentOf(), [65_536, 8]);
    wakeIn(1);
    assert.deepEqual(sentOf(), [65_536, 8, 4], 'but for the last, which is on its way');
  });

  test('a node that throws is down from then on, where somebody wants to know', () => {
    const crashes: unknown[] = [];
    const a = new Recorder((input) => {
      if (input.type === 'data') throw new Error('no');
      return [];
    });
    const b = new Recorder();
    const world = new World({ seed: 1, startMs: START_MS });
    for (const [i, node] of [a, b].entries()) {
      const crashed = (error: unknown): unknown => crashes.push(error);
      world.add({ node, address: addressOf(i), from: addressOf(i), commit: () => {}, crashed });
    }
    connect(world, 1, 0);
    world.run(1000);
    world.act(1, () => [write('hello'), write('again')]);
    world.run(1000);
    assert.deepEqual(
      crashes.map((error) => (error as Error).message),
      ['no'],
    );
    assert.deepEqual([world.isUp(0), world.isUp(1)], [false, true]);
    assert.equal(b.types().at(-1), 'closed');
  });

  test('a message that a node does not hear is lost, and the next one is not', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = new World({ seed: 1, startMs: START_MS });
    const hears = (bytes: Uint8Array): boolean => bytes.length !== 4;
    for (const [i, node] of [a, b].entries()) {
      world.add({ node, address: addressOf(i), from: addressOf(i), commit: () => {}, hears });
    }
    connect(world, 0, 1);
    world.run(1000);
    world.act(0, () => [write('one '), write('two'), write('four')]);
    world.run(1000);
    assert.equal(dataOf(b), 'two');
  });

  test('where nobody listens, a connection is refused', () => {
    const a = new Recorder();
    const world = worldOf([a]);
    connect(world, 0, 7);
    world.run(1000);
    assert.deepEqual(a.types(), ['start', 'unreachable']);
  });

  test('closing is heard after what was sent before, and nothing is heard after', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    connect(world, 0, 1);
    world.run(1000);
    world.act(0, () => [write('bye'), { do: 'close', connection: 1, afterSending: true }, write('never')]);
    world.run(1000);
    assert.equal(dataOf(b), 'bye');
    assert.deepEqual(b.types(), ['start', 'inbound', 'data', 'closed']);
    assert.equal(a.types().includes('closed'), false, 'who closes is not told');
  });

  test('a partition is silence, and what was sent arrives when it heals', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    connect(world, 0, 1);
    world.run(1000);
    world.partition([0, 1]);
    world.act(0, () => [write('hello')]);
    connect(world, 0, 1, 2);
    world.run(60_000);
    assert.equal(dataOf(b), '');
    assert.deepEqual(a.types(), ['start', 'outbound', 'unreachable']);
    world.heal();
    world.run(1000);
    assert.equal(dataOf(b), 'hello');
  });

  test('a node is woken when it asks to be, and once', () => {
    const a = new Recorder();
    const world = worldOf([a]);
    a.nextWakeMs = START_MS + 500;
    world.act(0, () => []);
    a.nextWakeMs = START_MS + 200;
    world.act(0, () => []);
    world.run(199);
    assert.deepEqual(a.types(), ['start']);
    world.run(10_000);
    assert.deepEqual(a.types(), ['start', 'wake']);
    assert.equal(a.heard[1]!.atMs, START_MS + 200);
  });

  test('a node that is gone resets its connections, and is not found any more', () => {
    const [a, b] = [new Recorder(), new Recorder()];
    const world = worldOf([a, b]);
    connect(world, 0, 1);
    world.run(1000);
    world.remove(1);
    connect(world, 0, 1, 2);
    world.run(10_000);
    assert.deepEqual(a.types(), ['start', 'outbound', 'closed', 'unreachable']);
    assert.deepEqual(b.types(), ['start', 'inbound']);
  });

  test('a seed names those who can be reached, and not the one who asks', () => {
    const nodes = [new Recorder(), new Recorder(), new Recorder()];
    const world = worldOf(nodes);
    world.act(0, () => [{ do: 'look-up-seed', seed: 'seed.example', port: 8333 }]);
    world.run(1000);
    const { input } = nodes[0]!.heard.at(-1)!;
    assert.ok(input.type === 'seed-answered');
    assert.deepEqual(
      input.addresses.map(({ bytes }) => bytes[0]).sort((x, y) => x! - y!),
      [21, 22],
    );
  });

  test('the same seed and calls give the same trace; another seed another one', () => {
    const run = (seed: number): string => {
      const echo = new Recorder((input) =>
        input.type === 'data' && input.bytes.length < 40 ? [write('again!', input.connection)] : [],
      );
      const world = worldOf([new Recorder(), echo], seed);
      connect(world, 0, 1);
      world.run(1000);
      world.act(0, () => [write('hello')]);
      world.run(1000);
      assert.ok(world.trace.count > 5);
      return world.trace.digest();
    };
    assert.equal(run(5), run(5));
    assert.notEqual(run(5), run(6));
  });
});
