import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import { point } from '../collectors/series-point.ts';
import type { AlertMessage } from './alert-channel.ts';
import { MAX_RULES } from './alert-records.ts';
import { AlertWatch } from './alert-watch.ts';

const START_SEC = 1_700_000_000;
const RULE = 'series mempool/totals:transactions above 100 for 2m';

/** A history, a clock that is set, and a receiver that can be out of reach. */
function scene() {
  const history = new MemoryHistoryStore();
  const now = { sec: START_SEC };
  const sent: AlertMessage[] = [];
  const receiver = { isThere: true };
  const channel = {
    name: 'webhook',
    send: async (message: AlertMessage): Promise<void> => {
      if (!receiver.isThere) throw new Error('it answered 503');
      sent.push(message);
    },
  };
  const watchAnew = (): AlertWatch =>
    new AlertWatch({ history, clock: { nowMs: () => now.sec * 1000 }, channels: [channel] });
  const minute = async (watch: AlertWatch, transactions: number): Promise<void> => {
    now.sec += 60;
    await history.write([point('mempool/totals', now.sec, { transactions })]);
    await watch.run();
  };
  return { history, now, sent, receiver, watchAnew, minute };
}

test('a rule that holds is told once, with what was seen, and that it is over when it is', async () => {
  const { watchAnew, minute, sent } = scene();
  const watch = watchAnew();
  assert.equal(watch.document().sentence, 'No rule is watched yet.');
  const added = await watch.addRule(RULE);
  assert.ok(!('code' in added));
  assert.equal(watch.document().rules[0]!.state, 'unknown');
  for (const transactions of [50, 150, 160]) await minute(watch, transactions);
  assert.equal(watch.document().rules[0]!.state, 'pending');
  assert.equal(sent.length, 0);
  await minute(watch, 170);
  assert.equal(sent.length, 1);
  assert.equal(sent[0]!.event, 'fired');
  assert.match(sent[0]!.sentence, /^mempool\/totals:transactions is 170 at /);
  assert.deepEqual(sent[0]!.values[0], { name: 'transactions', value: 170, unit: '' });
  assert.match(watch.document().sentence, /^One rule is watched; firing: series mempool/);
  assert.deepEqual(watch.counts(), { rules: 1, firing: 1, delivered: 1, failed: 0 });
  for (let i = 0; i < 30; i++) await minute(watch, i % 2 === 0 ? 99 : 101);
  assert.equal(sent.length, 1, 'to and fro over the limit is no news');
  for (let i = 0; i < 16; i++) await minute(watch, 50);
  assert.deepEqual(
    sent.map(({ event }) => event),
    ['fired', 'resolved'],
  );
  await watch.stop();
});

test('after a restart rules stand where they stood, and what was not delivered is sent', async () => {
  const { watchAnew, minute, sent, receiver } = scene();
  const first = watchAnew();
  await first.addRule(RULE);
  receiver.isThere = false;
  for (let i = 0; i < 4; i++) await minute(first, 150);
  await first.stop();
  assert.equal(sent.length, 0);
  assert.deepEqual(
    first.document().events[0]!.outcomes.map(({ state, failure }) => [state, failure]),
    [['waiting', 'it answered 503']],
  );
  receiver.isThere = true;
  const second = watchAnew();
  await minute(second, 150);
  await second.stop();
  assert.deepEqual(
    sent.map(({ event }) => event),
    ['fired'],
    'it is not told anew, but delivered',
  );
  assert.equal(second.document().rules[0]!.state, 'firing');
  const third = watchAnew();
  await minute(third, 150);
  await third.stop();
  assert.equal(sent.length, 1);
  assert.equal(third.document().events[0]!.outcomes[0]!.state, 'delivered');
});

test('rules are added once, refused with a reason, removed by text, and bounded', async () => {
  const { watchAnew, history } = scene();
  const watch = watchAnew();
  await watch.addRule('stale block');
  await watch.addRule('  Stale  BLOCK ');
  assert.equal(watch.document().rules.length, 1);
  const bad = await watch.addRule('the moon is full');
  assert.ok('code' in bad && bad.code === 'bad-rule');
  assert.equal(await watch.removeRule('stale block'), true);
  assert.equal(await watch.removeRule('stale block'), false);
  assert.deepEqual(await history.records('alert-state'), []);
  for (let i = 0; i < MAX_RULES; i++) await history.putRecord('alert-rule', `r${i}`, { text: `series a above ${i}` });
  const more = await watch.addRule('stale block');
  assert.ok('code' in more && more.code === 'too-many-rules');
  await watch.stop();
});

test('a rule that a newer Vigil has written is left alone', async () => {
  const { watchAnew, history } = scene();
  await history.putRecord('alert-rule', 'new', { text: 'whales above 9' });
  await history.putRecord('alert-rule', 'odd', 7);
  const watch = watchAnew();
  await watch.addRule('stale block');
  assert.deepEqual(
    watch.document().rules.map(({ rule }) => rule),
    ['stale block'],
  );
  assert.equal((await history.records('alert-rule')).length, 3);
  await watch.stop();
});
