/** One key with its value. */
export interface KeyValueEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Changes that are written all or not at all. */
export interface KeyValueBatch {
  /** Adds or replaces a value. Both are copied at once. Of two changes to one key the later holds. */
  put(key: Uint8Array, value: Uint8Array): void;
  /** Removes a key; one that is not there is no error. Copied at once. */
  del(key: Uint8Array): void;
  /** How much memory the changes take, about. */
  readonly sizeBytes: number;
  /**
   * Makes the changes: all or none, whenever the machine stops, and on disk when it resolves. A batch is written once.
   *
   * @throws When the system refuses; then nothing was changed.
   */
  write(): Promise<void>;
}

/**
 * Values by key. Keys are compared as bytes, the shorter one first where one begins the other.
 *
 * Reading is synchronous, so that rules can ask for a coin in the middle of a check; writing is the shell's.
 */
export interface KeyValueStore {
  /** Returns the value, which is the caller's to keep; `undefined` when the key is not there. */
  get(key: Uint8Array): Uint8Array | undefined;
  batch(): KeyValueBatch;
  /**
   * Iterates over the entries whose keys begin with `prefix`, in the order of their keys, some at a time. What is written
   * after the first entries were asked for is not seen.
   */
  entries(prefix: Uint8Array): AsyncIterable<readonly KeyValueEntry[]>;
  close(): Promise<void>;
}
