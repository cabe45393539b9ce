import { bytesToHex } from '../src/bytes/hex.ts';
import type { KeyValueBatch } from '../src/ports/key-value-store.ts';

/** A batch that only writes down what it is asked for. */
export class RecordedBatch implements KeyValueBatch {
  /** `put KEY VALUE` or `del KEY`, in hex. */
  readonly changes: string[] = [];
  sizeBytes = 0;

  put(key: Uint8Array, value: Uint8Array): void {
    this.changes.push(`put ${bytesToHex(key)} ${bytesToHex(value)}`);
    this.sizeBytes += key.length + value.length;
  }

  del(key: Uint8Array): void {
    this.changes.push(`del ${bytesToHex(key)}`);
    this.sizeBytes += key.length;
  }

  async write(): Promise<void> {
    // Nothing is kept anywhere.
  }
}
