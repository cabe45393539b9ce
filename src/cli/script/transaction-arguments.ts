import { ByteReader } from '../../bytes/byte-reader.ts';
import { bytesFromHex } from '../../bytes/hex.ts';
import { PrecomputedTransaction } from '../../consensus/script/precomputed-transaction.ts';
import { TransactionChecker } from '../../consensus/script/transaction-checker.ts';
import type { SignatureChecker } from '../../consensus/script/signature-checker.ts';
import { bestSecp256k1 } from '../../platform/secp256k1/best-secp256k1.ts';
import { describeDecodeReject } from '../../primitives/decode-reject.ts';
import type { TransactionOutput } from '../../primitives/transaction-data.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { CliError, usageError } from '../cli-error.ts';
import { readBytesInput } from '../tx/bytes-input.ts';

/** Most bytes that are read of a file: a transaction of 4 MB, the most a block can hold, in hex and twice over. */
const MAX_INPUT_BYTES = 16_000_000;

/** Amounts are written with this many digits at most. */
const AMOUNT = /^[0-9]{1,16}$/;

/** The input that `--tx`, `--input` and `--prevouts` name. */
export interface InputArgument {
  readonly transaction: Transaction;
  readonly input: number;
  readonly spent: TransactionOutput;
  readonly checker: SignatureChecker;
}

/** @throws {CliError} When the transaction can't be read, has no such input, or the outputs are not those of its inputs. */
export async function inputArgument(flags: {
  readonly tx: string;
  readonly input: number;
  readonly prevouts: string | undefined;
}): Promise<InputArgument> {
  const { name, bytes } = await readBytesInput(flags.tx, { maxBytes: MAX_INPUT_BYTES });
  const transaction = parseTransaction(bytes);
  if ('code' in transaction) {
    throw new CliError(`${name} is no transaction: ${describeDecodeReject(transaction)} (${transaction.code})`);
  }
  const { input } = flags;
  if (input >= transaction.inputCount) {
    throw usageError(`--input ${input}: the transaction has ${transaction.inputCount} inputs, counted from 0`);
  }
  if (flags.prevouts === undefined)
    throw usageError('--tx needs --prevouts: what each input spends, as SATS:SCRIPTHEX');
  const outputs = flags.prevouts.split(',').map(outputOf);
  if (outputs.length !== transaction.inputCount) {
    throw usageError(`--prevouts has ${outputs.length} outputs, and the transaction ${transaction.inputCount} inputs`);
  }
  const spent = outputs[input]!;
  const precomputed = new PrecomputedTransaction(transaction, outputs);
  const checker = new TransactionChecker({ precomputed, input, amount: spent.value }, { secp256k1: bestSecp256k1() });
  return { transaction, input, spent, checker };
}

/** Reads `SATS:SCRIPTHEX`, or a serialized output in hex. */
function outputOf(word: string): TransactionOutput {
  const text = word.trim();
  const colon = text.indexOf(':');
  if (colon < 0) return serializedOutput(text);
  const amount = text.slice(0, colon);
  const scriptPubKey = bytesFromHex(text.slice(colon + 1));
  if (!AMOUNT.test(amount) || scriptPubKey === undefined) throw badPrevout(text);
  return { value: BigInt(amount), scriptPubKey };
}

function serializedOutput(text: string): TransactionOutput {
  const bytes = bytesFromHex(text);
  if (bytes === undefined) throw badPrevout(text);
  const reader = new ByteReader(bytes);
  const output = { value: BigInt.asIntN(64, reader.u64Le()), scriptPubKey: reader.varBytes() };
  if (reader.failure !== undefined || reader.remaining > 0) throw badPrevout(text);
  return output;
}

function badPrevout(text: string): CliError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return usageError(`--prevouts: ${JSON.stringify(shown)} is neither SATS:SCRIPTHEX nor a serialized output in hex`);
}
