import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRule } from './parse-rule.ts';
import { ruleId, ruleText } from './rule-text.ts';
import { MAX_RULE_CHARS, RULE_FORMS } from './rule.ts';
import type { AlertRule } from './rule.ts';

function ruleOf(text: string): AlertRule {
  const rule = parseRule(text);
  assert.ok(!('code' in rule), 'code' in rule ? rule.message : '');
  return rule;
}

function complaint(text: string): string {
  const rule = parseRule(text);
  assert.ok('code' in rule, text);
  return rule.message;
}

test('each form is read as it is written in the help', () => {
  assert.deepEqual(
    RULE_FORMS.map((form) => ruleOf(form)),
    [
      {
        condition: {
          kind: 'hashrate',
          direction: 'fell',
          size: 0.1,
          probability: 0.95,
          windowSec: 86_400,
          baselineSec: 604_800,
        },
        holdSec: 0,
      },
      { condition: { kind: 'price', pair: 'btc-usd', side: 'under-high', size: 0.1, windowSec: 86_400 }, holdSec: 120 },
      { condition: { kind: 'nodes', country: 'KZ', share: 0.5 }, holdSec: 1800 },
      { condition: { kind: 'stale-block' }, holdSec: 0 },
      { condition: { kind: 'retarget', side: 'above', change: 0.05 }, holdSec: 3600 },
      {
        condition: { kind: 'series', series: 'mempool/totals', column: 'transactions', side: 'above', value: 100_000 },
        holdSec: 1800,
      },
    ],
  );
});

test('what is left out has its usual value, and case and spaces do not matter', () => {
  assert.deepEqual(
    ruleOf('  Hashrate ROSE by  12% '),
    ruleOf('hashrate rose by more than 12% with probability above 0.95 over 24h'),
  );
  assert.deepEqual(ruleOf('ETH-EUR is 5% over its 7d low for 10m').holdSec, 600);
  assert.deepEqual(ruleOf('series a/b below -1.5e3').condition, {
    kind: 'series',
    series: 'a/b',
    column: undefined,
    side: 'below',
    value: -1500,
  });
  assert.deepEqual(ruleOf('next retarget below -20%').condition, { kind: 'retarget', side: 'below', change: -0.2 });
});

test('a wrong rule is told what is wrong in it, and how to write it', () => {
  assert.match(complaint('price falls'), /begins like no rule; write one such as "hashrate fell/);
  assert.match(complaint(''), /^write a rule, such as/);
  assert.match(complaint('hashrate went down'), /is not understood; write it as "hashrate fell by more than 10%/);
  assert.match(complaint('btc-usd is 10% under its 24h low'), /a price is under its high, or over its low/);
  assert.match(complaint('btc-usd is 101% under its 24h high'), /"101%" is no share; write such as 10%, up to 100%/);
  assert.match(complaint('hashrate fell by 0%'), /"0%" is no share/);
  assert.match(complaint('hashrate fell by 10% over 90m'), /whole hours, not 90m/);
  assert.match(complaint('hashrate fell by 10% over 31d'), /a window is from 1h to 30d/);
  assert.match(complaint('hashrate fell by 10% with probability above 1'), /1/);
  assert.match(complaint('nodes in Kazakhstan below 50% of baseline'), /write it as "nodes in KZ/);
  assert.match(complaint('series NO/SUCH! above 1'), /no name of a series/);
  assert.match(complaint('series a:b c above 1'), /not understood/);
  assert.match(complaint('series a above much'), /"much" is no number/);
  assert.match(complaint('stale block for 8d'), /at most 7d/);
  assert.match(complaint('next retarget above +400%'), /no change that a retarget can make/);
  assert.match(complaint('x'.repeat(MAX_RULE_CHARS + 1)), /at most 300 characters/);
});

test('a rule that is written out is read as the same, and has an id that a record can have', () => {
  const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
  const hours = fc.integer({ min: 1, max: 720 }).map((count) => count * 3600);
  const condition = fc.oneof(
    fc.record({
      kind: fc.constant('hashrate' as const),
      direction: fc.constantFrom('fell' as const, 'rose' as const),
      size: share,
      probability: fc.integer({ min: 50, max: 99 }).map((percent) => percent / 100),
      windowSec: hours,
      baselineSec: hours,
    }),
    fc.record({
      kind: fc.constant('price' as const),
      pair: fc.constantFrom('btc-usd', 'eth-eur', 'doge-usdt'),
      side: fc.constantFrom('under-high' as const, 'over-low' as const),
      size: share,
      windowSec: hours,
    }),
    fc.record({ kind: fc.constant('nodes' as const), country: fc.constantFrom('KZ', 'US'), share }),
    fc.record({
      kind: fc.constant('retarget' as const),
      side: fc.constantFrom('above' as const, 'below' as const),
      change: fc.integer({ min: -74, max: 300 }).map((percent) => percent / 100),
    }),
    fc.record({
      kind: fc.constant('series' as const),
      series: fc.constantFrom('a', 'mempool/totals', 'nodes/country/kz'),
      column: fc.constantFrom(undefined, 'transactions'),
      side: fc.constantFrom('above' as const, 'below' as const),
      value: fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0),
    }),
  );
  const rules = fc.record({ condition, holdSec: fc.integer({ min: 1, max: 10_080 }).map((minutes) => minutes * 60) });
  fc.assert(
    fc.property(rules, (rule) => {
      // fast-check's records have no prototype.
      assert.deepEqual(parseRule(ruleText(rule)), { ...rule, condition: { ...rule.condition } });
      assert.match(ruleId(rule), /^[a-z0-9.+-]{1,120}$/);
    }),
  );
});

test('no text is more than refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', 'hashrate ', 'series ', 'btc-usd is ', 'nodes in '), (text, start) => {
      const rule = parseRule(start + text);
      assert.ok('code' in rule || rule.holdSec >= 0);
    }),
  );
});
