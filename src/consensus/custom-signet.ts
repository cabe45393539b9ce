import { ByteWriter } from '../bytes/byte-writer.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { networkParams } from './params.ts';
import type { NetworkParams } from './params.ts';

const MAGIC_BYTES = 4;

/**
 * Returns the parameters of a signet with another challenge: nothing is known of its chain, and its magic follows from the
 * challenge. Source: BIP325; Bitcoin Core's `SigNetParams`.
 *
 * @param challenge The script that a block's solution has to satisfy.
 */
export function customSignetParams(challenge: Uint8Array): NetworkParams {
  const script = new ByteWriter(challenge.length + 9).varBytes(challenge).finish();
  return {
    ...networkParams('signet'),
    magic: sha256d(script).slice(0, MAGIC_BYTES),
    signetChallenge: challenge,
    minimumChainWork: 0n,
    assumeValid: undefined,
  };
}
