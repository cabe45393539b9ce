import { ClassicLevel } from 'classic-level';
import { readU32Le, writeU32Le } from '../../bytes/u32-le.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { KeyValueBatch, KeyValueEntry, KeyValueStore } from '../../ports/key-value-store.ts';
import { crc32c } from './crc32c.ts';

/** Entries that are asked for at a time. */
const ENTRIES_AT_ONCE = 2000;

/** Bytes of entries after which no more are read at a time: those of so many coins. LevelDB's binding takes 16 KiB unless told. */
const MAX_BYTES_AT_ONCE = 256 * 1024;

/** LevelDB's tables: fewer and larger ones than its default of 2 MiB, as Bitcoin Core has since version 0.15. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Bytes of the checksum behind each value. */
const CHECKSUM_BYTES = 4;

type Level = ClassicLevel<Uint8Array, Uint8Array>;

/** What a `LevelStore` is opened with. */
export interface LevelStoreOptions {
  readonly folder: string;
  /** Memory for blocks of tables that were read. */
  readonly cacheBytes: number;
  /** Memory for what is written; up to twice this is held. */
  readonly writeBufferBytes: number;
  /** Whether tables are packed (Snappy). Not for coins: txids do not compress, and amounts and scripts are compact already. */
  readonly compress?: boolean;
}

/**
 * A store in LevelDB, which is Bitcoin Core's own for coins. One process at a time.
 *
 * LevelDB has a checksum for each of its blocks, and its binding does not ask for it when it reads: so each value has one of
 * key and value behind it here, and one that is not as it was written is a `StorageDamageError`. See
 * `docs/decisions/005-checksums-in-the-store.md`.
 */
export class LevelStore implements KeyValueStore {
  readonly #level: Level;

  private constructor(level: Level) {
    this.#level = level;
  }

  /**
   * Opens the store in a folder, or creates it.
   *
   * @throws {Error} With LevelDB's reason as its `cause`.
   */
  static async open(options: LevelStoreOptions): Promise<LevelStore> {
    const level: Level = new ClassicLevel(options.folder, { keyEncoding: 'view', valueEncoding: 'view' });
    await level.open({
      cacheSize: options.cacheBytes,
      writeBufferSize: options.writeBufferBytes,
      maxFileSize: MAX_FILE_BYTES,
      compression: options.compress === true,
    });
    return new LevelStore(level);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const stored = this.#level.getSync(key);
    return stored === undefined ? undefined : withoutChecksum(key, stored);
  }

  /** The value as it lies there, with what may be its checksum: for records of a layout that is not known yet. */
  getUnchecked(key: Uint8Array): Uint8Array | undefined {
    return this.#level.getSync(key);
  }

  batch(): KeyValueBatch {
    return new LevelBatch(this.#level);
  }

  async *entries(prefix: Uint8Array): AsyncGenerator<readonly KeyValueEntry[], void> {
    const iterator = this.#level.iterator({
      gte: prefix,
      ...upperBound(prefix),
      highWaterMarkBytes: MAX_BYTES_AT_ONCE,
    });
    try {
      for (;;) {
        const found = await iterator.nextv(ENTRIES_AT_ONCE);
        if (found.length === 0) return;
        yield found.map(([key, stored]) => ({ key, value: withoutChecksum(key, stored) }));
      }
    } finally {
      await iterator.close();
    }
  }

  async close(): Promise<void> {
    await this.#level.close();
  }
}

class LevelBatch implements KeyValueBatch {
  readonly #batch: ReturnType<Level['batch']>;
  #stored = new Uint8Array(256);
  #sizeBytes = 0;

  constructor(level: Level) {
    this.#batch = level.batch();
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    const size = value.length + CHECKSUM_BYTES;
    if (size > this.#stored.length) this.#stored = new Uint8Array(2 * size);
    this.#stored.set(value);
    writeU32Le(this.#stored, value.length, checksumOf(key, value, value.length));
    // The binding copies it.
    this.#batch.put(key, this.#stored.subarray(0, size));
    this.#sizeBytes += key.length + value.length;
  }

  del(key: Uint8Array): void {
    this.#batch.del(key);
    this.#sizeBytes += key.length;
  }

  async write(): Promise<void> {
    await this.#batch.write({ sync: true });
  }
}

function checksumOf(key: Uint8Array, value: Uint8Array, valueBytes: number): number {
  return crc32c(value, valueBytes, crc32c(key));
}

/** @throws {StorageDamageError} When key or value is not what was written. */
function withoutChecksum(key: Uint8Array, stored: Uint8Array): Uint8Array {
  const valueBytes = stored.length - CHECKSUM_BYTES;
  if (valueBytes < 0 || readU32Le(stored, valueBytes) !== checksumOf(key, stored, valueBytes)) {
    throw new StorageDamageError({ code: 'value-damaged', key: key.slice() });
  }
  return stored.subarray(0, valueBytes);
}

/** The least key above all that begin with `prefix`. */
function upperBound(prefix: Uint8Array): { readonly lt?: Uint8Array } {
  const end = prefix.slice();
  for (let i = end.length - 1; i >= 0; i--) {
    if (end[i] === 0xff) continue;
    end[i]! += 1;
    return { lt: end.subarray(0, i + 1) };
  }
  return {};
}
