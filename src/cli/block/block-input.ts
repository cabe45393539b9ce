import { readU32Le } from '../../bytes/u32-le.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { networkOfMagic } from '../../platform/header-file/detect-format.ts';
import { parseBlock } from '../../primitives/block.ts';
import type { Block } from '../../primitives/block.ts';
import { describeDecodeReject } from '../../primitives/decode-reject.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { CliError, usageError } from '../cli-error.ts';
import { readBytesInput } from '../tx/bytes-input.ts';
import { blockBytesFromJson } from './block-json.ts';

/** Most bytes that are read of a file: a whole block file of Bitcoin Core (128 MiB, and what is set aside ahead). */
const MAX_INPUT_BYTES = 160 * 1024 * 1024;

/** Magic and length, before each block of a block file. */
const FRAME_BYTES = 8;

/** A block that a person named, and what its file says of it. */
export interface BlockInput {
  readonly block: Block;
  /** What errors call it. */
  readonly name: string;
  /** The network whose magic stands before it in a block file. */
  readonly network?: NetworkName;
}

/**
 * Reads one block from a file: raw, as hex, out of a block file (`blk*.dat`), or the JSON of Bitcoin Core's `getblock` with
 * verbosity 2 or 3.
 *
 * @param options.index Which block of a block file, from 0.
 * @throws {CliError} When there is none; one line that says why.
 */
export async function readBlockInput(
  argument: string,
  options: { readonly index?: number | undefined },
): Promise<BlockInput> {
  const { name, bytes } = await readBytesInput(argument, { maxBytes: MAX_INPUT_BYTES });
  const network = bytes.length >= FRAME_BYTES ? networkOfMagic(bytes) : undefined;
  if (network !== undefined) return { ...framedBlock(bytes, { name, network, index: options.index }), network };
  if (options.index !== undefined && options.index > 0) throw usageError(`${name} holds one block: leave out --index`);
  const blockBytes = bytes[0] === 0x7b ? blockBytesFromJson(bytes, name) : bytes;
  return { block: decodeOrThrow(blockBytes, { name, start: 0, end: blockBytes.length }), name };
}

function framedBlock(
  bytes: Uint8Array,
  options: { readonly name: string; readonly network: NetworkName; readonly index: number | undefined },
): { readonly block: Block; readonly name: string } {
  const { name } = options;
  const starts = frameStarts(bytes, options);
  const { index = starts.length === 1 ? 0 : undefined } = options;
  if (index === undefined)
    throw usageError(`${name} holds ${starts.length} blocks: say which, --index 0 to ${starts.length - 1}`);
  const start = starts[index];
  if (start === undefined)
    throw usageError(`${name} holds ${starts.length} blocks: --index is from 0 to ${starts.length - 1}`);
  const end = start + readU32Le(bytes, start - 4);
  return {
    block: decodeOrThrow(bytes, { name: `block ${index} of ${name}`, start, end }),
    name: `block ${index} of ${name}`,
  };
}

/** Offsets of the blocks of a block file. Zeros, which a node sets aside ahead, are passed over. */
function frameStarts(
  bytes: Uint8Array,
  { name, network }: { readonly name: string; readonly network: NetworkName },
): number[] {
  const { magic } = networkParams(network);
  const starts: number[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes[offset] === 0) {
      offset++;
      continue;
    }
    if (!magic.every((byte, i) => bytes[offset + i] === byte)) {
      throw new CliError(
        `${name}: at byte ${offset}, where a block of ${network} should begin, there is something else`,
      );
    }
    const start = offset + FRAME_BYTES;
    const sizeBytes = start <= bytes.length ? readU32Le(bytes, offset + 4) : 0;
    if (sizeBytes <= HEADER_BYTES || start + sizeBytes > bytes.length) {
      const found = `${Math.max(0, bytes.length - start)} bytes of ${sizeBytes}`;
      throw new CliError(`${name} ends in the middle of the block at byte ${offset}: ${found}`);
    }
    starts.push(start);
    offset = start + sizeBytes;
  }
  return starts;
}

function decodeOrThrow(
  bytes: Uint8Array,
  { name, start, end }: { readonly name: string; readonly start: number; readonly end: number },
): Block {
  const block = parseBlock(bytes, start, end);
  if (!('code' in block)) return block;
  const why = describeDecodeReject({ ...block, offset: block.offset - start });
  throw new CliError(`${name} is no block: ${why}, of ${end - start} (${block.code})`);
}
