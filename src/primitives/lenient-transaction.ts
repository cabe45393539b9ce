import type { DecodeReject } from './decode-reject.ts';
import { MAX_SCRIPT_SIZE, hasValidOps } from './script/script-facts.ts';
import { parseTransaction } from './transaction.ts';
import type { Transaction } from './transaction.ts';

/**
 * Reads a transaction that a person gives, which may be without inputs yet (unsigned, to be funded). Its first bytes may then
 * be read in two ways: as the marker of BIP144, or as no inputs and one output. The one that fills the bytes and has
 * sound scripts wins, with the form of BIP144 first.
 *
 * Source: Bitcoin Core's `DecodeTx` (`core_read.cpp`), for RPC and tools. What peers send is read by `parseTransaction`.
 *
 * @param options.witness Which form it is in, as `iswitness` of Core's RPC says it: either, when not told.
 * @returns The transaction, or why the bytes are none in the form that was tried first.
 */
export function parseLenientTransaction(
  bytes: Uint8Array,
  options: { readonly witness?: boolean } = {},
): Transaction | DecodeReject {
  if (options.witness !== undefined) return parseTransaction(bytes, { allowWitness: options.witness });
  const extended = parseTransaction(bytes, { allowWitness: true });
  if (!('code' in extended) && hasSoundScripts(extended)) return extended;
  const legacy = parseTransaction(bytes, { allowWitness: false });
  if ('code' in legacy) return extended;
  return 'code' in extended || hasSoundScripts(legacy) ? legacy : extended;
}

/** Source: Bitcoin Core's `CheckTxScriptsSanity`. */
function hasSoundScripts(transaction: Transaction): boolean {
  if (!transaction.isCoinbase) {
    for (let i = 0; i < transaction.inputCount; i++) if (!isSound(transaction.scriptSig(i))) return false;
  }
  for (let i = 0; i < transaction.outputCount; i++) if (!isSound(transaction.scriptPubKey(i))) return false;
  return true;
}

function isSound(script: Uint8Array): boolean {
  return script.length <= MAX_SCRIPT_SIZE && hasValidOps(script);
}
