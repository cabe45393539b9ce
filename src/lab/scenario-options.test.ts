import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkScenario, partitionFromText, partitionToText, scenarioLine, usualScenario } from './scenario-options.ts';
import type { ScenarioOptions } from './scenario-options.ts';

const MINUTE_MS = 60_000;

describe('a scenario', () => {
  const usual = usualScenario({ seed: 7, nodes: 100, durationMs: 360 * MINUTE_MS });

  test('is told in a line that has all of it', () => {
    assert.equal(
      scenarioLine({ ...usual, fault: { kind: 'undo-lost', node: 3 } }),
      'npm run bench -- bench/lab-scenario.ts --seed 7 --nodes 100 --minutes 360 --block-interval 600 --transaction-interval 30 ' +
        '--leavers 4 --partition 54-108:18 --partition 198-244:40 --fault undo-lost@3',
    );
  });

  test('that is usual can be run, whatever its length', () => {
    for (let minutes = 16; minutes < 400; minutes++) {
      checkScenario(usualScenario({ seed: 1, nodes: 2, durationMs: minutes * MINUTE_MS }));
    }
  });

  test('has bounds, and is none beyond them', () => {
    const isGood = (change: Partial<ScenarioOptions>): boolean => {
      try {
        checkScenario({ ...usual, ...change });
        return true;
      } catch (error) {
        assert.ok(error instanceof RangeError);
        return false;
      }
    };
    assert.deepEqual(
      [1, 2, 10_000, 10_001, 2.5].map((nodes) => isGood({ nodes })),
      [false, true, true, false, false],
    );
    const short = { partitions: [] };
    const minutes = [15, 16].map((count) => isGood({ ...short, durationMs: count * MINUTE_MS }));
    assert.deepEqual(minutes, [false, true]);
    const heals = [315, 316].map((minute) =>
      isGood({ partitions: [{ atMs: 0, healMs: minute * MINUTE_MS, sharePercent: 1 }] }),
    );
    assert.deepEqual(heals, [true, false], 'the last partition heals 45 minutes before the end');
    assert.deepEqual(
      [99, 100].map((node) => isGood({ fault: { kind: 'coin-lost', node } })),
      [true, false],
    );
    assert.deepEqual(
      [0, 1500, 1000].map((blockIntervalMs) => isGood({ blockIntervalMs })),
      [false, false, true],
    );
    assert.deepEqual(
      [0x7fff_ffff, 0x8000_0000, 0.5].map((seed) => isGood({ seed })),
      [true, false, false],
    );
    const overlapping = [
      { atMs: 0, healMs: 2 * MINUTE_MS, sharePercent: 10 },
      { atMs: MINUTE_MS, healMs: 3 * MINUTE_MS, sharePercent: 10 },
    ];
    assert.equal(isGood({ partitions: overlapping }), false);
  });

  test('has partitions that are read as they are written', () => {
    const partition = { atMs: 60 * MINUTE_MS, healMs: 105 * MINUTE_MS, sharePercent: 18 };
    assert.equal(partitionToText(partition), '60-105:18');
    assert.deepEqual(partitionFromText('60-105:18'), partition);
    for (const text of ['', '60', '60-105', '60-105:', '60-105:1.5', 'a-b:c'])
      assert.equal(partitionFromText(text), undefined);
  });
});
