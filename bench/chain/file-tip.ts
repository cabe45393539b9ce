import { open } from 'node:fs/promises';

import { readU32Le } from '../../src/bytes/u32-le.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { blockHashToHex } from '../../src/primitives/hash.ts';
import { HEADER_BYTES, hashHeader } from '../../src/primitives/header.ts';
import { FRAME_BYTES } from '../generate-chain/framing.ts';

/** Reads the frames of a regtest block file that holds one chain from the first block on, in order. */
export async function readFileTip(file: string): Promise<{ readonly height: number; readonly hash: string }> {
  const { magic } = networkParams('regtest');
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(FRAME_BYTES + HEADER_BYTES);
    let height = -1;
    for (let at = 0; at < size; at += FRAME_BYTES + readU32Le(head, 4)) {
      const { bytesRead } = await handle.read(head, 0, head.length, at);
      if (bytesRead < head.length || magic.some((byte, i) => head[i] !== byte)) {
        throw new Error(`${file}: no regtest block at byte ${at}; make one with bench/generate-chain.ts`);
      }
      height++;
    }
    return { height, hash: blockHashToHex(hashHeader(head, FRAME_BYTES)) };
  } finally {
    await handle.close();
  }
}
