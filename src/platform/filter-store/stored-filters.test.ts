import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { FILTER_STORE_CONFORMANCE, testFilter } from '../../../test/filter-store-conformance.ts';
import { numberedKey } from '../../chain/chain-records.ts';
import { HeaderTree } from '../../chain/header-tree.ts';
import { MemoryStore } from '../../chain/memory-store.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import { syntheticHeaders, EASY_PARAMS } from '../../chain/synthetic-headers.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { FILTER_PREFIX, FILTER_STATE_KEY } from './filter-records.ts';
import { StoredFilters } from './stored-filters.ts';

const tree = new HeaderTree({ params: EASY_PARAMS });
let folder = '';
before(async () => {
  const headers = syntheticHeaders(99);
  for (let i = 0; i < 99; i++) tree.accept(headers, i * 80, 0xffff_ffff);
  assert.equal(tree.size, 100);
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-filters-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

let scenes = 0;
/** A store of filters in a folder of its own, that can be opened again. */
class Scene {
  readonly folder = path.join(folder, `${scenes++}`, 'indexes');
  readonly kept = new MemoryStore();
  readonly lines: string[] = [];

  async open(): Promise<StoredFilters> {
    const warn = (line: string): void => void this.lines.push(line);
    return StoredFilters.open({ folder: this.folder, store: this.kept, tree, warn, maxFileBytes: 500 });
  }

  /** As a chain commits. */
  async commit(filters: StoredFilters): Promise<void> {
    const batch = this.kept.batch();
    filters.flushInto(batch);
    await filters.sync();
    await batch.write();
  }

  /** Filters of the rows below `count`, committed; the store is closed. */
  async filled(count: number): Promise<this> {
    const filters = await this.open();
    for (let row = 0; row < count; row++) filters.put(row, testFilter(row).filter, testFilter(row).entry);
    filters.setBuiltRow(count - 1);
    await this.commit(filters);
    filters.close();
    return this;
  }

  file(number: number): string {
    return path.join(this.folder, `fltr0000${number}.dat`);
  }
}

/** Rows below `count` whose filter is not there. */
function missing(filters: StoredFilters, count: number): number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) => {
    const filter = filters.filter(row);
    if (filter !== undefined) assert.deepEqual(filter, testFilter(row).filter);
    return filter === undefined;
  });
}

suite('filters on disk', () => {
  for (const { sentence, check } of FILTER_STORE_CONFORMANCE) {
    test(sentence, async () => {
      const filters = await new Scene().open();
      check(filters);
      filters.close();
    });
  }

  test('after a restart everything that was committed is there, over several files', async () => {
    const scene = await new Scene().filled(40);
    const filters = await scene.open();
    assert.equal(filters.builtRow, 39);
    assert.equal(filters.hasChanges, false);
    assert.deepEqual(missing(filters, 40), []);
    for (let row = 0; row < 40; row++) assert.deepEqual(filters.entry(row), testFilter(row).entry);
    // 32 bytes of hash and 20 of filter: nine fit in 500.
    assert.deepEqual(
      readdirSync(scene.folder).sort(),
      ['0', '1', '2', '3', '4'].map((n) => `fltr0000${n}.dat`),
    );
    assert.deepEqual(readFileSync(scene.file(1)).subarray(0, 32), Buffer.from(tree.hashOf(9)));
    assert.deepEqual(scene.lines, []);
    filters.close();
  });

  test('what was not committed is gone after a restart, and what comes then is whole', async () => {
    const scene = await new Scene().filled(12);
    const filters = await scene.open();
    for (let row = 12; row < 40; row++) filters.put(row, testFilter(row).filter, testFilter(row).entry);
    filters.setBuiltRow(39);
    assert.equal(filters.hasChanges, true);
    // As `kill -9`: files have grown, the store has not.
    filters.close();
    const again = await scene.open();
    assert.equal(again.builtRow, 11);
    assert.deepEqual(missing(again, 13), [12]);
    assert.deepEqual(readdirSync(scene.folder).sort(), ['fltr00000.dat', 'fltr00001.dat']);
    again.put(12, testFilter(12).filter, testFilter(12).entry);
    again.setBuiltRow(12);
    await scene.commit(again);
    again.close();
    const third = await scene.open();
    assert.deepEqual([third.builtRow, missing(third, 13)], [12, []]);
    assert.deepEqual(scene.lines, []);
    third.close();
  });

  test('a tail that was torn off, and bytes behind the end, are no harm: what is gone is told, and put again', async () => {
    const scene = await new Scene().filled(12);
    truncateSync(scene.file(1), 70);
    const filters = await scene.open();
    assert.deepEqual(missing(filters, 12), [10, 11]);
    assert.deepEqual(
      scene.lines,
      [10, 11].map(
        (row) =>
          `the filter of block ${blockHashToHex(tree.hashOf(row))} in ${scene.folder} is damaged, and is made again`,
      ),
    );
    for (const row of [10, 11, 12]) filters.put(row, testFilter(row).filter, testFilter(row).entry);
    await scene.commit(filters);
    filters.close();
    appendFileSync(scene.file(1), Buffer.alloc(1000));
    const again = await scene.open();
    assert.deepEqual(missing(again, 13), []);
    again.close();
  });

  test('bytes that were changed, and files that are gone, are found; five lines tell of them', async () => {
    const scene = await new Scene().filled(40);
    const bytes = readFileSync(scene.file(2));
    bytes[40]! ^= 1;
    writeFileSync(scene.file(2), bytes);
    rmSync(scene.file(1));
    const filters = await scene.open();
    assert.deepEqual(missing(filters, 40), [9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    assert.equal(scene.lines.length, 5);
    assert.match(scene.lines[4]!, /no more of these lines in this run$/);
    filters.put(9, testFilter(9).filter, testFilter(9).entry);
    assert.deepEqual(filters.filter(9), testFilter(9).filter);
    filters.close();
  });

  test('a record that makes no sense, or has a wrong checksum, counts as not there', async () => {
    const scene = await new Scene().filled(3);
    const batch = scene.kept.batch();
    batch.put(numberedKey(FILTER_PREFIX, 1), Uint8Array.of(1, 2, 3));
    await batch.write();
    const get = scene.kept.get.bind(scene.kept);
    scene.kept.get = (key) => {
      if (key[4] === 2) throw new StorageDamageError({ code: 'value-damaged', key });
      return get(key);
    };
    const filters = await scene.open();
    assert.deepEqual(
      [0, 1, 2].map((row) => filters.entry(row) !== undefined),
      [true, false, false],
    );
    assert.equal(scene.lines.length, 2);
    filters.close();
  });

  test('where it can’t be read how far filters have come, none of them is lost', async () => {
    const scene = await new Scene().filled(30);
    const batch = scene.kept.batch();
    batch.put(FILTER_STATE_KEY, Uint8Array.of(1));
    await batch.write();
    const filters = await scene.open();
    assert.equal(filters.builtRow, -1);
    assert.deepEqual(missing(filters, 30), []);
    assert.match(scene.lines.join('\n'), /^how far the filters in .* have come can't be read/);
    filters.close();
  });

  test('files of a chain that is not there any more are begun anew', async () => {
    const scene = await new Scene().filled(40);
    const fresh = new Scene();
    const filters = await StoredFilters.open({
      folder: scene.folder,
      store: fresh.kept,
      tree,
      warn: (line) => assert.fail(line),
    });
    assert.equal(filters.builtRow, -1);
    assert.deepEqual(readdirSync(scene.folder), ['fltr00000.dat']);
    assert.equal(readFileSync(scene.file(0)).length, 0);
    filters.close();
  });
});
