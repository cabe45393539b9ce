// Kills imports at random instants, many times over, and looks after each whether the chain on disk is whole: blocks, undo data
// and coins verified at level 4, the height never lower than before, and at the end the coins of an import without kills.
//
//   node dist/bench/chain-kill.js [--kills N] [--seed N]
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { importAndKillAfter, inspect, makeScene } from '../test/chain-crash-scene.ts';
import { Random } from './calibration/random.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  if (!Number.isSafeInteger(kills) || !Number.isSafeInteger(seed)) throw new RangeError('kills and seed are numbers');
  const random = new Random(seed, 0);
  const scene = await makeScene();
  const startMs = performance.now();
  await importAndKillAfter(path.join(scene.folder, 'timed'), scene.file, 1e6);
  const wholeMs = performance.now() - startMs;
  let killed = 0;
  let finished = 0;
  for (let chain = 0; killed < kills; chain++) {
    const dataDir = path.join(scene.folder, `chain-${chain}`);
    let height = 0;
    for (let isDone = false; !isDone && killed < kills;) {
      // Starting up takes most of the time; beyond the end of an import there is nothing to kill.
      isDone = await importAndKillAfter(dataDir, scene.file, wholeMs * random.between(0.2, 1.1));
      if (isDone) finished++;
      else killed++;
      const found = await inspect(dataDir);
      assert.ok(found.height >= height, `chain ${chain}, kill ${killed}: height ${found.height} after ${height}`);
      height = found.height;
      if (isDone) assert.deepEqual(found, scene.expected, `chain ${chain} (seed ${seed})`);
    }
    await rm(dataDir, { recursive: true, force: true });
    if (chain % 20 === 0) stdout.write(`${killed} killed, ${finished} finished, all whole\n`);
  }
  await rm(scene.folder, { recursive: true, force: true });
  stdout.write(
    `${killed} imports killed, ${finished} finished (seed ${seed}): tip, coins and undo data agreed each time\n`,
  );
}

await main();
