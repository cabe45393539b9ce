import {
  SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY,
  SCRIPT_VERIFY_CHECKSEQUENCEVERIFY,
  SCRIPT_VERIFY_DERSIG,
  SCRIPT_VERIFY_NULLDUMMY,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_TAPROOT,
  SCRIPT_VERIFY_WITNESS,
  scriptFlagsToText,
} from '../../src/consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { TransactionChecker } from '../../src/consensus/script/transaction-checker.ts';
import { verifyScript } from '../../src/consensus/script/verify-script.ts';
import { ByteReader } from '../../src/bytes/byte-reader.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import type { TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { arrayIn, fieldIn, hexIn, integerIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { flagsIn } from './script-case.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';
import type { AssetEntry } from './vector-files.ts';

/** Every consensus flag. */
const CONSENSUS_FLAGS: readonly number[] = [
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_DERSIG,
  SCRIPT_VERIFY_NULLDUMMY,
  SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY,
  SCRIPT_VERIFY_CHECKSEQUENCEVERIFY,
  SCRIPT_VERIFY_WITNESS,
  SCRIPT_VERIFY_TAPROOT,
];

/** Every combination of them in which WITNESS has P2SH, and TAPROOT has WITNESS. Source: Core's `AllConsensusFlags`. */
const COMBINATIONS: readonly number[] = Array.from({ length: 1 << CONSENSUS_FLAGS.length }, (_, bits) =>
  CONSENSUS_FLAGS.reduce((flags, flag, i) => (bits & (1 << i) ? flags | flag : flags), 0),
).filter(
  (flags) =>
    ((flags & SCRIPT_VERIFY_WITNESS) === 0 || (flags & SCRIPT_VERIFY_P2SH) !== 0) &&
    ((flags & SCRIPT_VERIFY_TAPROOT) === 0 || (flags & SCRIPT_VERIFY_WITNESS) !== 0),
);

interface AssetCase {
  readonly transaction: Transaction;
  readonly spent: readonly TransactionOutput[];
  readonly input: number;
  readonly flags: number;
  /** The success holds under all flags, and not only under those of the case. */
  readonly final: boolean;
}

/**
 * Runs `script_assets_test.json`: an input with a scriptSig and witness that has to pass under every subset of the case's
 * flags (under all flags, if "final"), and one that has to fail under every superset.
 *
 * Source: Bitcoin Core's `AssetTest` (`script_tests.cpp`).
 *
 * @param entries The cases, read one by one.
 */
export function runScriptAssets(entries: Iterable<AssetEntry>, secp256k1: Secp256k1): SetResult {
  const tally = new Tally('script_assets_test');
  for (const { label, read } of entries) {
    tally.case(label, () => {
      const json = read();
      const testCase = readCase(json);
      const { flags: own, final } = testCase;
      const success = fieldIn(json, 'success');
      const failure = fieldIn(json, 'failure');
      if (success === undefined && failure === undefined) throw new BadVector('neither success nor failure');
      if (success !== undefined) {
        const wanted = COMBINATIONS.filter((flags) => final || (flags & own) === flags);
        runSpend(tally, testCase, { spend: success, passes: true, combinations: wanted, secp256k1 });
      }
      if (failure !== undefined) {
        const wanted = COMBINATIONS.filter((flags) => (flags & own) === own);
        runSpend(tally, testCase, { spend: failure, passes: false, combinations: wanted, secp256k1 });
      }
    });
  }
  return tally.result();
}

function readCase(json: Json): AssetCase {
  const transaction = parseTransaction(hexIn(fieldIn(json, 'tx'), 'tx'), { allowWitness: false });
  if ('code' in transaction) throw new BadVector(`the transaction does not parse: ${transaction.code}`);
  const spent = arrayIn(fieldIn(json, 'prevouts'), 'prevouts').map((prevout) => outputIn(hexIn(prevout, 'a prevout')));
  if (spent.length !== transaction.inputCount) throw new BadVector('not as many prevouts as inputs');
  const input = integerIn(fieldIn(json, 'index'), 'index');
  if (input < 0 || input >= spent.length) throw new BadVector('there is no input with that index');
  const flags = flagsIn(stringIn(fieldIn(json, 'flags'), 'flags'));
  return { transaction, spent, input, flags, final: fieldIn(json, 'final') === true };
}

/** Reads a serialized output. */
function outputIn(bytes: Uint8Array): TransactionOutput {
  const reader = new ByteReader(bytes);
  const output = { value: BigInt.asIntN(64, reader.u64Le()), scriptPubKey: reader.varBytes() };
  if (reader.failure !== undefined || reader.remaining > 0) throw new BadVector('a prevout does not parse');
  return output;
}

function runSpend(
  tally: Tally,
  { transaction, spent, input }: AssetCase,
  run: {
    readonly spend: Json;
    readonly passes: boolean;
    readonly combinations: readonly number[];
    readonly secp256k1: Secp256k1;
  },
): void {
  const { spend, passes, combinations, secp256k1 } = run;
  const scriptSig = hexIn(fieldIn(spend, 'scriptSig'), 'scriptSig');
  const witness = arrayIn(fieldIn(spend, 'witness'), 'witness').map((item) => hexIn(item, 'a witness item'));
  const { value, scriptPubKey } = spent[input]!;
  // Signatures sign neither scriptSigs nor witnesses: the transaction may stay as it is in the file.
  const precomputed = new PrecomputedTransaction(transaction, spent);
  const checker = new TransactionChecker({ precomputed, input, amount: value }, { secp256k1 });
  for (const flags of combinations) {
    const error = verifyScript({ scriptSig, scriptPubKey, witness, flags, checker });
    tally.expect(error === undefined, passes, () => `passes (${error ?? 'OK'}) with ${scriptFlagsToText(flags)}`);
  }
}
