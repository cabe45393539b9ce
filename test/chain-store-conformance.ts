// What every store and every set of block files has to do: run for those in memory and those on disk.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BlockFiles } from '../src/ports/block-files.ts';
import type { KeyValueStore } from '../src/ports/key-value-store.ts';

/** One property, by the sentence that names it. */
export interface Conformance<Subject> {
  readonly sentence: string;
  readonly check: (subject: Subject) => Promise<void>;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

export const STORE_CONFORMANCE: readonly Conformance<KeyValueStore>[] = [
  {
    sentence: 'a key that is not there has no value',
    check: async (store) => assert.equal(store.get(bytes(1, 2, 3)), undefined),
  },
  {
    sentence: 'a batch changes nothing before it is written, and everything after',
    check: async (store) => {
      const batch = store.batch();
      batch.put(bytes(1), bytes(10));
      batch.put(bytes(2), bytes(20));
      assert.equal(store.get(bytes(1)), undefined);
      await batch.write();
      assert.deepEqual(plain(store.get(bytes(1))), [10]);
      assert.deepEqual(plain(store.get(bytes(2))), [20]);
      const next = store.batch();
      next.del(bytes(1));
      next.del(bytes(99));
      await next.write();
      assert.equal(store.get(bytes(1)), undefined);
    },
  },
  {
    sentence: 'of two changes to one key in a batch the later holds',
    check: async (store) => {
      const batch = store.batch();
      batch.put(bytes(1), bytes(1));
      batch.put(bytes(1), bytes(2));
      batch.put(bytes(2), bytes(1));
      batch.del(bytes(2));
      batch.del(bytes(3));
      batch.put(bytes(3), bytes(3));
      await batch.write();
      assert.deepEqual(
        [1, 2, 3].map((key) => plain(store.get(bytes(key)))),
        [[2], undefined, [3]],
      );
    },
  },
  {
    sentence: 'what is put is copied at once, and what is got is the caller’s',
    check: async (store) => {
      const [key, value] = [bytes(7), bytes(1, 1)];
      const batch = store.batch();
      batch.put(key, value);
      key[0] = 8;
      value[0] = 9;
      await batch.write();
      const got = store.get(bytes(7));
      assert.deepEqual(plain(got), [1, 1]);
      got![0] = 5;
      assert.deepEqual(plain(store.get(bytes(7))), [1, 1]);
    },
  },
  {
    sentence: 'empty values are values',
    check: async (store) => {
      const batch = store.batch();
      batch.put(bytes(1), bytes());
      await batch.write();
      assert.deepEqual(plain(store.get(bytes(1))), []);
    },
  },
  {
    sentence: 'entries come in the order of their bytes, only those with the prefix, as they were when asked for',
    check: async (store) => {
      const keys = [[5, 0], [5], [5, 0xff], [5, 0xff, 0], [4, 0xff], [6], [5, 1, 2]];
      const batch = store.batch();
      for (const key of keys) batch.put(Uint8Array.from(key), bytes(key.length));
      await batch.write();
      const seen: number[][] = [];
      for await (const entries of store.entries(bytes(5))) {
        for (const { key, value } of entries) {
          seen.push([...key]);
          assert.deepEqual([...value], [key.length]);
        }
        const late = store.batch();
        late.put(bytes(5, 0xff, 0xff), bytes());
        await late.write();
      }
      assert.deepEqual(seen, [[5], [5, 0], [5, 1, 2], [5, 0xff], [5, 0xff, 0]]);
    },
  },
  {
    sentence: 'a prefix of the highest byte ends with the last key',
    check: async (store) => {
      const batch = store.batch();
      batch.put(bytes(0xff, 1), bytes(1));
      batch.put(bytes(0xfe), bytes(2));
      await batch.write();
      assert.deepEqual(await keysWith(store, bytes(0xff)), ['ff01']);
      assert.deepEqual(await keysWith(store, bytes()), ['fe', 'ff01']);
    },
  },
  {
    sentence: 'it holds what a map would hold, after any batches',
    check: async (store) => {
      const change = fc.tuple(fc.uint8Array({ maxLength: 3 }), fc.option(fc.uint8Array({ maxLength: 4 })));
      const batches = fc.sample(fc.array(change, { maxLength: 30 }), { numRuns: 30, seed: 3 });
      const model = new Map<string, string>();
      for (const changes of batches) {
        const batch = store.batch();
        for (const [key, value] of changes) {
          if (value === null) {
            batch.del(key);
            model.delete(hex(key));
          } else {
            batch.put(key, value);
            model.set(hex(key), hex(value));
          }
        }
        await batch.write();
      }
      assert.deepEqual(await keysWith(store, bytes()), [...model.keys()].sort());
      for (const [key, value] of model) assert.equal(hex(store.get(Buffer.from(key, 'hex'))!), value);
    },
  },
];

/** Each begins with empty files of at most 100 bytes. */
export const FILES_CONFORMANCE: readonly Conformance<BlockFiles>[] = [
  {
    sentence: 'a block can be read where it was appended, at once',
    check: async (files) => {
      const first = files.appendBlock(bytes(1, 2, 3));
      const second = files.appendBlock(bytes(4));
      assert.deepEqual(
        [first, second],
        [
          { file: 0, offset: 8, sizeBytes: 3 },
          { file: 0, offset: 19, sizeBytes: 1 },
        ],
      );
      assert.deepEqual(plain(files.readBlock(first)), [1, 2, 3]);
      assert.deepEqual(plain(files.readBlock(second)), [4]);
    },
  },
  {
    sentence: 'a block that does not fit begins the next file; one larger than a file has a file of its own',
    check: async (files) => {
      const positions = [60, 60, 500, 20].map((size) => files.appendBlock(new Uint8Array(size).fill(size)));
      assert.deepEqual(
        positions.map(({ file }) => file),
        [0, 1, 2, 3],
      );
      for (const position of positions) assert.equal(files.readBlock(position)?.[0], position.sizeBytes & 0xff);
    },
  },
  {
    sentence: 'undo data lie in the file of their block, whatever file is written to now',
    check: async (files) => {
      files.appendBlock(new Uint8Array(90));
      files.appendBlock(new Uint8Array(90));
      const undo = files.appendUndo(0, new Uint8Array(40).fill(7));
      assert.deepEqual(undo, { file: 0, offset: 8, sizeBytes: 40 });
      assert.equal(files.readUndo(undo)?.[39], 7);
    },
  },
  {
    sentence: 'what is nowhere is not read',
    check: async (files) => {
      const { file, offset, sizeBytes } = files.appendBlock(bytes(1, 2, 3));
      assert.equal(files.readBlock({ file, offset: offset + 1, sizeBytes: sizeBytes - 1 }), undefined);
      assert.equal(files.readBlock({ file, offset, sizeBytes: sizeBytes + 1 }), undefined);
      assert.equal(files.readBlock({ file: 9, offset, sizeBytes }), undefined);
      assert.equal(files.readUndo({ file, offset, sizeBytes: 33 }), undefined);
    },
  },
  {
    sentence: 'changed ends are told once',
    check: async (files) => {
      files.appendBlock(new Uint8Array(80));
      files.appendBlock(new Uint8Array(80));
      files.appendUndo(0, new Uint8Array(33));
      assert.deepEqual(files.takeChangedEnds(), [
        { file: 0, blockBytes: 88, undoBytes: 41 },
        { file: 1, blockBytes: 88, undoBytes: 0 },
      ]);
      assert.deepEqual(files.takeChangedEnds(), []);
    },
  },
  {
    sentence: 'a released file reads as nothing, ends at 0, and can be deleted',
    check: async (files) => {
      const first = files.appendBlock(new Uint8Array(80));
      const undo = files.appendUndo(0, new Uint8Array(33));
      const second = files.appendBlock(new Uint8Array(80));
      files.takeChangedEnds();
      files.release(0);
      assert.equal(files.readBlock(first), undefined);
      assert.equal(files.readUndo(undo), undefined);
      assert.equal(files.readBlock(second)?.length, 80);
      assert.deepEqual(files.takeChangedEnds(), [{ file: 0, blockBytes: 0, undoBytes: 0 }]);
      await files.sync();
      files.deleteReleased();
      assert.equal(files.readBlock(first), undefined);
      assert.equal(files.readBlock(second)?.length, 80);
    },
  },
];

async function keysWith(store: KeyValueStore, prefix: Uint8Array): Promise<string[]> {
  const keys: string[] = [];
  for await (const entries of store.entries(prefix)) keys.push(...entries.map(({ key }) => hex(key)));
  return keys;
}

function plain(value: Uint8Array | undefined): number[] | undefined {
  return value && [...value];
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}
