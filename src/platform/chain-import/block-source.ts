import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { readU32Le } from '../../bytes/u32-le.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { OBFUSCATION_KEY_BYTES } from '../header-file/forward-file.ts';

/** The network's magic and the block's length, before each block. */
export const FRAME_BYTES = 8;

/** Bitcoin Core's `MAX_BLOCK_SERIALIZED_SIZE`. */
const MAX_BLOCK_BYTES = 4_000_000;

/** Files that are held open. */
const MAX_OPEN = 16;

interface OpenSource {
  readonly handle: FileHandle;
  readonly key: Uint8Array | undefined;
}

/** Reads single blocks of `blk*.dat` files, Bitcoin Core's or ours, whose places are known. */
export class BlockSource {
  readonly #params: NetworkParams;
  readonly #open = new Map<string, OpenSource>();

  constructor(params: NetworkParams) {
    this.#params = params;
  }

  /**
   * Reads the block whose header begins at `offset`.
   *
   * @returns Its bytes, or `undefined` when the file has changed meanwhile.
   * @throws The system's error.
   */
  async read(filePath: string, offset: number): Promise<Uint8Array | undefined> {
    const source = this.#open.get(filePath) ?? (await this.#openFile(filePath));
    const frame = await readAt(source, offset - FRAME_BYTES, FRAME_BYTES);
    if (frame.length < FRAME_BYTES || !this.#startsWithMagic(frame)) return undefined;
    const sizeBytes = readU32Le(frame, 4);
    if (sizeBytes > MAX_BLOCK_BYTES) return undefined;
    const block = await readAt(source, offset, sizeBytes);
    return block.length === sizeBytes ? block : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async ({ handle }) => handle.close()));
    this.#open.clear();
  }

  async #openFile(filePath: string): Promise<OpenSource> {
    if (this.#open.size >= MAX_OPEN) {
      const [oldest] = this.#open;
      if (oldest !== undefined) {
        this.#open.delete(oldest[0]);
        await oldest[1].handle.close();
      }
    }
    const handle = await open(filePath, 'r');
    const start = await readAt({ handle, key: undefined }, 0, 4);
    // A file that begins with the magic is not obfuscated, whatever lies beside it.
    const key = this.#startsWithMagic(start) ? undefined : await readKey(filePath);
    const source = { handle, key };
    this.#open.set(filePath, source);
    return source;
  }

  #startsWithMagic(bytes: Uint8Array): boolean {
    return this.#params.magic.every((byte, i) => bytes[i] === byte);
  }
}

async function readKey(filePath: string): Promise<Uint8Array | undefined> {
  const key = await readFile(path.join(path.dirname(filePath), 'xor.dat')).catch(() => undefined);
  return key?.length === OBFUSCATION_KEY_BYTES ? key : undefined;
}

async function readAt({ handle, key }: OpenSource, offset: number, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  while (done < sizeBytes) {
    const { bytesRead } = await handle.read(bytes, done, sizeBytes - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  if (key !== undefined) for (let i = 0; i < done; i++) bytes[i]! ^= key[(offset + i) % OBFUSCATION_KEY_BYTES]!;
  return bytes.subarray(0, done);
}
