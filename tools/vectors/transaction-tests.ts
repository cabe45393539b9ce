import { bytesFromHex, bytesToHex } from '../../src/bytes/hex.ts';
import { checkTransaction } from '../../src/consensus/check-transaction.ts';
import {
  SCRIPT_FLAGS,
  areScriptFlagsConsistent,
  completeScriptFlags,
  scriptFlagsToText,
} from '../../src/consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { TransactionChecker } from '../../src/consensus/script/transaction-checker.ts';
import { verifyScript } from '../../src/consensus/script/verify-script.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { arrayIn, hexIn, integerIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { FlagDraw, flagsIn, otherFlags, scriptIn, trimFlags } from './script-case.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/** What a transaction of the tests spends, by outpoint in hex. */
type Prevouts = ReadonlyMap<string, { readonly scriptPubKey: Uint8Array; readonly value: bigint }>;

interface TransactionCase {
  readonly transaction: Transaction;
  readonly prevouts: Prevouts;
  /** As the file has them: names, or `BADTX`. */
  readonly flags: string;
}

/** How a file's flags are meant. */
interface FlagMeaning {
  /** Flags that a valid transaction is not held to, rather than those that it is (since Core 22). */
  readonly excluded: boolean;
  /** Flags are chosen so that one more, or one fewer, would change the outcome (since Core 22). */
  readonly tight: boolean;
}

/**
 * Runs `tx_valid.json`: transactions that have to pass; and still with flags taken away. With one flag more than the file
 * says, they have to fail.
 *
 * Source: Bitcoin Core's `tx_valid` (`transaction_tests.cpp`).
 */
export function runValidTransactions(json: Json, secp256k1: Secp256k1): SetResult {
  const meaning = flagMeaning(json);
  return runTransactions('tx_valid', json, (tally, testCase, index) => {
    const check = checkerOf(testCase, secp256k1);
    tally.expect(checkTransaction(testCase.transaction), undefined, () => 'CheckTransaction');
    const named = flagsIn(testCase.flags);
    const excluded = meaning.excluded ? named : otherFlags(named);
    const expectPass = (flags: number): void => tally.expect(check(flags), undefined, () => scriptFlagsToText(flags));
    if (!areScriptFlagsConsistent(otherFlags(excluded))) throw new BadVector(`bad flags ${testCase.flags}`);
    expectPass(otherFlags(excluded));
    const draw = new FlagDraw(index);
    for (const flag of SCRIPT_FLAGS.values()) {
      expectPass(trimFlags(otherFlags(excluded | flag)));
      expectPass(trimFlags(otherFlags(excluded | draw.next(SCRIPT_FLAGS.size))));
    }
    if (!meaning.tight) return;
    for (const fewer of withoutOneFlag(excluded)) {
      const flags = otherFlags(fewer);
      tally.expect(check(flags) !== undefined, true, () => `fails with ${scriptFlagsToText(flags)}`);
    }
  });
}

/**
 * Runs `tx_invalid.json`: transactions that have to fail under the flags of the file; and still with flags added. With one
 * flag fewer than the file says, they have to pass.
 *
 * Source: Bitcoin Core's `tx_invalid` (`transaction_tests.cpp`).
 */
export function runInvalidTransactions(json: Json, secp256k1: Secp256k1): SetResult {
  const meaning = flagMeaning(json);
  return runTransactions('tx_invalid', json, (tally, testCase, index) => {
    const reject = checkTransaction(testCase.transaction);
    if (reject !== undefined) {
      // Older files name flags there, too.
      if (meaning.tight) tally.expect(testCase.flags, 'BADTX', () => `it is ${reject.code}, and the file says`);
      else tally.expect(typeof reject.code, 'string', () => 'it is rejected');
      return;
    }
    const check = checkerOf(testCase, secp256k1);
    const named = flagsIn(testCase.flags);
    if (!areScriptFlagsConsistent(named)) throw new BadVector(`bad flags ${testCase.flags}`);
    const expectFail = (flags: number): void =>
      tally.expect(check(flags) !== undefined, true, () => `fails with ${scriptFlagsToText(flags)}`);
    expectFail(named);
    const draw = new FlagDraw(index);
    for (const flag of SCRIPT_FLAGS.values()) {
      expectFail(completeScriptFlags(named | flag));
      expectFail(completeScriptFlags(named | draw.next(SCRIPT_FLAGS.size)));
    }
    if (!meaning.tight) return;
    for (const flags of withoutOneFlag(named)) {
      tally.expect(check(flags), undefined, () => `passes with ${scriptFlagsToText(flags)}`);
    }
  });
}

