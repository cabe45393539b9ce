// Writes to a history in a process of its own that a test may kill at any instant: write N puts N into two series and a record,
// and says N when that is done.
//
//   node dist/test/history-writing-child.js FOLDER
import { writeSync } from 'node:fs';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { HistoryStoreError } from '../src/ports/history-store.ts';
import type { SeriesBatch } from '../src/ports/history-store.ts';

/** Points of one write: more than stay loose, so that blocks are made and rewritten all the time. */
const POINTS = 300;

try {
  const store = await LevelHistoryStore.open(process.argv[2] ?? '');
  const last = await store.latest('a');
  const batch = (series: string, n: number): SeriesBatch => {
    const atSec = Float64Array.from({ length: POINTS }, (_, i) => n * POINTS + i);
    return { series, names: ['n'], atSec, columns: [atSec.map(() => n)] };
  };
  for (let n = last === undefined ? 0 : last.columns[0]![0]! + 1; ; n++) {
    await store.write([batch('a', n), batch('b', n)]);
    writeSync(1, `${n}\n`);
  }
} catch (error) {
  if (!(error instanceof HistoryStoreError)) throw error;
  writeSync(1, `${error.message}\n`);
  process.exitCode = 1;
}
