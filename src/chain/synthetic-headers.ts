import { writeU32Le } from '../bytes/u32-le.ts';
import { MEDIAN_TIME_SPAN } from '../consensus/header-rules.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { checkHashMeetsTarget, networkTargetFromBits } from '../consensus/proof-of-work.ts';
import { nextBitsFromPeriod, retargetInterval } from '../consensus/retarget.ts';
import { sha256dInto } from '../crypto/sha256d.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, HEADER_OFFSETS, hashHeader } from '../primitives/header.ts';
import type { BlockHeader } from '../primitives/header.ts';

/**
 * A network as easy to mine on as regtest (two hashes a block), but with mainnet's rules: difficulty changes every 2,016
 * blocks, and no minimum-difficulty blocks. For tests and benchmarks.
 */
export const EASY_PARAMS: NetworkParams = {
  ...networkParams('regtest'),
  targetTimespanSec: networkParams('mainnet').targetTimespanSec,
  noRetargeting: false,
  allowMinDifficulty: false,
  enforceBip94: false,
};

/**
 * Returns the 80 bytes of a header with a nonce, from the given one up, whose hash meets its bits. For easy bits only: it
 * tries as many as it takes.
 */
export function mineHeader(params: NetworkParams, header: BlockHeader): Uint8Array {
  const bytes = encodeHeader(header);
  const target = networkTargetFromBits(params, header.bits);
  const hash = new Uint8Array(32) as BlockHash;
  for (let { nonce } = header; ; nonce++) {
    writeU32Le(bytes, HEADER_OFFSETS.nonce, nonce);
    sha256dInto(bytes, hash, 0);
    if (checkHashMeetsTarget(hash, target) === undefined) return bytes;
  }
}

/** Spread of header times around an even pace, in seconds: many run backwards, none is too old. */
const TIME_NOISE_SEC = 2400;

/**
 * Builds the headers after the first block of `EASY_PARAMS`: same bytes each time. They pass all rules; paces differ from
 * period to period (500 to 700 s), so that each retarget changes the bits; times are noisy, as miners' are.
 *
 * @returns `count` times 80 bytes, from height 1 on.
 */
export function syntheticHeaders(count: number): Uint8Array {
  const run = new Uint8Array(count * HEADER_BYTES);
  const interval = retargetInterval(EASY_PARAMS);
  const genesis = decodeHeader(EASY_PARAMS.genesisHeader, 0);
  const noise = noiseFrom(1);
  const merkleRoot = genesis.merkleRoot.slice() as typeof genesis.merkleRoot;
  let prevHash = hashHeader(EASY_PARAMS.genesisHeader, 0);
  let { bits, timeSec: paceSec } = genesis;
  let first = { timeSec: genesis.timeSec, bits };
  let lastTimeSec = genesis.timeSec;
  for (let height = 1; height <= count; height++) {
    if (height % interval === 0) {
      bits = nextBitsFromPeriod(EASY_PARAMS, {
        firstTimeSec: first.timeSec,
        firstBits: first.bits,
        lastTimeSec,
        lastBits: bits,
      });
    }
    paceSec += 500 + ((Math.floor(height / interval) * 77) % 200);
    // The median of the first few is not a middle one: without noise they run forwards.
    lastTimeSec = paceSec + (height > MEDIAN_TIME_SPAN ? noise() % TIME_NOISE_SEC : 0);
    if (height % interval === 0) first = { timeSec: lastTimeSec, bits };
    for (let i = 0; i < 32; i += 4) writeU32Le(merkleRoot, i, noise());
    const header = { version: 0x20000000, prevHash, merkleRoot, timeSec: lastTimeSec, bits, nonce: 0 };
    const bytes = mineHeader(EASY_PARAMS, header);
    run.set(bytes, (height - 1) * HEADER_BYTES);
    prevHash = hashHeader(bytes, 0);
  }
  return run;
}

/** Marsaglia's xorshift32: enough for bytes that only have to differ. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
