import { stat } from 'node:fs/promises';
import { checkAnchor } from '../chain/header-anchor.ts';
import { HeaderTree } from '../chain/header-tree.ts';
import type { HeaderReject } from '../consensus/header-rules.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkName, NetworkParams } from '../consensus/params.ts';
import { checkProofOfWork } from '../consensus/proof-of-work.ts';
import { decodeHeader, HEADER_BYTES, hashHeader } from '../primitives/header.ts';
import { ForwardFile } from './header-file/forward-file.ts';
import type { HeaderRun } from './header-file/header-run.ts';
import { readRawHeaders } from './header-file/raw-headers.ts';
import { decodeStoreHead, STORE_HEAD_BYTES } from './header-store-head.ts';
import type { StoreHead } from './header-store-head.ts';
import { HeaderStoreError } from './header-store-failure.ts';
import { isSystemError, reasonOf } from './system-error.ts';

/** A store as it was read from disk, every header checked. */
export interface LoadedHeaders {
  readonly head: StoreHead;
  readonly tree: HeaderTree;
  readonly sizeBytes: number;
  /** Where the last good header ends: what is after it was being written when the process, or the machine, stopped. */
  readonly goodBytes: number;
}

/** How far loading has come. */
export interface StoreProgress {
  readonly headers: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** What to load, and whom to tell how far it has come. */
export interface LoadOptions {
  readonly path: string;
  readonly network: NetworkName;
  readonly onProgress?: (progress: StoreProgress) => void;
  readonly signal?: AbortSignal;
  /**
   * Called with each header that breaks a rule though headers after it may be good. Loading then goes on without it.
   * When left out, such a header is an error.
   */
  readonly onDamage?: (damage: { readonly offset: number; readonly reject: HeaderReject }) => void;
}

/**
 * The clock is not asked again about headers that were stored: one set back since would make good headers bad. Later than
 * any time a header can have.
 */
const PAST_ALL_TIMES_SEC: number = 2 ** 32;

/**
 * Reads a store of headers and checks each header again by all rules but that of times in the future.
 *
 * @returns `undefined` when there is no store.
 * @throws {HeaderStoreError} When it can't be read, is no store or another network's, or is damaged in its middle.
 * @throws {DOMException} `AbortError` when `signal` is aborted.
 */
export async function loadHeaderStore(options: LoadOptions): Promise<LoadedHeaders | undefined> {
  const { path } = options;
  let file: ForwardFile | undefined;
  try {
    file = await ForwardFile.open(path, (await stat(path)).size);
    return await new StoreLoad(options, file).run();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw new HeaderStoreError({ code: 'store-not-accessible', path, reason: reasonOf(error) });
  } finally {
    await file?.close();
  }
}

class StoreLoad {
  readonly #options: LoadOptions;
  readonly #file: ForwardFile;
  readonly #params: NetworkParams;
  #goodBytes = STORE_HEAD_BYTES;
  /** The first header that breaks a rule; damage if good ones follow, the torn end of a last write if not. */
  #firstBad: { readonly offset: number; readonly height: number; readonly reject: HeaderReject } | undefined;

  constructor(options: LoadOptions, file: ForwardFile) {
    this.#options = options;
    this.#file = file;
    this.#params = networkParams(options.network);
  }

  async run(): Promise<LoadedHeaders> {
    const { onProgress, signal } = this.#options;
    const head = await this.#readHead();
    const tree = new HeaderTree({ params: this.#params, ...(head.anchor && { anchor: head.anchor }) });
    const bytesTotal = this.#file.sizeBytes;
    for await (const item of readRawHeaders(this.#file, { startOffset: STORE_HEAD_BYTES, recordBytes: HEADER_BYTES })) {
      signal?.throwIfAborted();
      // A record that is cut at the file's end is a torn write.
      if (item.kind !== 'run') break;
      this.#takeRun(tree, item);
      onProgress?.({ headers: tree.size, bytesRead: item.fileOffset, bytesTotal });
    }
    return { head, tree, sizeBytes: bytesTotal, goodBytes: this.#goodBytes };
  }

  async #readHead(): Promise<StoreHead> {
    const { path, network } = this.#options;
    await this.#file.fill(STORE_HEAD_BYTES);
    const head = decodeStoreHead(this.#file.view.subarray(0, STORE_HEAD_BYTES));
    if (typeof head === 'string') throw new HeaderStoreError({ code: 'store-head-damaged', path, reject: head });
    if (head.network !== network) {
      throw new HeaderStoreError({ code: 'store-network-mismatch', path, expected: network, found: head.network });
    }
    if (head.anchor !== undefined && checkAnchor(this.#params, head.anchor) !== undefined) {
      throw new HeaderStoreError({ code: 'store-head-damaged', path, reject: 'anchor' });
    }
    return head;
  }

  #takeRun(tree: HeaderTree, run: HeaderRun): void {
    for (let i = 0; i < run.count; i++) {
      const at = i * HEADER_BYTES;
      const offset = run.fileOffset - (run.count - i) * HEADER_BYTES;
      if (this.#firstBad !== undefined && this.#options.onDamage === undefined) {
        if (hasProofOfWork(this.#params, run.bytes, at)) this.#throwDamaged();
        continue;
      }
      const result = tree.accept(run.bytes, at, PAST_ALL_TIMES_SEC);
      if (result.status !== 'rejected') {
        this.#goodBytes = offset + HEADER_BYTES;
        continue;
      }
      const { reject } = result;
      this.#options.onDamage?.({ offset, reject });
      this.#firstBad ??= { offset, reject, height: tree.heightOf(tree.size - 1) + 1 };
      // A header with its proof of work was written whole, and checked: it, or one before it, was changed since.
      if (this.#options.onDamage === undefined && reject.code !== 'high-hash') this.#throwDamaged();
    }
  }

  #throwDamaged(): never {
    const bad = this.#firstBad!;
    throw new HeaderStoreError({
      code: 'store-damaged',
      path: this.#options.path,
      ...bad,
      headersBefore: (bad.offset - STORE_HEAD_BYTES) / HEADER_BYTES,
      headersAfter: Math.floor((this.#file.sizeBytes - bad.offset) / HEADER_BYTES),
    });
  }
}

function hasProofOfWork(params: NetworkParams, bytes: Uint8Array, offset: number): boolean {
  const { bits } = decodeHeader(bytes, offset);
  return checkProofOfWork(hashHeader(bytes, offset), bits, params) === undefined;
}
