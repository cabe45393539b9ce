import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { assert } from '../../bytes/assert.ts';

/** Most bytes that are held of a file at once. */
export const WINDOW_BYTES: number = 256 * 1024;

const ZEROS: Uint8Array = new Uint8Array(WINDOW_BYTES);

/** Length of the key that Bitcoin Core 28 and later XOR their block files with (`xor.dat`). */
export const OBFUSCATION_KEY_BYTES = 8;

/**
 * Reads a regular file once from its start to its end through a window of fixed size, however large the file is.
 *
 * What lies ahead may be skipped without being read.
 */
export class ForwardFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  /** Part of the window that is filled and not yet passed. */
  #begin = 0;
  #end = 0;
  /** Offset in the file of the window's byte at `#begin`. */
  #offset = 0;
  #key: Uint8Array | undefined;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** Opens a file whose size is known. @throws The system's error when it can't be opened. */
  static async open(path: string, sizeBytes: number): Promise<ForwardFile> {
    return new ForwardFile(path, await open(path, 'r'), sizeBytes);
  }

  /** Offset in the file of the first byte of `view`. */
  get offset(): number {
    return this.#offset;
  }

  /** The bytes at hand. Valid until the next call of `fill`. */
  get view(): Uint8Array {
    return this.#window.subarray(this.#begin, this.#end);
  }

  /** XORs what is read from here on with an 8-byte key, by the byte's offset in the file. Before the first `fill`. */
  useKey(key: Uint8Array): void {
    assert(key.length === OBFUSCATION_KEY_BYTES, 'the key has 8 bytes');
    this.#key = key;
    this.#applyKey(this.#begin, this.#end);
  }

  /**
   * Reads on until `view` holds `wanted` bytes (at most the window's size) or the file's end, in reads as large as fit.
   *
   * @returns How many bytes `view` holds: fewer than wanted only at the end of the file.
   */
  async fill(wanted: number): Promise<number> {
    assert(wanted <= WINDOW_BYTES, 'the window holds what is asked for');
    if (this.#end - this.#begin >= wanted) return this.#end - this.#begin;
    this.#window.copyWithin(0, this.#begin, this.#end);
    this.#end -= this.#begin;
    this.#begin = 0;
    while (this.#end < wanted) {
      const position = this.#offset + this.#end;
      const { bytesRead } = await this.#handle.read(this.#window, this.#end, WINDOW_BYTES - this.#end, position);
      if (bytesRead === 0) break;
      this.#end += bytesRead;
      this.#applyKey(this.#end - bytesRead, this.#end);
    }
    return this.#end;
  }

  /**
   * Counts the bytes at the start of `view` that are zeros on disk: what a file system sets aside for later is zeros,
   * under a key too.
   */
  leadingZeros(): number {
    const { view } = this;
    const key = this.#key;
    if (key === undefined) {
      const isAllZeros = Buffer.compare(view, ZEROS.subarray(0, view.length)) === 0;
      return isAllZeros ? view.length : view.findIndex((byte) => byte !== 0);
    }
    let zeros = 0;
    while (zeros < view.length && view[zeros] === key[(this.#offset + zeros) % OBFUSCATION_KEY_BYTES]) zeros++;
    return zeros;
  }

  /** Passes over bytes, read or not. */
  skip(bytes: number): void {
    this.#offset += bytes;
    this.#begin = Math.min(this.#begin + bytes, this.#end);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #applyKey(from: number, to: number): void {
    const key = this.#key;
    if (key === undefined) return;
    const phase = this.#offset - this.#begin;
    for (let i = from; i < to; i++) this.#window[i]! ^= key[(phase + i) % OBFUSCATION_KEY_BYTES]!;
  }
}
