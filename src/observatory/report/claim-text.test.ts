import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLAIM_TEXT_EXAMPLE, parseClaimText } from './claim-text.ts';

test('a claim in words gives direction, size, time, baseline and window', () => {
  const claim = parseClaimText(CLAIM_TEXT_EXAMPLE, 3);
  assert.ok(!('code' in claim));
  assert.equal(claim.id, 'claim-3');
  assert.equal(claim.size, -0.12);
  assert.equal(claim.atSec, Date.UTC(2021, 5, 20) / 1000);
  assert.equal(claim.baselineSec, 7 * 86_400);
  assert.deepEqual(claim.windowsSec, [86_400]);
});

test('baseline and window may be left out, and stand in any order', () => {
  const short = parseClaimText('rise 5% at 2021-06-20', 1);
  assert.ok(!('code' in short));
  assert.deepEqual([short.size, short.baselineSec, short.windowsSec], [0.05, 604_800, [86_400]]);
  const turned = parseClaimText('  RISE  5 %  window 6h baseline 2d at 2021-06-20T01:00Z ', 1);
  assert.ok(!('code' in turned));
  assert.deepEqual([turned.size, turned.baselineSec, turned.windowsSec], [0.05, 172_800, [21_600]]);
});

test('a claim that is not one says what to write', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /begins with "drop" or "rise"/],
    ['fall 12% at 2021-06-20', /begins with "drop" or "rise", not "fall"/],
    ['drop', /not a share/],
    ['drop 12 at 2021-06-20', /did you mean 12%/],
    ['drop 101% at 2021-06-20', /not a share/],
    ['drop 12%', /does not say when/],
    ['drop 12% at', /nothing follows "at"/],
    ['drop 12% at 2021-02-30', /not a time/],
    ['drop 12% at 2021-06-20 at 2021-06-21', /stands twice/],
    ['drop 12% at 2021-06-20 until 2021-06-21', /"until" is no part/],
    ['drop 12% at 2021-06-20 window soon', /not a duration/],
    ['x'.repeat(201), /too long/],
  ];
  for (const [text, message] of cases) {
    const claim = parseClaimText(text, 1);
    assert.ok('code' in claim, text);
    assert.match(claim.message, message);
  }
});

test('any text is either a claim or one line that says what is wrong', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const claim = parseClaimText(text, 1);
      if ('code' in claim) assert.ok(claim.message.length > 0);
      else assert.ok(claim.size !== 0 && Number.isFinite(claim.atSec));
    }),
  );
});
