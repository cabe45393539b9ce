import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import { openFuzz } from './differential/fuzz-kinds.ts';
import type { FuzzKind } from './differential/fuzz-kinds.ts';

const fuzz = openFuzz();
after(async () => fuzz.close());

/** Cases of each kind: more than 10,000 together. `bench/fuzz.ts` runs any number, from other seeds. */
const CASES: Readonly<Record<FuzzKind['name'], number>> = {
  scripts: 3000,
  transactions: 4000,
  blocks: 3000,
  chains: 1200,
};

const PROPERTIES: Readonly<Record<FuzzKind['name'], string>> = {
  scripts: 'changed scripts fare the same by every library, step by step, and on one thread or several',
  transactions: 'a changed transaction is refused with a code, or is read as it was written',
  blocks: 'a changed block is refused with a code, or is read as it was written',
  chains: 'chains of drawn blocks agree with a script cache and threads and without, on verdicts, tips and coins',
};

for (const { name, casesPerRun, property } of fuzz.kinds) {
  test(PROPERTIES[name], async (t) => {
    for (const note of fuzz.notes) t.diagnostic(note);
    // The seed is fixed, so that a test that fails has been broken by a change.
    await fc.assert(property, { numRuns: Math.ceil(CASES[name] / casesPerRun), seed: 3 });
    if (name === 'scripts') t.diagnostic(inWords(fuzz.outcomes));
    if (name === 'chains') t.diagnostic(inWords(fuzz.verdicts));
  });
}

test('the changes of scripts and chains go deep: many of each fail late, and many are good', () => {
  assert.ok(fuzz.outcomes.size >= 30, `${fuzz.outcomes.size} outcomes of scripts`);
  assert.ok((fuzz.outcomes.get('good') ?? 0) >= 300);
  assert.ok(fuzz.verdicts.size >= 12, `${fuzz.verdicts.size} verdicts of chains`);
  assert.ok((fuzz.verdicts.get('tip') ?? 0) >= 40);
});

function inWords(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
