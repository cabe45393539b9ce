import type { HeaderTree } from '../chain/header-tree.ts';
import { blockHashToHex } from '../primitives/hash.ts';

/** How exported headers are written: 80 bytes each; a line of hex each; CSV with height, time, bits and hash. */
export const EXPORT_FORMATS = ['raw', 'hex', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Headers that are laid out at once. */
const CHUNK_HEADERS = 4096;

/**
 * Lays out the best chain's headers from one height to another, both included, in pieces: a million of them need no more
 * memory than a few thousand. The heights are in the tree.
 */
export function* exportChunks(
  tree: HeaderTree,
  range: { readonly from: number; readonly to: number; readonly format: ExportFormat },
): Generator<Uint8Array> {
  const { from, to, format } = range;
  if (format === 'csv') yield Buffer.from('height,time,bits,hash,header_hex\n', 'latin1');
  for (let start = from; start <= to; start += CHUNK_HEADERS) {
    const end = Math.min(start + CHUNK_HEADERS, to + 1);
    const parts: Buffer[] = [];
    for (let height = start; height < end; height++) {
      const index = tree.atHeight(height);
      const bytes = Buffer.from(tree.headerBytes(index));
      if (format === 'raw') parts.push(bytes);
      else if (format === 'hex') parts.push(Buffer.from(`${bytes.toString('hex')}\n`, 'latin1'));
      else parts.push(Buffer.from(`${csvRow(tree, index, bytes)}\n`, 'latin1'));
    }
    yield Buffer.concat(parts);
  }
}

function csvRow(tree: HeaderTree, index: number, bytes: Buffer): string {
  const bits = tree.bitsOf(index).toString(16).padStart(8, '0');
  const hash = blockHashToHex(tree.hashOf(index));
  return [tree.heightOf(index), tree.timeOf(index), bits, hash, bytes.toString('hex')].join(',');
}
