import type { KeyValueBatch, KeyValueEntry, KeyValueStore } from '../ports/key-value-store.ts';

/** A store in memory, for the lab and for tests. A batch that was not written changes nothing. */
export class MemoryStore implements KeyValueStore {
  readonly #entries = new Map<string, KeyValueEntry>();

  get(key: Uint8Array): Uint8Array | undefined {
    // A chain that was never flushed asks for each new coin whether it is there (BIP30).
    return this.#entries.size === 0 ? undefined : this.#entries.get(nameOf(key))?.value.slice();
  }

  batch(): KeyValueBatch {
    return new MemoryBatch(this.#entries);
  }

  async *entries(prefix: Uint8Array): AsyncGenerator<readonly KeyValueEntry[], void> {
    const found = this.sorted(prefix);
    if (found.length > 0) yield found.map(({ key, value }) => ({ key: key.slice(), value: value.slice() }));
  }

  /** The same at once; the entries are the store's. */
  sorted(prefix: Uint8Array): KeyValueEntry[] {
    const start = nameOf(prefix);
    const names = [...this.#entries.keys()].filter((name) => name.startsWith(start)).sort();
    return names.map((name) => this.#entries.get(name)!);
  }

  async close(): Promise<void> {
    // Nothing is held but memory.
  }
}

class MemoryBatch implements KeyValueBatch {
  readonly #target: Map<string, KeyValueEntry>;
  readonly #changes: { readonly key: Uint8Array; readonly value: Uint8Array | undefined }[] = [];
  #sizeBytes = 0;

  constructor(target: Map<string, KeyValueEntry>) {
    this.#target = target;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#changes.push({ key: key.slice(), value: value.slice() });
    this.#sizeBytes += key.length + value.length;
  }

  del(key: Uint8Array): void {
    this.#changes.push({ key: key.slice(), value: undefined });
    this.#sizeBytes += key.length;
  }

  async write(): Promise<void> {
    for (const { key, value } of this.#changes) {
      if (value === undefined) this.#target.delete(nameOf(key));
      else this.#target.set(nameOf(key), { key, value });
    }
  }
}

/** One character a byte: such strings sort as the bytes do. Keys are short: a coin's has 37 bytes at most. */
function nameOf(key: Uint8Array): string {
  return String.fromCharCode(...key);
}
