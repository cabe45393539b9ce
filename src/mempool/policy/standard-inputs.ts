import type { Coin } from '../../consensus/coin.ts';
import { countSigOps } from '../../primitives/script/script-facts.ts';
import { templateOf } from '../../primitives/script/script-template.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { MAX_P2SH_SIGOPS } from './policy-limits.ts';
import { pushedScriptOf } from './pushed-script.ts';

const REJECT: MempoolReject = { kind: 'inputs-not-standard', code: 'bad-txns-nonstandard-inputs', details: '' };

/**
 * Checks that each input spends an output of a known kind, and that scripts of P2SH inputs have at most 15 signature
 * operations: else anybody could have us run what is slow to check. Witnesses are looked at elsewhere.
 *
 * Source: Bitcoin Core's `AreInputsStandard`.
 *
 * @param coins What each input spends; none is missing.
 */
export function checkStandardInputs(
  tx: Transaction,
  coins: readonly Pick<Coin, 'scriptPubKey'>[],
): MempoolReject | undefined {
  if (tx.isCoinbase) return undefined;
  for (let input = 0; input < tx.inputCount; input++) {
    if (!isStandardInput(coins[input]!.scriptPubKey, tx.scriptSig(input))) return REJECT;
  }
  return undefined;
}

function isStandardInput(scriptPubKey: Uint8Array, scriptSig: Uint8Array): boolean {
  const { type } = templateOf(scriptPubKey);
  if (type === 'nonstandard' || type === 'witness_unknown') return false;
  if (type !== 'scripthash') return true;
  const script = pushedScriptOf(scriptSig);
  return script !== undefined && countSigOps(script, { accurate: true }) <= MAX_P2SH_SIGOPS;
}
