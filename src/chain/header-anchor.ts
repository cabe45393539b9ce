import { checkVersion } from '../consensus/header-rules.ts';
import type { HeaderReject } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { checkProofOfWork } from '../consensus/proof-of-work.ts';
import { retargetInterval } from '../consensus/retarget.ts';
import type { PeriodFirst } from '../consensus/retarget.ts';
import { decodeHeader, HEADER_BYTES, hashHeader } from '../primitives/header.ts';

/** Where a tree of headers starts when it does not start at the network's first block. */
export interface HeaderAnchor {
  /** Height of the header, from 0 to 2^31 - 1. */
  readonly height: number;
  /** The 80 bytes of the first header. What is before it is taken on trust; its own proof of work is checked. */
  readonly header: Uint8Array;
  readonly context?: AnchorContext;
}

/** What is known of the blocks before an anchor, from elsewhere. Taken on trust. */
export interface AnchorContext {
  /** The first block of the anchor's retarget period. With it, the period's end can be checked. */
  readonly epochFirst?: PeriodFirst;
}

/** Why a tree cannot start at an anchor. */
export type AnchorReject =
  | HeaderReject
  | { readonly code: 'anchor-height'; readonly height: number }
  | { readonly code: 'anchor-size'; readonly sizeBytes: number }
  | { readonly code: 'anchor-not-genesis' }
  | { readonly code: 'anchor-epoch-bits'; readonly bits: number; readonly epochBits: number };

/** Core keeps heights as signed 32-bit integers. */
const MAX_HEIGHT = 0x7fffffff;

/**
 * Checks what can be checked of an anchor: its size, proof of work and version, that height 0 is the network's own first
 * block, and that its period's first block has the same bits where the network allows no others.
 */
export function checkAnchor(params: NetworkParams, anchor: HeaderAnchor): AnchorReject | undefined {
  const { height, header } = anchor;
  if (!Number.isSafeInteger(height) || height < 0 || height > MAX_HEIGHT) return { code: 'anchor-height', height };
  if (header.length !== HEADER_BYTES) return { code: 'anchor-size', sizeBytes: header.length };
  if (height === 0) {
    const isGenesis = header.every((byte, i) => byte === params.genesisHeader[i]);
    return isGenesis ? undefined : { code: 'anchor-not-genesis' };
  }
  const { bits, version } = decodeHeader(header, 0);
  const reject = checkProofOfWork(hashHeader(header, 0), bits, params) ?? checkVersion(params, version, height);
  if (reject !== undefined) return reject;
  const epochBits = anchor.context?.epochFirst?.bits;
  const mayDiffer = params.allowMinDifficulty || height % retargetInterval(params) === 0;
  if (epochBits !== undefined && epochBits !== bits && !mayDiffer)
    return { code: 'anchor-epoch-bits', bits, epochBits };
  return undefined;
}
