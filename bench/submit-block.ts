import { bytesToHex } from '../src/bytes/hex.ts';
import type { Verdict } from '../test/scenarios/scenario.ts';
import { RpcError } from './bitcoind.ts';
import type { Bitcoind } from './bitcoind.ts';

/** Bitcoin Core's code, and text, for bytes that are no block. It has the same code for blocks that it does not want to try. */
const DECODE_FAILED = { code: -22, message: 'Block decode failed' } as const;

/**
 * Gives a block to bitcoind, by `submitblock` or as a proposal (`Scenario.coreCall`), and reads what it says of it (BIP22).
 *
 * @returns The verdict; `undefined` when it gives none, as `submitblock` does for a block without a coinbase.
 */
export async function submitForVerdict(
  bitcoind: Bitcoind,
  bytes: Uint8Array,
  call: 'submitblock' | 'proposal' = 'submitblock',
): Promise<Verdict | undefined> {
  const data = bytesToHex(bytes);
  try {
    if (call === 'submitblock') return verdictFrom(await bitcoind.call('submitblock', [data]));
    return verdictFrom(await bitcoind.call('getblocktemplate', [{ mode: 'proposal', data, rules: ['segwit'] }]));
  } catch (error) {
    if (!(error instanceof RpcError) || error.code !== DECODE_FAILED.code) throw error;
    return error.message === DECODE_FAILED.message ? { is: 'undecodable' } : undefined;
  }
}

function verdictFrom(answer: unknown): Verdict {
  switch (answer) {
    case null:
      return { is: 'tip' };
    case 'inconclusive':
      return { is: 'side' };
    case 'duplicate':
      return { is: 'known' };
    case 'duplicate-invalid':
      return { is: 'known-failed' };
    case 'prev-blk-not-found':
      return { is: 'orphan' };
    default:
      return { is: 'rejected', reason: String(answer) };
  }
}
