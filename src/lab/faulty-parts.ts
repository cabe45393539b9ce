import { COIN_PREFIX } from '../chain/coins/coin-key.ts';
import { CoinReader } from '../chain/coins/coin-reader.ts';
import type { BlockFiles, FileEnds, FilePosition } from '../ports/block-files.ts';
import type { KeyValueBatch, KeyValueEntry, KeyValueStore } from '../ports/key-value-store.ts';
import type { ScriptFailure, ScriptJob, ScriptVerifier, SpentCoin } from '../ports/script-verifier.ts';

/** Says whether a planted fault is to happen by now. */
export type IsDue = () => boolean;

/** Block files that lose one undo record: the first that is written once it is due. */
export class UndoLosingFiles implements BlockFiles {
  readonly #files: BlockFiles;
  readonly #isDue: IsDue;
  #lost: FilePosition | undefined;

  constructor(files: BlockFiles, isDue: IsDue) {
    this.#files = files;
    this.#isDue = isDue;
  }

  appendBlock(block: Uint8Array): FilePosition {
    return this.#files.appendBlock(block);
  }

  appendUndo(file: number, undo: Uint8Array): FilePosition {
    const position = this.#files.appendUndo(file, undo);
    if (this.#isDue()) this.#lost ??= position;
    return position;
  }

  readBlock(position: FilePosition): Uint8Array | undefined {
    return this.#files.readBlock(position);
  }

  readUndo(position: FilePosition): Uint8Array | undefined {
    const lost = this.#lost;
    if (lost?.file === position.file && lost.offset === position.offset) return undefined;
    return this.#files.readUndo(position);
  }

  takeChangedEnds(): FileEnds[] {
    return this.#files.takeChangedEnds();
  }

  sync(): Promise<void> {
    return this.#files.sync();
  }

  release(file: number): void {
    this.#files.release(file);
  }

  deleteReleased(): void {
    this.#files.deleteReleased();
  }

  close(): Promise<void> {
    return this.#files.close();
  }
}

/**
 * A store that drops one coin once it is due: the first of a coinbase, which nobody spends soon. One that is spent while the cache
 * has it would not be missed.
 */
export class CoinLosingStore implements KeyValueStore {
  readonly #store: KeyValueStore;
  readonly #isDue: IsDue;
  #hasLost = false;

  constructor(store: KeyValueStore, isDue: IsDue) {
    this.#store = store;
    this.#isDue = isDue;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#store.get(key);
  }

  batch(): KeyValueBatch {
    const batch = this.#store.batch();
    return {
      put: (key, value) => {
        const isLost = !this.#hasLost && isCoinbaseCoin(key, value) && this.#isDue();
        if (isLost) this.#hasLost = true;
        else batch.put(key, value);
      },
      del: (key) => batch.del(key),
      get sizeBytes(): number {
        return batch.sizeBytes;
      },
      write: () => batch.write(),
    };
  }

  entries(prefix: Uint8Array): AsyncIterable<readonly KeyValueEntry[]> {
    return this.#store.entries(prefix);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** Whether an entry is a coin of a coinbase: the lowest bit of the number that it begins with says so. */
function isCoinbaseCoin(key: Uint8Array, value: Uint8Array): boolean {
  return key[0] === COIN_PREFIX && (new CoinReader().begin(value, 0, value.length).varInt() & 1) === 1;
}

/** Takes every script as good once it is due. */
export class BlindVerifier implements ScriptVerifier {
  readonly #verifier: ScriptVerifier;
  readonly #isDue: IsDue;

  constructor(verifier: ScriptVerifier, isDue: IsDue) {
    this.#verifier = verifier;
    this.#isDue = isDue;
  }

  get threads(): number {
    return this.#verifier.threads;
  }

  begin(block: Uint8Array, flags: number): void {
    this.#verifier.begin(block, flags);
  }

  add(job: ScriptJob, coins: readonly SpentCoin[]): void {
    this.#verifier.add(job, coins);
  }

  finish(): ScriptFailure | undefined {
    const failure = this.#verifier.finish();
    return this.#isDue() ? undefined : failure;
  }

  abort(): void {
    this.#verifier.abort();
  }
}
