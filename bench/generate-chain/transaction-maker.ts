import { legacySighash } from '../../src/consensus/script/sighash-legacy.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { SIGHASH_ALL, SIGHASH_DEFAULT } from '../../src/consensus/script/sighash-type.ts';
import { taprootSighash } from '../../src/consensus/script/sighash-taproot.ts';
import { NO_CODE_SEPARATOR } from '../../src/consensus/script/taproot-execution.ts';
import { witnessV0Sighash } from '../../src/consensus/script/sighash-witness-v0.ts';
import { sha256d } from '../../src/crypto/sha256d.ts';
import type { Txid } from '../../src/primitives/hash.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { TransactionData, TransactionInput, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { parseTransaction, Transaction } from '../../src/primitives/transaction.ts';
import type { PoolCoin } from './coin-pool.ts';
import type { KeyPool, Lock } from './key-pool.ts';
import type { SignBatch } from './sign-batch.ts';
import type { Signer } from './signer.ts';

/** A transaction whose witnesses are being signed. Its txid is final. */
export interface UnsignedTransaction {
  readonly txid: Txid;
  readonly data: TransactionData;
  readonly locks: readonly Lock[];
  /** Row of the first signature of each input. */
  readonly rows: readonly number[];
  readonly batch: SignBatch;
}

/** What a transaction is to be. */
export interface TransactionPlan {
  readonly version: number;
  readonly lockTime: number;
  readonly sequence: number;
  readonly coins: readonly PoolCoin[];
  readonly outputs: readonly TransactionOutput[];
}

/**
 * Makes a transaction but for its witnesses, whose signatures are asked for in `batch`. Signatures outside of witnesses are
 * made at once, since the txid hangs on them.
 */
export function makeTransaction(
  plan: TransactionPlan,
  parts: { readonly keys: KeyPool; readonly signer: Signer; readonly batch: SignBatch },
): UnsignedTransaction {
  const { coins, outputs, version, lockTime, sequence } = plan;
  const locks = coins.map(({ kind, key }) => parts.keys.lock(kind, key));
  const inputs = coins.map(({ txid, vout }, i): TransactionInput => ({
    prevout: { txid: txid as Txid, vout },
    scriptSig: locks[i]!.scriptSig,
    sequence,
    witness: [],
  }));
  const draft = parseTransaction(encodeTransaction({ version, lockTime, inputs, outputs }));
  if (!(draft instanceof Transaction)) throw new Error(`the draft of a transaction does not parse: ${draft.code}`);
  const spent = coins.map(({ value }, i) => ({ value: BigInt(value), scriptPubKey: locks[i]!.scriptPubKey }));
  const precomputed = new PrecomputedTransaction(draft, spent);
  const rows = locks.map((lock, i) => askForSignatures(precomputed, lock, i, parts.batch));
  const signed = inputs.map((input, i) =>
    locks[i]!.kind === 'p2pkh' ? { ...input, scriptSig: signLegacy(precomputed, locks[i]!, i, parts.signer) } : input,
  );
  const data: TransactionData = { version, lockTime, inputs: signed, outputs };
  return { txid: sha256d(encodeTransaction(data)) as Txid, data, locks, rows, batch: parts.batch };
}

/** Serializes a transaction whose signatures were made. */
export function finishTransaction({ data, locks, rows, batch }: UnsignedTransaction): Uint8Array {
  const inputs = data.inputs.map((input, i) => ({ ...input, witness: witnessOf(locks[i]!, rows[i]!, batch) }));
  return encodeTransaction({ ...data, inputs });
}

/** @returns The first one's row. */
function askForSignatures(precomputed: PrecomputedTransaction, lock: Lock, input: number, batch: SignBatch): number {
  const first = batch.size;
  if (lock.kind === 'p2pkh') return first;
  if (lock.kind === 'p2tr-key' || lock.kind === 'p2tr-script') {
    const { tapleafHash } = lock;
    const execution = {
      annexHash: undefined,
      tapleafHash,
      codeSeparatorPosition: NO_CODE_SEPARATOR,
      validationWeightLeft: 0,
    };
    const digest = taprootSighash(precomputed, { input, hashType: SIGHASH_DEFAULT, execution });
    if (digest === undefined) throw new Error('the default hash type is one');
    batch.add('schnorr', lock.secrets[0]!, digest);
    return first;
  }
  const { scriptCode } = lock;
  const amount = precomputed.spentOutputs[input]!.value;
  const digest = witnessV0Sighash(precomputed, { input, scriptCode, hashType: SIGHASH_ALL, amount });
  for (const secret of lock.secrets) batch.add('ecdsa', secret, digest);
  return first;
}

function signLegacy(precomputed: PrecomputedTransaction, lock: Lock, input: number, signer: Signer): Uint8Array {
  const digest = legacySighash(precomputed, { input, scriptCode: lock.scriptCode, hashType: SIGHASH_ALL });
  const compact = new Uint8Array(64);
  signer.signEcdsa(lock.secrets[0]!, digest, compact, 0);
  return new ScriptWriter().push(derWithHashType(compact)).push(lock.pubkey).finish();
}

function witnessOf(lock: Lock, row: number, batch: SignBatch): readonly Uint8Array[] {
  const der = (at: number): Uint8Array => derWithHashType(batch.signature(at));
  switch (lock.kind) {
    case 'p2pkh':
      return [];
    case 'p2wpkh':
    case 'p2sh-p2wpkh':
      return [der(row), lock.pubkey];
    case 'p2tr-key':
      return [batch.signature(row)];
    case 'p2tr-script':
      return [batch.signature(row), lock.scriptCode, lock.controlBlock];
    case 'p2wsh-multisig':
      // The item too many that OP_CHECKMULTISIG takes comes first.
      return [new Uint8Array(0), ...lock.secrets.map((_, i) => der(row + i)), lock.scriptCode];
  }
}

/** A signature of 64 bytes in strict DER (BIP66), with SIGHASH_ALL after it. */
function derWithHashType(compact: Uint8Array): Uint8Array {
  const r = derInteger(compact.subarray(0, 32));
  const s = derInteger(compact.subarray(32));
  return Uint8Array.of(0x30, r.length + s.length, ...r, ...s, SIGHASH_ALL);
}

function derInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const isNegative = bytes[start]! >= 0x80;
  const length = bytes.length - start + (isNegative ? 1 : 0);
  return Uint8Array.of(0x02, length, ...(isNegative ? [0] : []), ...bytes.subarray(start));
}
