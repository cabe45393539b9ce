import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { NetworkParams } from '../../consensus/params.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { STORE_HEAD_BYTES, isStoreHead } from '../header-store-head.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import { readBlockFile } from './block-file.ts';
import { detectFormat } from './detect-format.ts';
import type { HeaderFileFormat } from './detect-format.ts';
import { ForwardFile, OBFUSCATION_KEY_BYTES } from './forward-file.ts';
import type { HeaderFileFailure } from './header-file-failure.ts';
import type { HeaderFileItem } from './header-run.ts';
import { readRawHeaders } from './raw-headers.ts';
import { readTextHeaders } from './text-headers.ts';

/** Name of the file in which Bitcoin Core keeps the key of the block files beside it. */
const KEY_FILE = 'xor.dat';
/** Bytes that decide on a file's kind; a file that begins with this many zeros is not read on. */
const PROBE_BYTES = 64 * 1024;

/**
 * Reads the headers of one file: raw runs of 80 (or 81) bytes, hex lines, CSV, `blk*.dat`, or a header store. Memory
 * does not grow with the file. A failure comes last, after the headers before it. Bad data never throws.
 */
export async function* readHeaderFile(filePath: string, params: NetworkParams): AsyncGenerator<HeaderFileItem, void> {
  const sizeBytes = await checkFile(filePath);
  if (typeof sizeBytes !== 'number') return yield { kind: 'failure', failure: sizeBytes };
  let file: ForwardFile | undefined;
  try {
    file = await ForwardFile.open(filePath, sizeBytes);
    yield* readByFormat(file, params);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield { kind: 'failure', failure: { code: 'file-not-readable', path: filePath, reason: reasonOf(error) } };
  } finally {
    await file?.close();
  }
}

/** Adds up the sizes of files, for progress; what can't be read counts nothing. */
export async function totalBytes(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function checkFile(filePath: string): Promise<number | HeaderFileFailure> {
  try {
    const stats = await stat(filePath);
    if (stats.isDirectory()) return { code: 'file-is-directory', path: filePath };
    if (!stats.isFile()) return { code: 'file-not-regular', path: filePath };
    return stats.size === 0 ? { code: 'file-empty', path: filePath } : stats.size;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { code: 'file-not-readable', path: filePath, reason: reasonOf(error) };
  }
}

async function* readByFormat(file: ForwardFile, params: NetworkParams): AsyncGenerator<HeaderFileItem, void> {
  await file.fill(Math.min(PROBE_BYTES, file.sizeBytes));
  if (isStoreHead(file.view)) {
    return yield* readRawHeaders(file, { startOffset: STORE_HEAD_BYTES, recordBytes: HEADER_BYTES });
  }
  const keyOrFailure = await readKey(file.path);
  const [key, keyFailure] = keyOrFailure instanceof Uint8Array ? [keyOrFailure] : [undefined, keyOrFailure];
  const format = detectFormat(file.view.subarray(0, PROBE_BYTES), {
    fileName: path.basename(file.path),
    ...(key === undefined ? {} : { key }),
  });
  // A broken key beside the file only matters to a file that needs one.
  const failure =
    format.kind === 'obfuscated-blocks'
      ? (keyFailure ?? formatFailure(file, format, params))
      : formatFailure(file, format, params);
  if (failure !== undefined) return yield { kind: 'failure', failure };
  if (format.kind === 'text') yield* readTextHeaders(file);
  if (format.kind === 'raw') yield* readRawHeaders(file, { startOffset: 0, recordBytes: format.recordBytes });
  if (format.kind === 'blocks') {
    if (format.isObfuscated && key !== undefined) file.useKey(key);
    yield* readBlockFile(file, params);
  }
}

function formatFailure(
  file: ForwardFile,
  format: HeaderFileFormat,
  params: NetworkParams,
): HeaderFileFailure | undefined {
  const { path: filePath, sizeBytes } = file;
  if (format.kind === 'zeros') return { code: 'file-zeros', path: filePath, offset: 0, sizeBytes };
  if (format.kind === 'unknown') return { code: 'file-format-unknown', path: filePath, sizeBytes, found: format.found };
  if (format.kind === 'obfuscated-blocks') {
    const keyPath = path.join(path.dirname(filePath), KEY_FILE);
    return { code: 'blocks-obfuscated', path: filePath, keyPath, certain: format.certain };
  }
  if (format.kind === 'blocks' && format.network !== params.name) {
    return { code: 'network-wrong', path: filePath, offset: 0, expected: params.name, found: format.network };
  }
  if (format.kind === 'raw' && sizeBytes < HEADER_BYTES) {
    const found = `${sizeBytes} bytes, fewer than one header has`;
    return { code: 'file-format-unknown', path: filePath, sizeBytes, found };
  }
  return undefined;
}

/** Reads the key beside a file; `undefined` when there is none. */
async function readKey(filePath: string): Promise<Uint8Array | HeaderFileFailure | undefined> {
  const keyPath = path.join(path.dirname(filePath), KEY_FILE);
  try {
    const { size } = await stat(keyPath);
    if (size !== OBFUSCATION_KEY_BYTES) return { code: 'obfuscation-key-malformed', path: keyPath, sizeBytes: size };
    return await readFile(keyPath);
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