/** Core changed what the flags mean in version 22, and says so in the files' first comments. */
function flagMeaning(json: Json): FlagMeaning {
  const comments = JSON.stringify(arrayIn(json, 'the file').slice(0, 12));
  const excluded = comments.includes('excluded verifyFlags');
  return { excluded, tight: excluded || JSON.stringify(json).includes('"BADTX"') };
}

/** Takes away each flag by itself, and those that then lack company. Source: Core's `ExcludeIndividualFlags`. */
function withoutOneFlag(flags: number): ReadonlySet<number> {
  const combinations = [...SCRIPT_FLAGS.values()].map((flag) => trimFlags(flags & ~flag));
  return new Set(combinations.filter((combination) => combination !== flags));
}

function runTransactions(
  name: string,
  json: Json,
  work: (tally: Tally, testCase: TransactionCase, index: number) => void,
): SetResult {
  const tally = new Tally(name);
  arrayIn(json, 'the file').forEach((entry, index) => {
    // A single string is a comment.
    if (arrayIn(entry, `case ${index}`).length > 1) {
      tally.case(`[${index}]`, () => work(tally, readCase(entry), index));
    }
  });
  return tally.result();
}

function readCase(entry: Json): TransactionCase {
  const [inputs, hex, flags] = arrayIn(entry, 'the case');
  const prevouts = new Map<string, { scriptPubKey: Uint8Array; value: bigint }>();
  for (const input of arrayIn(inputs, 'the prevouts')) {
    const [txid, vout, script, value] = arrayIn(input, 'a prevout');
    const key = outPointKey(stringIn(txid, 'a txid'), integerIn(vout, 'an output index') >>> 0);
    prevouts.set(key, {
      scriptPubKey: scriptIn(stringIn(script, 'a scriptPubKey')),
      value: BigInt(value === undefined ? 0 : integerIn(value, 'an amount')),
    });
  }
  const transaction = parseTransaction(hexIn(hex, 'the transaction'));
  if ('code' in transaction) throw new BadVector(`the transaction does not parse: ${transaction.code}`);
  return { transaction, prevouts, flags: stringIn(flags, 'the flags') };
}

function outPointKey(txid: string, vout: number): string {
  if (bytesFromHex(txid)?.length !== 32) throw new BadVector(`no txid: ${txid}`);
  return `${txid}:${vout}`;
}

/** @returns A function that verifies all inputs, and gives the first error. */
function checkerOf(
  { transaction, prevouts }: TransactionCase,
  secp256k1: Secp256k1,
): (flags: number) => string | undefined {
  const spent = Array.from({ length: transaction.inputCount }, (_, i) => {
    const { txid, vout } = transaction.prevout(i);
    const output = prevouts.get(outPointKey(bytesToHex(txid.toReversed()), vout));
    if (output === undefined) throw new BadVector(`input ${i} spends what the case does not have`);
    return output;
  });
  const precomputed = new PrecomputedTransaction(transaction, spent);
  return (flags) => {
    for (const [input, { scriptPubKey, value }] of spent.entries()) {
      const error = verifyScript({
        scriptSig: transaction.scriptSig(input),
        scriptPubKey,
        witness: transaction.witness(input),
        flags,
        checker: new TransactionChecker({ precomputed, input, amount: value }, { secp256k1 }),
      });
      if (error !== undefined) return error;
    }
    return undefined;
  };
}
