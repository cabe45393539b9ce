import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bytesFromHex } from '../src/bytes/hex.ts';
import { readU32Le } from '../src/bytes/u32-le.ts';
import { blockBytesFromJson } from '../src/cli/block/block-json.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { HEADER_BYTES, hashHeader } from '../src/primitives/header.ts';

/** Where the real blocks lie, which are no part of the project. */
export const REAL_BLOCKS_FOLDER: string = path.join('..', 'shared', 'data', 'blocks');

const VECTORS_FOLDER = path.join('..', 'shared', 'vectors', 'core_28.1');
const HEADERS_FILE = path.join('..', 'shared', 'data', 'headers', 'mainnet_headers_0_10236.bin');

/** Why tests of real blocks are skipped, or `false`. */
export const SKIP_REAL_BLOCKS: string | false =
  existsSync(REAL_BLOCKS_FOLDER) && existsSync(VECTORS_FOLDER) && existsSync(HEADERS_FILE)
    ? false
    : `${REAL_BLOCKS_FOLDER} is not there: no real blocks were read`;

/** A real block. */
export interface RealBlock {
  /** File, and index in it where it holds many. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The hash as text, where a source other than the block's bytes says it. */
  readonly hash?: string;
  /** Height, where the file's place in a chain tells it. */
  readonly height?: number;
  /** Mined without proof of work. */
  readonly isRegtest?: boolean;
}

/** Files of one raw block each. */
const RAW_FILES: readonly string[] = [
  'alpen_000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw',
  'btcd_00000000000000000021868c2cefc52a480d173c849412fe81c4e5ab806f94ab.blk',
  'core_block413567.raw',
  'floresta/367891_raw',
  'nbitcoin/testnet-828575.bin',
  ...['0830000', '0831328', '0831329', '0831330', '0831331'].map((height) => `ckb/${height}.bin`),
  ...['1', '300025', '426884', '482683', '898352', '928816', '928828', '1087400'].map((n) => `bcoin/block${n}.raw`),
  ...['169482', '227835', '227836', '363703', '370661', '383616', '481815'].map((n) => `bitcoinj/block${n}.dat`),
];

/** Files of blocks with magic and length before each, and the height of the first one where it is known. */
const FRAMED_FILES: readonly (readonly [file: string, firstHeight?: number])[] = [
  ['nbitcoin/blk00000.dat', 0],
  ['nbitcoin/blk00001.dat', 300],
  // A branch of its own: its blocks have work, and those after the first are none of mainnet's.
  ['btcd_blk_0_to_4.dat'],
  ['btcd_blocks1-256.dat', 1],
  ['btcd_277647.dat'],
  ['bitcoinj/first-100k-blocks.dat'],
];

/** Reads one file of the folder. */
export function realFile(file: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(REAL_BLOCKS_FOLDER, file)));
}

/** Reads every block that there is, in all the forms they come in. */
export function realBlocks(): RealBlock[] {
  return [...rawBlocks(), ...framedBlocks(), ...jsonBlocks(), ...filterVectorBlocks(), ...regtestBlocks()];
}

function rawBlocks(): RealBlock[] {
  return RAW_FILES.map((name) => {
    const hash = /0{8}[0-9a-f]{56}/.exec(name)?.[0] ?? statedElsewhere(name);
    return { name, bytes: realFile(name), ...(hash !== undefined && { hash }) };
  });
}

/** The header of a compact block (BIP152), as a peer sent it, begins with the same 80 bytes. */
function statedElsewhere(name: string): string | undefined {
  const height = /bcoin\/block(426884|898352)\.raw/.exec(name)?.[1];
  if (height !== undefined) return blockHashToHex(hashHeader(realFile(`bcoin/compact${height}.raw`), 0));
  return name === 'bcoin/block1.raw' ? mainnetHash(1) : undefined;
}

function framedBlocks(): RealBlock[] {
  return FRAMED_FILES.flatMap(([file, firstHeight]) => {
    const content = realFile(file);
    const blocks: RealBlock[] = [];
    for (let offset = 0; offset + 8 < content.length;) {
      const end = offset + 8 + readU32Le(content, offset + 4);
      const bytes = content.subarray(offset + 8, end);
      const height = firstHeight === undefined ? undefined : firstHeight + blocks.length;
      const name = `${file}[${blocks.length}]`;
      blocks.push({ name, bytes, ...(height !== undefined && { height, hash: mainnetHash(height) }) });
      offset = end;
    }
    return blocks;
  });
}

function jsonBlocks(): RealBlock[] {
  const name = 'b10c/361582.json';
  const content = realFile(name);
  const { hash } = JSON.parse(new TextDecoder().decode(content)) as { hash: string };
  return [{ name, bytes: blockBytesFromJson(content, name), hash, height: 361_582 }];
}

/** The testnet3 blocks of Core's vectors for BIP158, with the hashes stated there. */
function filterVectorBlocks(): RealBlock[] {
  type Row = readonly [height: number, hash: string, block: string];
  const [, ...rows] = JSON.parse(readFileSync(path.join(VECTORS_FOLDER, 'blockfilters.json'), 'utf8')) as Row[];
  return rows.map(([height, hash, block]) => ({
    name: `blockfilters[${height}]`,
    bytes: bytesFromHex(block)!,
    hash,
    height,
  }));
}

function regtestBlocks(): RealBlock[] {
  const lines = new TextDecoder().decode(realFile('bitcoinkernel_regtest_block_data.txt')).trim().split('\n');
  return lines.map((line, i) => ({
    name: `bitcoinkernel_regtest_block_data.txt[${i}]`,
    bytes: bytesFromHex(line.trim())!,
    isRegtest: true,
  }));
}

/** Hash of a mainnet block up to height 10,236, from headers that were fetched on their own. */
function mainnetHash(height: number): string {
  mainnetHeaders ??= new Uint8Array(readFileSync(HEADERS_FILE));
  return blockHashToHex(hashHeader(mainnetHeaders, height * HEADER_BYTES));
}

let mainnetHeaders: Uint8Array | undefined;
