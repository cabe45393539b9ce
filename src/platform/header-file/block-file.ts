import { readU32Le } from '../../bytes/u32-le.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { networkOfMagic } from './detect-format.ts';
import type { ForwardFile } from './forward-file.ts';
import { WINDOW_BYTES } from './forward-file.ts';
import type { HeaderFileItem, HeaderRun } from './header-run.ts';

/** The network's magic and the block's length, before each block. */
const FRAME_BYTES = 8;
/** A header and a count of transactions: no block is shorter. */
const MIN_BLOCK_BYTES = HEADER_BYTES + 1;
/** Bitcoin Core's `MAX_BLOCK_SERIALIZED_SIZE`. */
const MAX_BLOCK_BYTES = 4_000_000;
const RUN_HEADERS = 1024;
/** Most zeros in a row that are passed over: four times what Bitcoin Core sets aside at once (`BLOCKFILE_CHUNK_SIZE`). */
const MAX_ZERO_BYTES = 64 * 1024 * 1024;

/**
 * Reads the headers of a `blk*.dat` file: each block after the network's magic and its length. Blocks' bodies are passed
 * over unread. The file may be as Bitcoin Core leaves it: blocks in the order in which they came, zeros that were set
 * aside for more, and scraps that a crash left behind, which Core passes over too (`LoadExternalBlockFile`).
 */
export async function* readBlockFile(file: ForwardFile, params: NetworkParams): AsyncGenerator<HeaderFileItem, void> {
  const run = new BlockRun(file.path);
  let blocks = 0;
  while ((await file.fill(FRAME_BYTES)) > 0) {
    const block = blockAt(file, params);
    if (block === undefined) {
      if (run.count > 0) yield run.take(file.offset);
      const isEnd = yield* passOver(file, params);
      if (isEnd) return;
      continue;
    }
    const presentBytes = file.sizeBytes - file.offset - FRAME_BYTES;
    const available = await file.fill(FRAME_BYTES + HEADER_BYTES);
    if (presentBytes < block.bytes || available < FRAME_BYTES + HEADER_BYTES) {
      if (run.count > 0) yield run.take(file.offset);
      const { path, offset } = file;
      const failure = { code: 'block-truncated', path, offset, blockBytes: block.bytes, presentBytes } as const;
      yield { kind: 'failure', failure };
      return;
    }
    blocks++;
    run.keep(file.view, FRAME_BYTES, file.offset + FRAME_BYTES);
    file.skip(FRAME_BYTES + block.bytes);
    if (run.count === RUN_HEADERS) yield run.take(file.offset);
  }
  if (run.count > 0) yield run.take(file.offset);
  if (blocks === 0) {
    yield { kind: 'failure', failure: { code: 'blocks-missing', path: file.path, sizeBytes: file.sizeBytes } };
  }
}

/** The block whose frame begins at the view's first byte; `undefined` when none does. */
function blockAt(file: ForwardFile, params: NetworkParams): { readonly bytes: number } | undefined {
  const { view } = file;
  if (view.length < FRAME_BYTES || !startsWith(view, params.magic)) return undefined;
  const bytes = readU32Le(view, 4);
  return bytes >= MIN_BLOCK_BYTES && bytes <= MAX_BLOCK_BYTES ? { bytes } : undefined;
}

/** Passes over zeros, or over scraps up to the next magic. Returns true when the file can't be read on. */
async function* passOver(file: ForwardFile, params: NetworkParams): AsyncGenerator<HeaderFileItem, boolean> {
  const { path, offset: start, sizeBytes } = file;
  const zeros = await skipZeros(file);
  if (zeros > MAX_ZERO_BYTES)
    yield { kind: 'failure', failure: { code: 'file-zeros', path, offset: start, sizeBytes } };
  if (zeros > 0) return zeros > MAX_ZERO_BYTES;
  const { offset } = file;
  const found = networkOfMagic(file.view);
  if (found !== undefined && found !== params.name) {
    yield { kind: 'failure', failure: { code: 'network-wrong', path, offset, expected: params.name, found } };
    return true;
  }
  const isCutFrame =
    file.view.length < FRAME_BYTES && startsWith(file.view, params.magic.subarray(0, file.view.length));
  if (isCutFrame) {
    yield {
      kind: 'failure',
      failure: { code: 'block-truncated', path, offset, blockBytes: undefined, presentBytes: 0 },
    };
    return true;
  }
  // One byte at least: the magic that stands here, if any, was no block's.
  file.skip(1);
  while ((await file.fill(WINDOW_BYTES)) >= params.magic.length) {
    const at = Buffer.from(file.view.buffer, file.view.byteOffset, file.view.length).indexOf(params.magic);
    // A magic may lie across the window's end: its first bytes stay for the next window.
    file.skip(at >= 0 ? at : file.view.length - (params.magic.length - 1));
    if (at >= 0) break;
  }
  if (file.view.length < params.magic.length) file.skip(file.view.length);
  yield { kind: 'skipped', path, offset, bytes: file.offset - offset };
  return false;
}

/** Passes over zero bytes, up to a few more than the limit. @returns How many there were. */
async function skipZeros(file: ForwardFile): Promise<number> {
  const start = file.offset;
  let isAllZeros = true;
  while (isAllZeros && file.offset - start <= MAX_ZERO_BYTES && (await file.fill(1)) > 0) {
    const zeros = file.leadingZeros();
    isAllZeros = zeros === file.view.length;
    file.skip(zeros);
  }
  return file.offset - start;
}

function startsWith(view: Uint8Array, magic: Uint8Array): boolean {
  return magic.every((byte, i) => view[i] === byte);
}

/** Collects the headers of a block file into runs. */
class BlockRun {
  readonly #path: string;
  readonly #bytes = new Uint8Array(RUN_HEADERS * HEADER_BYTES);
  readonly #offsets = new Float64Array(RUN_HEADERS);
  count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  keep(view: Uint8Array, from: number, fileOffset: number): void {
    this.#bytes.set(view.subarray(from, from + HEADER_BYTES), this.count * HEADER_BYTES);
    this.#offsets[this.count] = fileOffset;
    this.count++;
  }

  /** Hands out what was collected, in place, and begins anew. */
  take(fileOffset: number): HeaderRun {
    const { count } = this;
    const [bytes, offsets, path] = [this.#bytes, this.#offsets, this.#path];
    this.count = 0;
    const originOf: HeaderRun['originOf'] = (index) => ({ path, offset: offsets[index]! });
    return { kind: 'run', bytes, count, stride: HEADER_BYTES, parentsFirst: false, fileOffset, originOf };
  }
}
