import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { typeset } from '../../web/src/format/typeset.ts';

/** Shows the characters that can't be seen: `_` for a narrow no-break space, `~` for a no-break space. */
function shown(text: string): string {
  return text.replaceAll('\u202f', '_').replaceAll('\u00a0', '~');
}

/** Takes typesetting back. */
function plain(text: string): string {
  return text.replaceAll(/[\u2212\u2011]/g, '-').replaceAll(/[\u202f\u00a0\u2009]/g, ' ');
}

test('numbers get a minus sign, and stay with their units', () => {
  const cases = [
    [
      'Hashrate was 166 EH/s (143 to 190): -7.60 % (90 %: -20.7 % to +6.99 %).',
      'Hashrate was 166_EH/s (143 to 190): −7.60_% (90_%: −20.7_% to +6.99_%).',
    ],
    ['against 179 EH/s in the 7 days before', 'against 179_EH/s in the 7~days before'],
    ['(-33.3 % to -18.4 %)', '(−33.3_% to −18.4_%)'],
    ['173 ± 14 EH/s, 4.7 H/s', '173~±~14_EH/s, 4.7_H/s'],
    ['from 1\u2009033 blocks in 24 h', 'from 1_033~blocks in 24~h'],
    ['2022-01-05 00:00 UTC', '2022‑01‑05 00:00~UTC'],
    ['around 21 January 2022 at 10:30 UTC', 'around 21~January 2022 at 10:30~UTC'],
  ] as const;
  for (const [given, expected] of cases) assert.equal(shown(typeset(given)), expected);
});

test('moments for machines, ranges, hyphens in words and letters that only begin like a unit stay as they are', () => {
  for (const text of [
    '2022-01-05T10:30Z',
    '5-6 of them',
    'a five-day window',
    'flag --window 24h',
    '3 hats',
    '2 Tuesdays',
    '7 EH/sx',
  ]) {
    assert.equal(typeset(text), text);
  }
});

test('only single characters are replaced, and once is as good as twice', () => {
  const part = fc.constantFrom(
    '-',
    ' ',
    '\u2009',
    '7',
    '12.5',
    '%',
    'EH/s',
    'days',
    '±',
    '(',
    'UTC',
    'word',
    '2022-01-05',
  );
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join('')),
      (text) => {
        const set = typeset(text);
        assert.equal(plain(set), plain(text));
        assert.equal(typeset(set), set);
      },
    ),
  );
});
