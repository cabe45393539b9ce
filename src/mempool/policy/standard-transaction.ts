import { isPushOnly } from '../../primitives/script/script-facts.ts';
import { templateOf } from '../../primitives/script/script-template.ts';
import type { ScriptTemplate } from '../../primitives/script/script-template.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { dustThreshold } from './dust.ts';
import {
  MAX_BARE_MULTISIG_KEYS,
  MAX_STANDARD_SCRIPTSIG_SIZE,
  MAX_STANDARD_TX_WEIGHT,
  TX_MAX_STANDARD_VERSION,
} from './policy-limits.ts';
import type { RelayPolicy } from './relay-policy.ts';

/** What of the policy says which transactions are standard. */
type StandardRules = Pick<RelayPolicy, 'maxDataCarrierBytes' | 'permitBareMultisig' | 'dustRelayFeeSatsPerKvb'>;

/**
 * Checks that a transaction, by itself, is of a form that nodes relay: version, weight, scripts of inputs that only push,
 * outputs of known kinds that are no dust.
 *
 * Source: Bitcoin Core's `IsStandardTx`.
 *
 * @returns The first broken rule, or `undefined`: `version`, `tx-size`, `scriptsig-size`, `scriptsig-not-pushonly`,
 * `scriptpubkey`, `bare-multisig`, `dust`, `multi-op-return`.
 */
export function checkStandardTransaction(tx: Transaction, policy: StandardRules): MempoolReject | undefined {
  if (tx.version < 1 || tx.version > TX_MAX_STANDARD_VERSION) return notStandard('version');
  if (tx.weight > MAX_STANDARD_TX_WEIGHT) return notStandard('tx-size');
  return checkInputs(tx) ?? checkOutputs(tx, policy);
}

/**
 * Says what an output pays to, if it is of a kind that is relayed. Source: Bitcoin Core's `IsStandard`.
 *
 * @param maxDataCarrierBytes Longest script of an `OP_RETURN` output; `undefined` if there may be none.
 */
export function standardTemplateOf(
  scriptPubKey: Uint8Array,
  maxDataCarrierBytes: number | undefined,
): ScriptTemplate | undefined {
  const template = templateOf(scriptPubKey);
  switch (template.type) {
    case 'nonstandard':
      return undefined;
    case 'multisig':
      // `templateOf` has seen to it that from 1 up to all keys are required.
      return template.pubkeys.length <= MAX_BARE_MULTISIG_KEYS ? template : undefined;
    case 'nulldata':
      return maxDataCarrierBytes !== undefined && scriptPubKey.length <= maxDataCarrierBytes ? template : undefined;
    default:
      return template;
  }
}

function checkInputs(tx: Transaction): MempoolReject | undefined {
  for (let input = 0; input < tx.inputCount; input++) {
    const scriptSig = tx.scriptSig(input);
    if (scriptSig.length > MAX_STANDARD_SCRIPTSIG_SIZE) return notStandard('scriptsig-size');
    if (!isPushOnly(scriptSig)) return notStandard('scriptsig-not-pushonly');
  }
  return undefined;
}

function checkOutputs(tx: Transaction, policy: StandardRules): MempoolReject | undefined {
  let dataOutputs = 0;
  for (let output = 0; output < tx.outputCount; output++) {
    const scriptPubKey = tx.scriptPubKey(output);
    const template = standardTemplateOf(scriptPubKey, policy.maxDataCarrierBytes);
    if (template === undefined) return notStandard('scriptpubkey');
    if (template.type === 'nulldata') dataOutputs++;
    else if (template.type === 'multisig' && !policy.permitBareMultisig) return notStandard('bare-multisig');
    else if (tx.value(output) < dustThreshold(scriptPubKey, policy.dustRelayFeeSatsPerKvb)) return notStandard('dust');
  }
  return dataOutputs > 1 ? notStandard('multi-op-return') : undefined;
}

function notStandard(code: string): MempoolReject {
  return { kind: 'not-standard', code, details: '' };
}
