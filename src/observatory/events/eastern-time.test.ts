import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utcOfEastern } from './eastern-time.ts';

function iso(day: string, time: string): string | undefined {
  const sec = utcOfEastern(day, time);
  return sec === undefined ? undefined : new Date(sec * 1000).toISOString().slice(0, 16);
}

test('two in the afternoon in Washington is 19:00 UTC in winter and 18:00 UTC in summer', () => {
  assert.equal(iso('2022-01-05', '14:00'), '2022-01-05T19:00');
  assert.equal(iso('2021-07-28', '14:00'), '2021-07-28T18:00');
});

test('daylight time begins on the second Sunday of March and ends on the first of November, at two', () => {
  assert.equal(iso('2021-03-13', '14:00'), '2021-03-13T19:00');
  assert.equal(iso('2021-03-14', '01:59'), '2021-03-14T06:59');
  assert.equal(iso('2021-03-14', '03:00'), '2021-03-14T07:00');
  assert.equal(iso('2021-11-07', '01:59'), '2021-11-07T05:59');
  assert.equal(iso('2021-11-07', '02:00'), '2021-11-07T07:00');
});

test('the machine’s own table of zones says the same on each day of twenty years', () => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' });
  for (let ms = Date.UTC(2007, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 86_400_000) {
    const day = new Date(ms).toISOString().slice(0, 10);
    assert.equal(clock.format(new Date(utcOfEastern(day, '14:00')! * 1000)), '14:00', day);
  }
});

test('what is no time, or lies before the rule, is none', () => {
  for (const [day, time] of [
    ['2021-02-30', '14:00'],
    ['2006-12-31', '14:00'],
    ['2022-01-05', '24:00'],
    ['2022-1-5', '14:00'],
  ] as const) {
    assert.equal(utcOfEastern(day, time), undefined, `${day} ${time}`);
  }
});
