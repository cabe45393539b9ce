// Networks of the lab on virtual time, short: the long ones are `bench/lab-determinism.ts`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';

import { FAULT_KINDS } from '../src/lab/planted-fault.ts';
import type { FaultKind } from '../src/lab/planted-fault.ts';
import type { Invariant } from '../src/lab/invariants.ts';
import { ScenarioError, describeViolations, runScenario, throwViolations } from '../src/lab/scenario.ts';
import type { ScenarioResult } from '../src/lab/scenario.ts';
import type { ScenarioOptions } from '../src/lab/scenario-options.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';

const MINUTE_MS = 60_000;
const SECP256K1 = bestSecp256k1();

/** A network that is cut in two for ten minutes while blocks come fast: both parts mine, and one loses. */
const SHORT: ScenarioOptions = {
  seed: 5,
  nodes: 8,
  durationMs: 60 * MINUTE_MS,
  blockIntervalMs: MINUTE_MS,
  transactionIntervalMs: 20_000,
  leaversPerHour: 8,
  partitions: [{ atMs: 3 * MINUTE_MS, healMs: 13 * MINUTE_MS, sharePercent: 40 }],
};

function run(options: ScenarioOptions): ScenarioResult {
  return runScenario(options, { secp256k1: SECP256K1 });
}

describe('a network of the lab', () => {
  const first = run(SHORT);

  test('holds all invariants while it is cut in two, heals, and nodes come and go', () => {
    assert.deepEqual(first.violations, []);
    throwViolations(first);
    assert.ok(first.deepestReorganization >= 1, 'the part that lost has taken blocks back');
    assert.ok(first.joined > 0);
    assert.ok(first.blocks > 20 && first.transactions > 50);
  });

  test('goes the same way with the same seed, and another with another', () => {
    assert.deepEqual(run(SHORT), first);
    assert.notEqual(run({ ...SHORT, seed: 6, durationMs: 16 * MINUTE_MS, partitions: [] }).traceHash, first.traceHash);
  });
});

describe('a planted fault', () => {
  let undoLost: ScenarioResult | undefined;
  const found: Readonly<Record<FaultKind, Invariant>> = {
    'undo-lost': 'node-runs',
    'coin-lost': 'same-coins',
    'scripts-unchecked': 'block-accepted',
    'blocks-unheard': 'keeps-up',
  };
  for (const kind of FAULT_KINDS) {
    const options = { ...SHORT, fault: { kind, node: 3 } };

    test(`${kind} is found, by ${found[kind]}, and the line that replays it is told`, () => {
      const result = run(options);
      if (kind === 'undo-lost') undoLost = result;
      assert.ok(
        result.violations.some(({ invariant }) => invariant === found[kind]),
        describeViolations(result).join('\n'),
      );
      assert.throws(
        () => throwViolations(result),
        (error) => {
          assert.ok(error instanceof ScenarioError);
          const lines = error.message.split('\n');
          assert.match(lines[0]!, /^\d\d:\d\d:\d\d node \d+: [a-z-]+: ./);
          assert.equal(
            lines.at(-1),
            'to see it again: npm run bench -- bench/lab-scenario.ts --seed 5 --nodes 8 --minutes 60 --block-interval 60 ' +
              `--transaction-interval 20 --leavers 8 --partition 3-13:40 --fault ${kind}@3`,
          );
          return true;
        },
      );
    });
  }

  test('the line that is told shows the same again, and ends with exit code 1', () => {
    const expected = undoLost ?? run({ ...SHORT, fault: { kind: 'undo-lost', node: 3 } });
    const lines = describeViolations(expected);
    const line = lines.at(-1)!;
    const flags = line.slice(line.indexOf('--seed')).split(' ');
    const program = path.resolve(import.meta.dirname, '../bench/lab-scenario.js');
    const { status, stdout } = spawnSync(process.execPath, [program, ...flags], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.ok(stdout.includes(`trace ${expected.traceHash}\n`), stdout);
    assert.ok(stdout.endsWith(`${lines.join('\n')}\n`), stdout);
  });
});
