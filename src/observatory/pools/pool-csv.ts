import { MAX_POOL_BLOCKS } from './pool-blocks.ts';
import type { PoolBlock, PoolBlocks } from './pool-blocks.ts';
import { OPEN_QUOTE, csvCells, csvSeparator } from '../series/csv-cells.ts';
import type { CsvSeparator } from '../series/csv-cells.ts';

/** The first thing wrong with a file of pools. Lines are counted from 1. */
export interface PoolCsvReject {
  readonly code: 'pools-invalid';
  readonly line: number;
  /** What is wrong and what was expected. */
  readonly message: string;
}

const MAX_HEIGHT = 2 ** 31 - 1;
const MAX_TIME_SEC = 2 ** 32 - 1;
const MAX_NAME_CHARS = 60;
const MAX_SHOWN = 40;

/**
 * Reads which pool found which block: columns `height,pool[,time][,bits]` in any order, named by the first line. Heights go up, gaps
 * are allowed; `time` in seconds since 1970; `bits` in hex; a pool without a name, `unknown` or `?` is no known pool.
 *
 * LF or CRLF, with or without a byte-order mark; blank lines and lines that begin with `#` are passed over.
 */
export function parsePoolCsv(text: string, description: string): PoolBlocks | PoolCsvReject {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const blocks: PoolBlock[] = [];
  let columns: readonly string[] | undefined;
  let separator: CsvSeparator | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    separator ??= csvSeparator(line);
    const cells = csvCells(line, separator);
    if (cells === undefined) return reject(index, OPEN_QUOTE);
    if (columns === undefined) {
      columns = cells.map((cell) => cell.toLowerCase());
      if (columns.includes('height') && columns.includes('pool')) continue;
      return reject(
        index,
        `the first line has to name the columns height and pool (and may name time and bits), not "${shorten(line)}"`,
      );
    }
    if (blocks.length >= MAX_POOL_BLOCKS) return reject(index, `the file has more than ${MAX_POOL_BLOCKS} blocks`);
    const block = readRow(cells, columns);
    if (typeof block === 'string') return reject(index, block);
    const last = blocks.at(-1)?.height;
    if (last !== undefined && block.height! <= last)
      return reject(index, `height ${block.height} stands behind ${last}; heights go up`);
    blocks.push(block);
  }
  if (blocks.length === 0)
    return reject(lines.length - 1, 'the file holds no blocks; write a line "height,pool", then rows');
  const missing = blocks.at(-1)!.height! - blocks[0]!.height! + 1 - blocks.length;
  return { description, kind: 'csv', blocks, missing };
}

function reject(index: number, message: string): PoolCsvReject {
  return { code: 'pools-invalid', line: index + 1, message };
}

/** Reads one row; a string says what is wrong with it. */
function readRow(cells: readonly string[], columns: readonly string[]): PoolBlock | string {
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  const height = /^\d{1,10}$/.test(cell('height')) ? Number(cell('height')) : NaN;
  if (!(height <= MAX_HEIGHT)) return `"${shorten(cell('height'))}" is not a block height`;
  const name = cell('pool');
  if (name.length > MAX_NAME_CHARS) return `the pool's name has ${name.length} characters, over ${MAX_NAME_CHARS}`;
  const time = cell('time');
  if (time !== '' && !(/^\d{9,10}$/.test(time) && Number(time) <= MAX_TIME_SEC)) {
    return `"${shorten(time)}" is not a time in seconds since 1970`;
  }
  const bits = cell('bits').replace(/^0x/i, '');
  if (bits !== '' && !/^[0-9a-f]{8}$/i.test(bits)) return `"${shorten(bits)}" is not a compact target of 8 hex digits`;
  return {
    height,
    pool: /^(?:unknown|\?)?$/i.test(name) ? undefined : name,
    timeSec: time === '' ? undefined : Number(time),
    bits: bits === '' ? undefined : Number.parseInt(bits, 16),
  };
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
