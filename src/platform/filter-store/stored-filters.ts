import { areSameBytes } from '../../bytes/same-bytes.ts';
import { numberedKey } from '../../chain/chain-records.ts';
import type { HeaderTree } from '../../chain/header-tree.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { FilterEntry, FilterStore } from '../../ports/filter-store.ts';
import type { KeyValueBatch, KeyValueStore } from '../../ports/key-value-store.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { makeFolder } from '../atomic-file.ts';
import { notAccessible } from '../chain-folder/chain-store-failure.ts';
import { isSystemError } from '../system-error.ts';
import { FilterFiles, lastFilterFile } from './filter-files.ts';
import {
  FILTER_PREFIX,
  FILTER_STATE_KEY,
  decodeFilterRecord,
  decodeFilterState,
  encodeFilterRecord,
  encodeFilterState,
} from './filter-records.ts';
import type { FilterRecord, FilterState } from './filter-records.ts';

/** Lines on damage in one run: what is behind them is always the same. */
const MAX_LINES = 5;

const NOTHING_YET: FilterState = { builtRow: -1, file: 0, fileBytes: 0 };

/** What `StoredFilters` are opened with. */
export interface StoredFiltersOptions {
  /** Where the files with filters are; made when it is not there. */
  readonly folder: string;
  /** The chain's own, whose rows name blocks. */
  readonly store: KeyValueStore;
  readonly tree: HeaderTree;
  /** Takes a line for a person. */
  readonly warn: (line: string) => void;
  readonly maxFileBytes?: number;
}

/**
 * Filters on disk: in files that only grow, and found by records in the chain's own store. What is put is committed with the
 * chain, in one batch: after `kill -9` filters are as far as they were at a commit, and never further than the chain.
 *
 * Each filter is held against its hash when it is read.
 */
export class StoredFilters implements FilterStore {
  readonly #options: StoredFiltersOptions;
  readonly #files: FilterFiles;
  /** Records that were not committed yet, by row. */
  readonly #pending = new Map<number, FilterRecord>();
  #builtRow: number;
  #committedRow: number;
  #lines = 0;

  private constructor(options: StoredFiltersOptions, state: FilterState) {
    this.#options = options;
    const { folder, maxFileBytes } = options;
    this.#files = new FilterFiles({ folder, file: state.file, fileBytes: state.fileBytes, maxFileBytes });
    this.#builtRow = state.builtRow;
    this.#committedRow = state.builtRow;
  }

  /** Opens what is there, and cuts off what was not committed. @throws {ChainStoreError} When the system refuses. */
  static async open(options: StoredFiltersOptions): Promise<StoredFilters> {
    try {
      await makeFolder(options.folder);
      return new StoredFilters(options, readState(options));
    } catch (error) {
      throw isSystemError(error) ? notAccessible(options.folder, error) : error;
    }
  }

  get builtRow(): number {
    return this.#builtRow;
  }

  setBuiltRow(row: number): void {
    this.#builtRow = row;
  }

  entry(row: number): FilterEntry | undefined {
    const record = this.#record(row);
    return record === undefined ? undefined : { hash: record.hash.slice(), header: record.header.slice() };
  }

  filter(row: number): Uint8Array | undefined {
    const record = this.#record(row);
    if (record === undefined) return undefined;
    const filter = this.#files.read(record);
    if (filter !== undefined && areSameBytes(sha256d(filter), record.hash)) return filter;
    this.#tell(row);
    return undefined;
  }

  put(row: number, filter: Uint8Array, { hash, header }: FilterEntry): void {
    const position = this.#files.append(this.#options.tree.hashOf(row), filter);
    this.#pending.set(row, { hash: hash.slice(), header: header.slice(), ...position });
  }

  /** Whether anything waits to be committed. */
  get hasChanges(): boolean {
    return this.#pending.size > 0 || this.#builtRow !== this.#committedRow;
  }

  /**
   * Adds all that has changed to a batch, and takes it as done: nothing is asked before the batch is written, and `sync` comes
   * before that.
   */
  flushInto(batch: KeyValueBatch): void {
    if (!this.hasChanges) return;
    for (const [row, record] of this.#pending) batch.put(numberedKey(FILTER_PREFIX, row), encodeFilterRecord(record));
    batch.put(FILTER_STATE_KEY, encodeFilterState({ builtRow: this.#builtRow, ...this.#files.end }));
    this.#pending.clear();
    this.#committedRow = this.#builtRow;
  }

  /** Brings what was appended to the disk. */
  async sync(): Promise<void> {
    await this.#files.sync();
  }

  close(): void {
    this.#files.close();
  }

  #record(row: number): FilterRecord | undefined {
    const pending = this.#pending.get(row);
    if (pending !== undefined) return pending;
    const stored = readUndamaged(this.#options.store, numberedKey(FILTER_PREFIX, row));
    if (stored === undefined) return undefined;
    const record = stored === 'damaged' ? undefined : decodeFilterRecord(stored);
    if (record === undefined) this.#tell(row);
    return record;
  }

  #tell(row: number): void {
    if (this.#lines++ >= MAX_LINES) return;
    const { tree, folder, warn } = this.#options;
    const more = this.#lines === MAX_LINES ? '; no more of these lines in this run' : '';
    warn(`the filter of block ${blockHashToHex(tree.hashOf(row))} in ${folder} is damaged, and is made again${more}`);
  }
}

function readState({ store, warn, folder }: StoredFiltersOptions): FilterState {
  const stored = readUndamaged(store, FILTER_STATE_KEY);
  if (stored === undefined) return NOTHING_YET;
  const state = stored === 'damaged' ? undefined : decodeFilterState(stored);
  if (state !== undefined) return state;
  warn(`how far the filters in ${folder} have come can't be read: each of them is looked at again`);
  return { builtRow: -1, ...lastFilterFile(folder) };
}

/** What the filters have in the chain's store can be made again: damage to it is no reason to stop. */
function readUndamaged(store: KeyValueStore, key: Uint8Array): Uint8Array | 'damaged' | undefined {
  try {
    return store.get(key);
  } catch (error) {
    if (error instanceof StorageDamageError) return 'damaged';
    throw error;
  }
}
