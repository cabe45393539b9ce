import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { AlertMessage, Outcome } from './alert-channel.ts';
import { Outbox } from './outbox.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

function message(id: string): AlertMessage {
  const about = { rule: 'stale block', sentence: 'It is so.', values: [], from: 0, to: 0 };
  return { schema: 'vigil.alert/1', id, event: 'fired', time: 0, ...about };
}

/** Lets promises that are settled be noticed. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A channel that fails so often. */
function sceneThatFails(times: number): { readonly outbox: Outbox; readonly sent: string[]; readonly told: Outcome[] } {
  const sent: string[] = [];
  const told: Outcome[] = [];
  let left = times;
  const channel = {
    name: 'webhook',
    send: async ({ id }: AlertMessage): Promise<void> => {
      sent.push(id);
      if (left-- > 0) throw new Error('it answered 500');
    },
  };
  return { outbox: new Outbox(channel, (_, outcome) => void told.push(outcome)), sent, told };
}

test('a message that fails is tried again after 5, 10, 20 seconds, and the next one waits its turn', async () => {
  const { outbox, sent, told } = sceneThatFails(3);
  outbox.add(message('a'));
  outbox.add(message('b'));
  await settle();
  for (const waitMs of [5_000, 10_000, 20_000]) {
    const before = sent.length;
    mock.timers.tick(waitMs - 1);
    await settle();
    assert.equal(sent.length, before);
    mock.timers.tick(1);
    await settle();
  }
  assert.deepEqual(sent, ['a', 'a', 'a', 'a', 'b']);
  assert.deepEqual(
    told.map(({ state, attempts }) => `${state} ${attempts}`),
    ['waiting 1', 'waiting 2', 'waiting 3', 'delivered 4', 'delivered 1'],
  );
  await outbox.stop();
});

test('after twelve attempts a message is given up, with the reason', async () => {
  const { outbox, sent, told } = sceneThatFails(Infinity);
  outbox.add(message('a'));
  await settle();
  for (let i = 0; i < 20; i++) {
    mock.timers.tick(3_600_000);
    await settle();
  }
  assert.equal(sent.length, 12);
  assert.deepEqual(told.at(-1), { channel: 'webhook', state: 'failed', attempts: 12, failure: 'it answered 500' });
});

test('no more than a hundred wait: the oldest that is not under way goes', async () => {
  const { outbox, told } = sceneThatFails(Infinity);
  for (let i = 0; i < 101; i++) outbox.add(message(String(i)));
  await settle();
  const dropped = told.filter(({ failure }) => failure === 'too many messages waited');
  assert.equal(dropped.length, 1);
  await outbox.stop();
});

test('after the end nothing is sent any more', async () => {
  const { outbox, sent } = sceneThatFails(1);
  outbox.add(message('a'));
  await settle();
  await outbox.stop();
  mock.timers.tick(100_000);
  outbox.add(message('b'));
  await settle();
  assert.deepEqual(sent, ['a']);
});
