import { bytesToHex } from '../../bytes/hex.ts';
import { addressFromScript } from '../address/address.ts';
import type { AddressFormat } from '../address/address-format.ts';
import { satsToBtcText } from '../amount.ts';
import type { Sats } from '../amount.ts';
import { txidToHex, wtxidToHex } from '../hash.ts';
import { scriptToAsm } from '../script/script-text.ts';
import { templateOf } from '../script/script-template.ts';
import type { ScriptTemplate } from '../script/script-template.ts';
import type { Transaction } from '../transaction.ts';

/** A scriptPubKey as Bitcoin Core's RPC shows it (`ScriptToUniv`), without `desc`. */
export interface ScriptPubKeyDocument {
  readonly asm: string;
  readonly hex: string;
  readonly address?: string;
  readonly type: ScriptTemplate['type'];
}

export interface InputDocument {
  /** Hex of the scriptSig of a coinbase, in place of `txid`, `vout` and `scriptSig`. */
  readonly coinbase?: string;
  readonly txid?: string;
  readonly vout?: number;
  readonly scriptSig?: { readonly asm: string; readonly hex: string };
  readonly txinwitness?: readonly string[];
  readonly sequence: number;
}

export interface OutputDocument {
  /** In bitcoin. */
  readonly value: number;
  readonly n: number;
  readonly scriptPubKey: ScriptPubKeyDocument;
}

/** A transaction in the shape of Bitcoin Core's `decoderawtransaction`: same fields, in the same order. */
export interface TransactionDocument {
  readonly txid: string;
  readonly hash: string;
  readonly version: number;
  readonly size: number;
  readonly vsize: number;
  readonly weight: number;
  readonly locktime: number;
  readonly vin: readonly InputDocument[];
  readonly vout: readonly OutputDocument[];
}

/** Shows a transaction as Bitcoin Core's RPC does. Source: Core's `TxToUniv`. */
export function transactionDocument(transaction: Transaction, format: AddressFormat): TransactionDocument {
  return {
    txid: txidToHex(transaction.txid),
    hash: wtxidToHex(transaction.wtxid),
    version: transaction.version,
    size: transaction.totalSize,
    vsize: transaction.vsize,
    weight: transaction.weight,
    locktime: transaction.lockTime,
    vin: Array.from({ length: transaction.inputCount }, (_, i) => inputDocument(transaction, i)),
    vout: Array.from({ length: transaction.outputCount }, (_, n) => ({
      value: satsToBtc(transaction.value(n)),
      n,
      scriptPubKey: scriptPubKeyDocument(transaction.scriptPubKey(n), format),
    })),
  };
}

/** Shows a scriptPubKey as Bitcoin Core's RPC does. A public key's address is left out, as there. */
export function scriptPubKeyDocument(scriptPubKey: Uint8Array, format: AddressFormat): ScriptPubKeyDocument {
  const address = addressFromScript(scriptPubKey, format);
  return {
    asm: scriptToAsm(scriptPubKey),
    hex: bytesToHex(scriptPubKey),
    ...(address !== undefined && { address }),
    type: templateOf(scriptPubKey).type,
  };
}

function inputDocument(transaction: Transaction, input: number): InputDocument {
  const scriptSig = transaction.scriptSig(input);
  const witness = transaction.witness(input);
  const source = transaction.isCoinbase
    ? { coinbase: bytesToHex(scriptSig) }
    : {
        txid: txidToHex(transaction.prevoutTxid(input)),
        vout: transaction.prevoutVout(input),
        scriptSig: { asm: scriptToAsm(scriptSig, { showSighash: true }), hex: bytesToHex(scriptSig) },
      };
  return {
    ...source,
    ...(witness.length > 0 && { txinwitness: witness.map(bytesToHex) }),
    sequence: transaction.sequence(input),
  };
}

/** The number nearest to the amount; by way of its text, so that it is rounded once whatever the amount. */
function satsToBtc(sats: Sats): number {
  return Number(satsToBtcText(sats));
}
