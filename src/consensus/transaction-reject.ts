import { satsToBtcText } from '../primitives/amount.ts';
import type { Sats } from '../primitives/amount.ts';
import { scriptErrorText } from './script/script-error.ts';
import type { ScriptError } from './script/script-error.ts';

/** A rule that a transaction breaks by itself. `code` is spelled as Bitcoin Core 28.1 spells its reject reason. */
export type TransactionReject =
  | { readonly code: 'bad-txns-vin-empty' | 'bad-txns-vout-empty' }
  | { readonly code: 'bad-txns-oversize'; readonly strippedSizeBytes: number; readonly maxSizeBytes: number }
  | {
      readonly code: 'bad-txns-vout-negative' | 'bad-txns-vout-toolarge';
      readonly output: number;
      readonly value: Sats;
    }
  | { readonly code: 'bad-txns-txouttotal-toolarge'; readonly output: number; readonly total: Sats }
  | { readonly code: 'bad-txns-inputs-duplicate'; readonly input: number }
  | { readonly code: 'bad-cb-length'; readonly scriptSigBytes: number }
  | { readonly code: 'bad-txns-prevout-null'; readonly input: number };

/** A rule that a transaction breaks by what it spends. */
export type InputsReject =
  | { readonly code: 'bad-txns-inputs-missingorspent'; readonly input: number }
  | { readonly code: 'bad-txns-premature-spend-of-coinbase'; readonly input: number; readonly depth: number }
  | {
      readonly code: 'bad-txns-inputvalues-outofrange';
      readonly input: number;
      readonly value: Sats;
      readonly total: Sats;
    }
  | { readonly code: 'bad-txns-in-belowout'; readonly valueIn: Sats; readonly valueOut: Sats };

/** A lock time, or a relative one (BIP68), that is not over. */
export type NonFinalReject =
  | {
      readonly code: 'bad-txns-nonfinal';
      readonly lock: 'lock-time';
      readonly lockTime: number;
      readonly height: number;
      /** Median time past from BIP113 on, the block's own time before. */
      readonly cutoffSec: number;
    }
  | {
      readonly code: 'bad-txns-nonfinal';
      readonly lock: 'sequence';
      /** Height of the last block that it may not be in, or -1. */
      readonly minHeight: number;
      /** Last median time past that the block before may not have, or -1. */
      readonly minTimeSec: number;
    };

/** A script that fails under the flags of its block. `rejectReason` adds the script's error as Core does. */
export interface ScriptReject {
  readonly code: 'mandatory-script-verify-flag-failed';
  readonly input: number;
  readonly error: ScriptError;
}

export type AnyTransactionReject = TransactionReject | InputsReject | NonFinalReject | ScriptReject;

/** Returns the reason as Bitcoin Core 28.1 prints it (`TxValidationState::GetRejectReason`). */
export function transactionRejectReason(reject: AnyTransactionReject): string {
  return reject.code === 'mandatory-script-verify-flag-failed'
    ? `${reject.code} (${scriptErrorText(reject.error)})`
    : reject.code;
}

/** Returns one plain line for a person: which rule, and what was compared. */
export function describeTransactionReject(reject: AnyTransactionReject): string {
  switch (reject.code) {
    case 'bad-txns-vin-empty':
      return 'it has no inputs';
    case 'bad-txns-vout-empty':
      return 'it has no outputs';
    case 'bad-txns-oversize':
      return `it has ${reject.strippedSizeBytes} bytes without witnesses, at most ${reject.maxSizeBytes} fit into a block`;
    case 'bad-txns-vout-negative':
      return `output ${reject.output} has a negative value, ${btc(reject.value)}`;
    case 'bad-txns-vout-toolarge':
      return `output ${reject.output} has ${btc(reject.value)}, more than there can be`;
    case 'bad-txns-txouttotal-toolarge':
      return `outputs up to ${reject.output} come to ${btc(reject.total)}, more than there can be`;
    case 'bad-txns-inputs-duplicate':
      return `input ${reject.input} spends what an earlier input of the same transaction spends`;
    case 'bad-cb-length':
      return `the coinbase's script has ${reject.scriptSigBytes} bytes, from 2 to 100 are allowed`;
    case 'bad-txns-prevout-null':
      return `input ${reject.input} spends nothing, which only a coinbase may`;
    default:
      return describeSpendingReject(reject);
  }
}

function describeSpendingReject(reject: InputsReject | NonFinalReject | ScriptReject): string {
  switch (reject.code) {
    case 'bad-txns-inputs-missingorspent':
      return `input ${reject.input} spends an output that is not there, or is spent`;
    case 'bad-txns-premature-spend-of-coinbase':
      return `input ${reject.input} spends a coinbase ${reject.depth} blocks after it, 100 are required`;
    case 'bad-txns-inputvalues-outofrange':
      return `input ${reject.input} spends ${btc(reject.value)}, ${btc(reject.total)} with those before it: more than there can be`;
    case 'bad-txns-in-belowout':
      return `outputs have ${btc(reject.valueOut)}, inputs only ${btc(reject.valueIn)}`;
    case 'bad-txns-nonfinal':
      return reject.lock === 'lock-time'
        ? `its lock time ${reject.lockTime} is not over at height ${reject.height} and time ${reject.cutoffSec}`
        : `a relative lock time holds up to height ${reject.minHeight} and median time ${reject.minTimeSec}`;
    case 'mandatory-script-verify-flag-failed':
      return `the script of input ${reject.input} fails: ${scriptErrorText(reject.error)} (${reject.error})`;
  }
}

function btc(sats: Sats): string {
  return `${satsToBtcText(sats)} BTC`;
}
