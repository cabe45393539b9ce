import type { NetworkParams } from '../consensus/params.ts';
import { encodeTemplate } from './block-template.ts';
import type { BlockTemplate } from './block-template.ts';
import { searchNonce } from './nonce-search.ts';

/** Hashes after which `generatetoaddress` gives up unless told. Source: Bitcoin Core's `DEFAULT_MAX_TRIES`. */
export const DEFAULT_MAX_HASHES = 1_000_000;

/** A block that was mined, or `undefined` bytes where too many hashes were tried; and how many were. */
export interface MinedBlock {
  readonly bytes: Uint8Array | undefined;
  readonly hashes: number;
}

/**
 * Serializes a template and searches its nonce, for networks where a block is easy. On signet, a solution comes first
 * (`solveSignet`).
 *
 * Source: Bitcoin Core's `GenerateBlock`.
 */
export function mineBlock(
  template: BlockTemplate,
  options: { readonly params: NetworkParams; readonly maxHashes?: number },
): MinedBlock {
  const bytes = encodeTemplate(template);
  const { isFound, hashes } = searchNonce(bytes, {
    params: options.params,
    maxHashes: options.maxHashes ?? DEFAULT_MAX_HASHES,
  });
  return { bytes: isFound ? bytes : undefined, hashes };
}
