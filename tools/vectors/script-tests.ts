import {
  SCRIPT_VERIFY_CLEANSTACK,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_WITNESS,
  areScriptFlagsConsistent,
  scriptFlagsToText,
} from '../../src/consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { TransactionChecker } from '../../src/consensus/script/transaction-checker.ts';
import { verifyScript } from '../../src/consensus/script/verify-script.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { NULL_VOUT } from '../../src/primitives/out-point.ts';
import type { Txid } from '../../src/primitives/hash.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { arrayIn, hexIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { FlagDraw, flagsIn, scriptIn } from './script-case.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/** Combinations of flags that are drawn for each case, as Core does. */
const DRAWS = 16;
/** Bits of flags that are drawn, as Core does. */
const DRAWN_BITS = 16;

const FINAL = 0xffff_ffff;

interface ScriptCase {
  readonly scriptSig: Uint8Array;
  readonly scriptPubKey: Uint8Array;
  readonly witness: readonly Uint8Array[];
  readonly amount: bigint;
  readonly flags: number;
  /** Core's name in these tests, or `OK`. */
  readonly expected: string;
  /** Another error that is as good, for older files. */
  readonly alsoExpected?: string;
}

/**
 * Runs `script_tests.json`: two scripts, perhaps a witness, flags and the error that has to come out. Then flags are taken
 * from cases that pass and added to cases that fail, which must not change the outcome (each flag is a soft fork).
 *
 * Source: Bitcoin Core's `script_json_test` and `DoTest` (`script_tests.cpp`).
 */
export function runScriptTests(json: Json, secp256k1: Secp256k1): SetResult {
  const tally = new Tally('script_tests');
  const entries = arrayIn(json, 'the file');
  const old = entries.some(isOutdated);
  entries.forEach((entry, index) => {
    // A single string is a comment.
    if (arrayIn(entry, `case ${index}`).length === 1) return;
    if (isOutdated(entry)) tally.leaveOut();
    else {
      tally.case(`[${index}]`, () => {
        const testCase = readCase(entry);
        runCase(tally, old ? withNewerOrder(testCase) : testCase, { index, secp256k1 });
      });
    }
  });
  return tally.result();
}

/**
 * Whether a case asks for what Core has changed since: OP_NOP2 and OP_NOP3 have a meaning now and are not discouraged any
 * more. A file that has such a case is an older one.
 */
function isOutdated(entry: Json): boolean {
  return /"CHECK(LOCKTIME|SEQUENCE)VERIFY","P2SH,DISCOURAGE_UPGRADABLE_NOPS"/.test(JSON.stringify(entry));
}

/** Core counts what a witness script leaves on the stack now before it looks at the top. */
function withNewerOrder(testCase: ScriptCase): ScriptCase {
  const isChanged = testCase.witness.length > 0 && testCase.expected === 'EVAL_FALSE';
  return isChanged ? { ...testCase, alsoExpected: 'CLEANSTACK' } : testCase;
}

function readCase(entry: Json): ScriptCase {
  const fields = arrayIn(entry, 'the case');
  const hasWitness = Array.isArray(fields[0]);
  const witness = hasWitness ? arrayIn(fields[0], 'the witness') : ['0'];
  const [scriptSig, scriptPubKey, flags, expected] = fields.slice(hasWitness ? 1 : 0);
  const bitcoin = Number(witness.at(-1));
  if (!Number.isFinite(bitcoin)) throw new BadVector('the amount is no number');
  return {
    scriptSig: scriptIn(stringIn(scriptSig, 'scriptSig')),
    scriptPubKey: scriptIn(stringIn(scriptPubKey, 'scriptPubKey')),
    witness: witness.slice(0, -1).map((item) => hexIn(item, 'a witness item')),
    amount: BigInt(Math.round(bitcoin * 1e8)),
    flags: flagsIn(stringIn(flags, 'the flags')),
    expected: stringIn(expected, 'the expected error'),
  };
}

function runCase(
  tally: Tally,
  testCase: ScriptCase,
  { index, secp256k1 }: { readonly index: number; readonly secp256k1: Secp256k1 },
): void {
  const { scriptSig, scriptPubKey, witness, amount, expected } = testCase;
  const spending = spendingTransaction(testCase);
  const spent = [{ value: amount, scriptPubKey }];
  const precomputed = new PrecomputedTransaction(spending, spent);
  const checker = new TransactionChecker({ precomputed, input: 0, amount }, { secp256k1 });
  const verify = (flags: number): string => verifyScript({ scriptSig, scriptPubKey, witness, flags, checker }) ?? 'OK';
  const cleanStack = (testCase.flags & SCRIPT_VERIFY_CLEANSTACK) !== 0;
  const flags = testCase.flags | (cleanStack ? SCRIPT_VERIFY_P2SH | SCRIPT_VERIFY_WITNESS : 0);
  // The tests have their own name for one error.
  const error = expected === 'NULLFAIL' ? 'SIG_NULLFAIL' : expected;
  const actual = verify(flags);
  if (actual !== testCase.alsoExpected) tally.expect(actual, error, () => scriptFlagsToText(flags));
  const draw = new FlagDraw(index);
  for (let i = 0; i < DRAWS; i++) {
    const extra = draw.next(DRAWN_BITS);
    const combined = expected === 'OK' ? flags & ~extra : flags | extra;
    if (!areScriptFlagsConsistent(combined)) continue;
    tally.expect(verify(combined) === 'OK', expected === 'OK', () => `with ${scriptFlagsToText(combined)}`);
  }
}

/** The transaction that the tests' signatures are for. Source: Core's `test/util/transaction_utils.cpp`. */
function spendingTransaction({ scriptSig, scriptPubKey, witness, amount }: ScriptCase): Transaction {
  const crediting = parsed({
    version: 1,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32) as Txid, vout: NULL_VOUT },
        scriptSig: Uint8Array.of(0, 0),
        sequence: FINAL,
        witness: [],
      },
    ],
    outputs: [{ value: amount, scriptPubKey }],
    lockTime: 0,
  });
  return parsed({
    version: 1,
    inputs: [{ prevout: { txid: crediting.txid, vout: 0 }, scriptSig, sequence: FINAL, witness }],
    outputs: [{ value: amount, scriptPubKey: new Uint8Array(0) }],
    lockTime: 0,
  });
}

function parsed(data: TransactionData): Transaction {
  const transaction = parseTransaction(encodeTransaction(data));
  if ('code' in transaction) throw new BadVector(`a transaction that was just made: ${transaction.code}`);
  return transaction;
}
