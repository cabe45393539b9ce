import { writeU32Le } from '../../src/bytes/u32-le.ts';
import { networkParams } from '../../src/consensus/params.ts';

/** Regtest's magic, and the block's length. */
export const FRAME_BYTES = 8;

/** A regtest block in the framing of Bitcoin Core's `blk?????.dat`. */
export function framed(block: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES + block.length);
  bytes.set(networkParams('regtest').magic);
  writeU32Le(bytes, 4, block.length);
  bytes.set(block, FRAME_BYTES);
  return bytes;
}
