import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventRecord, parseEventsJson, readOwnEvent } from './own-event.ts';

test('a minute is a moment, a day is a whole day, and a record reads as the event it was written from', () => {
  for (const [from, to, length] of [
    ['2022-01-05T10:30Z', undefined, 0],
    ['2022-01-05', undefined, 86_400],
    ['2022-01-05', '2022-01-07', 3 * 86_400],
    ['2022-01-05T10:30Z', '2022-01-05T12:00Z', 5400],
  ] as const) {
    const event = readOwnEvent({ from, what: 'Ein Börsenhack!', ...(to === undefined ? {} : { to }) });
    assert.ok('id' in event, JSON.stringify(event));
    assert.equal(event.toSec - event.fromSec, length);
    assert.equal(event.id, 'ein-bo-rsenhack-2022-01-05');
    assert.deepEqual(readOwnEvent({ ...(eventRecord(event) as object), id: event.id }), event);
  }
});

test('what is wrong is named by its place', () => {
  for (const [value, path] of [
    [{ from: '2022-13-01', what: 'a' }, 'from'],
    [{ from: '2022-01-01' }, 'what'],
    [{ from: '2022-01-01', what: ' ' }, 'what'],
    [{ from: '2022-01-02T00:00Z', to: '2022-01-01T00:00Z', what: 'a' }, 'to'],
    [{ from: '2022-01-01', what: 'a', category: 'weather' }, 'category'],
    [{ from: '2022-01-01', what: 'a', id: 'No Id' }, 'id'],
    [{ from: '2022-01-01', what: 'a', colour: 'red' }, 'colour'],
    [[], ''],
    [null, ''],
  ] as const) {
    const found = readOwnEvent(value);
    assert.ok('code' in found && found.path === path, JSON.stringify([value, found]));
  }
});

test('a file is a list, or an object with one, and no more than a thousand at a time', () => {
  const entry = { from: '2022-01-05', what: 'a' };
  for (const file of [[entry], { events: [entry] }]) {
    const events = parseEventsJson(JSON.stringify(file));
    assert.ok(!('code' in events) && events.length === 1);
  }
  assert.ok('code' in parseEventsJson('{'));
  assert.ok('code' in parseEventsJson('{"events":[{"from":"2022-01-05"}]}'));
  assert.ok('code' in parseEventsJson(JSON.stringify(Array.from({ length: 1001 }, () => entry))));
});
