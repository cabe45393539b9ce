import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { Checkout } from './tidy/checkout.ts';
import { LIMITS, type Finding, type Limits } from './tidy/rule.ts';
import { RULES } from './tidy/rules.ts';
import { formatFinding, tidy } from './tidy.ts';

const FIXTURES = path.resolve('tools/fixtures/tidy');

interface Expected {
  readonly limits?: Partial<Limits>;
  readonly findings: readonly Finding[];
}

function readExpected(folder: string): Expected {
  return JSON.parse(fs.readFileSync(path.join(FIXTURES, folder, 'expected.json'), 'utf8')) as Expected;
}

describe('tidy', () => {
  test('the repository breaks none of its rules', () => {
    assert.equal(
      tidy(new Checkout(path.resolve('.')))
        .map(formatFinding)
        .join('\n'),
      '',
    );
  });

  const folders = fs.readdirSync(FIXTURES).sort();
  for (const folder of folders) {
    test(`finds what is broken in the fixture ${folder}, and nothing else`, () => {
      const rule = RULES.find(({ name }) => name === folder.replace(/--.*/, ''));
      assert.ok(rule, `no rule is named like the fixture ${folder}`);
      const { limits, findings } = readExpected(folder);
      assert.notEqual(findings.length, 0, 'a fixture breaks its rule');
      const checkout = new Checkout(path.join(FIXTURES, folder, 'tree'));
      assert.deepEqual(
        tidy(checkout, { rules: [rule], limits: { ...LIMITS, ...limits } }),
        findings.map((finding) => ({ rule: rule.name, ...finding })),
      );
    });
  }

  test('each rule has a fixture that breaks it', () => {
    const without = RULES.filter(({ name }) => !folders.some((folder) => folder.replace(/--.*/, '') === name));
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
    );
  });

  test('a finding is told as a line that editors can open', () => {
    const finding = { rule: 'layers', file: 'src/bytes/hex.ts', line: 3, message: 'too high' };
    assert.equal(formatFinding(finding), 'src/bytes/hex.ts:3: layers: too high');
  });
});
