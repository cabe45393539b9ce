import { mineHeader } from '../src/chain/synthetic-headers.ts';
import { networkParams } from '../src/consensus/params.ts';
import { decodeHeader, HEADER_BYTES, hashHeader } from '../src/primitives/header.ts';
import type { BlockHeader } from '../src/primitives/header.ts';

const REGTEST = networkParams('regtest');

/** Bits of every block of regtest. */
export const REGTEST_BITS = 0x207fffff;

/** A moment after every time in these chains, in seconds since 1970. */
export const NOW_SEC = 1_700_000_000;

/**
 * Mines regtest headers: the same bytes each time, one every 600 s. About two hashes each.
 *
 * @param options.after 80 bytes of the header to build on; the first block of regtest when left out.
 * @param options.version Tells a fork's headers from the other's.
 * @returns `count` times 80 bytes.
 */
export function regtestHeaders(
  count: number,
  options: { readonly after?: Uint8Array; readonly version?: number } = {},
): Uint8Array {
  const run = new Uint8Array(count * HEADER_BYTES);
  let prev = options.after ?? REGTEST.genesisHeader;
  for (let i = 0; i < count; i++) {
    prev = regtestHeader(prev, { version: options.version ?? 4 });
    run.set(prev, i * HEADER_BYTES);
  }
  return run;
}

/** Mines one regtest header after another, with some fields as told. */
export function regtestHeader(prev: Uint8Array, fields: Partial<BlockHeader> = {}): Uint8Array {
  const before = decodeHeader(prev, 0);
  return mineHeader(REGTEST, {
    ...before,
    version: 4,
    bits: REGTEST_BITS,
    nonce: 0,
    timeSec: before.timeSec + 600,
    ...fields,
    prevHash: hashHeader(prev, 0),
  });
}

/** The 80 bytes of one header of a run. */
export function headerAt(run: Uint8Array, index: number): Uint8Array {
  return run.subarray(index * HEADER_BYTES, (index + 1) * HEADER_BYTES);
}

/** Puts headers into the frames of a `blk*.dat` file, each with a body of some bytes. */
export function blockFrames(headers: readonly Uint8Array[], magic: Uint8Array = REGTEST.magic): Uint8Array {
  const body = Buffer.from('00aabbccddeeff', 'hex');
  return Buffer.concat(
    headers.map((header) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(header.length + body.length);
      return Buffer.concat([magic, length, header, body]);
    }),
  );
}
