import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIcs as parseIcsWith } from '../src/observatory/events/ics.ts';
import { zoneOffsetSec } from '../src/platform/time-zones.ts';

const parseIcs = (text: string): ReturnType<typeof parseIcsWith> => parseIcsWith(text, zoneOffsetSec);

function calendar(...lines: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

function event(...lines: string[]): string {
  return calendar('BEGIN:VEVENT', ...lines, 'END:VEVENT');
}

function one(text: string): { from: string; to: string; what: string } {
  const found = parseIcs(text);
  assert.ok('events' in found, JSON.stringify(found));
  const [{ fromSec, toSec, what }] = found.events as [(typeof found.events)[0]];
  const iso = (sec: number): string => new Date(sec * 1000).toISOString().slice(0, 16);
  return { from: iso(fromSec), to: iso(toSec), what };
}

test('a moment in UTC, in a zone, in none, and a day', () => {
  assert.deepEqual(one(event('SUMMARY:a', 'DTSTART:20220105T103000Z')), {
    from: '2022-01-05T10:30',
    to: '2022-01-05T10:30',
    what: 'a',
  });
  assert.equal(one(event('DTSTART;TZID=Asia/Almaty:20220105T163000', 'SUMMARY:a')).from, '2022-01-05T10:30');
  assert.equal(one(event('DTSTART;TZID="America/New_York":20220105T140000', 'SUMMARY:a')).from, '2022-01-05T19:00');
  assert.equal(one(event('DTSTART:20220105T103000', 'SUMMARY:a')).from, '2022-01-05T10:30');
  assert.deepEqual(one(event('DTSTART;VALUE=DATE:20220105', 'SUMMARY:a')), {
    from: '2022-01-05T00:00',
    to: '2022-01-06T00:00',
    what: 'a',
  });
});

test('of an hour that comes twice the first is meant', () => {
  assert.equal(one(event('DTSTART;TZID=America/New_York:20211107T013000')).from, '2021-11-07T05:30');
});

test('an end, or a duration, gives a span', () => {
  assert.equal(one(event('DTSTART:20220105T103000Z', 'DTEND:20220105T120000Z')).to, '2022-01-05T12:00');
  assert.equal(one(event('DTSTART:20220105T103000Z', 'DURATION:PT1H30M')).to, '2022-01-05T12:00');
  assert.equal(one(event('DTSTART;VALUE=DATE:20220105', 'DTEND;VALUE=DATE:20220108')).to, '2022-01-08T00:00');
});

test('folded lines are joined and escapes undone', () => {
  const text = event('DTSTART:20220105T103000Z', 'SUMMARY:one\\, two\\; thr', ' ee\\nfour \\\\ fi', '\tve');
  assert.equal(one(text).what, 'one, two; three four \\ five');
});

test('alarms and to-dos are passed over, and repetition is said', () => {
  const found = parseIcs(
    calendar(
      'BEGIN:VTODO',
      'SUMMARY:no',
      'END:VTODO',
      'BEGIN:VEVENT',
      'DTSTART:20220105T103000Z',
      'RRULE:FREQ=DAILY',
      'SUMMARY:yes',
      'BEGIN:VALARM',
      'SUMMARY:no',
      'END:VALARM',
      'END:VEVENT',
    ),
  );
  assert.ok('events' in found);
  assert.deepEqual(
    found.events.map(({ what }) => what),
    ['yes'],
  );
  assert.match(found.notes[0]!, /1 of the events repeat/);
});

test('what is wrong is named with its line', () => {
  const bad = (text: string): string => {
    const found = parseIcs(text);
    assert.ok('code' in found);
    return `${found.line}: ${found.message}`;
  };
  assert.match(bad('hello'), /^1: "hello" is no line of a calendar/);
  assert.match(bad('BEGIN:VEVENT\nEND:VEVENT'), /^1: a calendar begins/);
  assert.match(bad(event('SUMMARY:a')), /^5: .*no DTSTART/);
  assert.match(bad(event('DTSTART:20220230T103000Z')), /^4: .*no such time/);
  assert.match(bad(event('DTSTART;TZID=Middle/Earth:20220105T103000')), /^4: .*"Middle\/Earth" is not known/);
  assert.match(bad(event('DTSTART:20220105T103000Z', 'DTEND:20220104T103000Z')), /^5: DTEND lies before/);
  assert.match(bad('BEGIN:VCALENDAR\nBEGIN:VEVENT'), /cut off/);
  assert.match(bad(calendar('END:VEVENT')), /ends what was not begun/);
  assert.match(bad(calendar(...Array.from({ length: 9 }, () => 'BEGIN:X'))), /deep/);
});

test('hostile files end in an answer, soon', () => {
  const fold = `BEGIN:VCALENDAR\n${'A'.repeat(50)}\n`.concat(' x\n'.repeat(190_000));
  assert.ok('code' in parseIcs(fold));
  assert.ok('code' in parseIcs(`BEGIN:VCALENDAR\nX;${'A="'.repeat(20_000)}:1`));
  assert.ok('code' in parseIcs('\n'.repeat(300_000)));
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'BEGIN:VCALENDAR',
          'BEGIN:VEVENT',
          'END:VEVENT',
          'DTSTART:2022',
          ' a',
          ';',
          '\r\n',
          '\n',
          ':',
          '"',
          'DTSTART;TZID=a:20220101T000000',
        ),
      ),
      (parts) => {
        parseIcs(parts.join('\n'));
      },
    ),
  );
});
