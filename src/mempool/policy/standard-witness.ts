import type { Coin } from '../../consensus/coin.ts';
import { ANNEX_TAG } from '../../consensus/script/limits.ts';
import { LEAF_VERSION_MASK, LEAF_VERSION_TAPSCRIPT } from '../../consensus/script/taproot.ts';
import { isPayToAnchor, isPayToScriptHash, witnessProgramOf } from '../../primitives/script/script-facts.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import {
  MAX_STANDARD_P2WSH_SCRIPT_SIZE,
  MAX_STANDARD_P2WSH_STACK_ITEMS,
  MAX_STANDARD_P2WSH_STACK_ITEM_SIZE,
  MAX_STANDARD_TAPSCRIPT_STACK_ITEM_SIZE,
} from './policy-limits.ts';
import { pushedScriptOf } from './pushed-script.ts';

/** Length of the program of P2WSH, and of taproot. */
const PROGRAM_BYTES = 32;

const REJECT: MempoolReject = { kind: 'witness-mutated', code: 'bad-witness-nonstandard', details: '' };

/**
 * Checks that witnesses are no larger than scripts in use need: anybody who relays a transaction could have stuffed them.
 * An input without a witness is good here; what needs one fails when scripts are run.
 *
 * Source: Bitcoin Core's `IsWitnessStandard`.
 *
 * @param coins What each input spends; none is missing.
 */
export function checkStandardWitness(
  tx: Transaction,
  coins: readonly Pick<Coin, 'scriptPubKey'>[],
): MempoolReject | undefined {
  if (!tx.hasWitness || tx.isCoinbase) return undefined;
  for (let input = 0; input < tx.inputCount; input++) {
    const witness = tx.witness(input);
    if (witness.length === 0) continue;
    if (!isStandardWitness(witness, coins[input]!.scriptPubKey, tx.scriptSig(input))) return REJECT;
  }
  return undefined;
}

/** @param witness Has one item at the least. */
function isStandardWitness(witness: readonly Uint8Array[], scriptPubKey: Uint8Array, scriptSig: Uint8Array): boolean {
  if (isPayToAnchor(scriptPubKey)) return false;
  const isNested = isPayToScriptHash(scriptPubKey);
  const script = isNested ? pushedScriptOf(scriptSig) : scriptPubKey;
  const program = script === undefined ? undefined : witnessProgramOf(script);
  // What is no witness program has no use for a witness.
  if (program === undefined) return false;
  if (program.program.length !== PROGRAM_BYTES) return true;
  if (program.version === 0) return isStandardP2wsh(witness);
  return program.version !== 1 || isNested || isStandardTaproot(witness);
}

function isStandardP2wsh(witness: readonly Uint8Array[]): boolean {
  const items = witness.slice(0, -1);
  return (
    witness.at(-1)!.length <= MAX_STANDARD_P2WSH_SCRIPT_SIZE &&
    items.length <= MAX_STANDARD_P2WSH_STACK_ITEMS &&
    items.every((item) => item.length <= MAX_STANDARD_P2WSH_STACK_ITEM_SIZE)
  );
}

function isStandardTaproot(witness: readonly Uint8Array[]): boolean {
  // A spend by key is one signature.
  if (witness.length < 2) return true;
  const last = witness.at(-1)!;
  // An annex has no meaning yet: none is relayed. An empty control block is good for nothing.
  if (last.length === 0 || last[0] === ANNEX_TAG) return false;
  if ((last[0]! & LEAF_VERSION_MASK) !== LEAF_VERSION_TAPSCRIPT) return true;
  return witness.slice(0, -2).every((item) => item.length <= MAX_STANDARD_TAPSCRIPT_STACK_ITEM_SIZE);
}
