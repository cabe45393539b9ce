import assert from 'node:assert/strict';

import fc from 'fast-check';

import { InPlaceVerifier } from '../../src/chain/in-place-verifier.ts';
import { blockScriptFlags } from '../../src/consensus/block-rules.ts';
import { networkParams } from '../../src/consensus/params.ts';
import {
  STANDARD_SCRIPT_VERIFY_FLAGS,
  completeScriptFlags,
  ALL_SCRIPT_FLAGS,
} from '../../src/consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { SCRIPT_ERRORS } from '../../src/consensus/script/script-error.ts';
import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import { TransactionChecker } from '../../src/consensus/script/transaction-checker.ts';
import { verifyScript } from '../../src/consensus/script/verify-script.ts';
import type { ScriptVerifier } from '../../src/ports/script-verifier.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { concat, parsed } from '../scenarios/spending.ts';
import { mutations } from './mutation.ts';
import type { Mutation } from './mutation.ts';
import type { SpendingCase } from './script-corpus.ts';
import { mutateSpending, openSpending, recommit } from './script-mutation.ts';

/** What scripts are run by. */
export interface ScriptPaths {
  /** Libraries for the curve: all have to say the same. The first one runs every case. */
  readonly libraries: readonly Secp256k1[];
  /** Slow ones run one case in so many. */
  readonly slowLibraries: readonly Secp256k1[];
  readonly slowShare: number;
  /** Checks scripts on several threads. */
  readonly pool: ScriptVerifier;
  /** Gets what became of each input: the error's name, or `good`. */
  readonly outcomes: Map<string, number>;
}

const BLOCK_FLAGS = blockScriptFlags(networkParams('regtest'), {
  height: 1000,
  hash: new Uint8Array(32) as Uint8Array as BlockHash,
});

/** How one case is made from the corpus. */
interface ScriptPlan {
  readonly base: number;
  readonly flags: number;
  readonly recommits: boolean;
  readonly changes: readonly Mutation[];
  /** A script from nowhere, instead of a case from the corpus. */
  readonly open: { readonly kind: number; readonly body: Uint8Array; readonly items: readonly Uint8Array[] } | null;
}

const opcode = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x4f, max: 0xba }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 0x51, 0x52, 0x60, 0x76, 0x6e, 0x63, 0x67, 0x68, 0xac, 0xad, 0xba) },
  { weight: 1, arbitrary: fc.nat(255) },
);

const scriptPlan: fc.Arbitrary<ScriptPlan> = fc.record({
  base: fc.nat(),
  flags: fc.nat(0xffff_ffff),
  recommits: fc.boolean(),
  changes: mutations(5),
  open: fc.option(
    fc.record({
      kind: fc.nat(4),
      body: fc.array(opcode, { maxLength: 24 }).map((codes) => Uint8Array.from(codes)),
      items: fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 6 }),
    }),
    { freq: 3 },
  ),
});

/** Cases that are given to the pool at once. */
export const SCRIPTS_PER_RUN = 10;

/** Up to ten cases under the same flags: each by all libraries, all together as a block by one thread and by several. */
export function scriptProperty(corpus: readonly SpendingCase[], paths: ScriptPaths): fc.IProperty<[ScriptPlan[]]> {
  const plans = fc.array(scriptPlan, { minLength: SCRIPTS_PER_RUN, maxLength: SCRIPTS_PER_RUN, size: 'max' });
  return fc.property(plans, (drawn) => {
    const flags = flagsOf(drawn[0]!.flags);
    const cases = drawn.map((plan) => caseOf(corpus, plan));
    const errors = cases.map((spending, i) => checkCase(spending, flags, { paths, plan: drawn[i]! }));
    checkTogether(cases, { flags, errors, paths });
  });
}

function caseOf(corpus: readonly SpendingCase[], plan: ScriptPlan): SpendingCase {
  const base = corpus[plan.base % corpus.length]!;
  const { open } = plan;
  const start = open === null ? base : openSpending(open.kind, open.body, open.items, base);
  const changed = plan.changes.reduce((spending, change) => mutateSpending(spending, change), start);
  return plan.recommits ? recommit(changed) : changed;
}

function flagsOf(drawn: number): number {
  if (drawn % 4 < 2) return BLOCK_FLAGS;
  return drawn % 4 === 2 ? STANDARD_SCRIPT_VERIFY_FLAGS : completeScriptFlags((drawn >>> 4) & ALL_SCRIPT_FLAGS);
}

type Errors = readonly (ScriptError | undefined)[];

/** Runs all inputs of a case along all paths. @returns What became of each input. */
function checkCase(
  spending: SpendingCase,
  flags: number,
  { paths, plan }: { readonly paths: ScriptPaths; readonly plan: ScriptPlan },
): Errors {
  const transaction = parsed(spending.tx);
  const [first, ...others] = paths.libraries as [Secp256k1, ...Secp256k1[]];
  const errors = run(transaction, spending, { flags, secp256k1: first, isTraced: false });
  for (const error of errors) {
    assert(error === undefined || SCRIPT_ERRORS.includes(error), `${error} is an error’s name`);
    const outcome = error ?? 'good';
    paths.outcomes.set(outcome, (paths.outcomes.get(outcome) ?? 0) + 1);
  }
  const slow = plan.base % paths.slowShare === 0 ? paths.slowLibraries : [];
  for (const secp256k1 of [...others, ...slow]) {
    assert.deepEqual(run(transaction, spending, { flags, secp256k1, isTraced: false }), errors, secp256k1.words);
  }
  assert.deepEqual(run(transaction, spending, { flags, secp256k1: first, isTraced: true }), errors, 'step by step');
  return errors;
}

/** Runs inputs last first when traced, so that hashes that inputs share are made in another order too. */
function run(
  transaction: Transaction,
  { coins }: SpendingCase,
  how: { readonly flags: number; readonly secp256k1: Secp256k1; readonly isTraced: boolean },
): Errors {
  const { flags, secp256k1, isTraced } = how;
  const precomputed = new PrecomputedTransaction(transaction, coins);
  const errors: (ScriptError | undefined)[] = coins.map(() => undefined);
  const order = coins.map((_, i) => (isTraced ? coins.length - 1 - i : i));
  for (const input of order) {
    const { value: amount, scriptPubKey } = coins[input]!;
    errors[input] = verifyScript({
      scriptSig: transaction.scriptSig(input),
      scriptPubKey,
      witness: transaction.witness(input),
      flags,
      checker: new TransactionChecker({ precomputed, input, amount }, { secp256k1 }),
      trace: isTraced ? { onPhase: () => {}, onStep: () => {} } : undefined,
    });
  }
  return errors;
}

/** Lays the transactions one after the other, as in a block, and has them checked by one thread and by several. */
function checkTogether(
  cases: readonly SpendingCase[],
  { flags, errors, paths }: { readonly flags: number; readonly errors: readonly Errors[]; readonly paths: ScriptPaths },
): void {
  const encoded = cases.map(({ tx }) => encodeTransaction(tx));
  const bytes = concat(...encoded);
  const transaction = errors.findIndex((each) => each.some((error) => error !== undefined));
  const input = errors[transaction]?.findIndex((error) => error !== undefined) ?? -1;
  const expected = transaction < 0 ? undefined : { transaction, input, error: errors[transaction]![input]! };
  const verifiers = [new InPlaceVerifier(paths.libraries[0]!), paths.pool];
  for (const verifier of verifiers) {
    verifier.begin(bytes, flags);
    let start = 0;
    encoded.forEach(({ length }, i) => {
      verifier.add({ transaction: i, start, end: start + length }, cases[i]!.coins);
      start += length;
    });
    assert.deepEqual(verifier.finish(), expected, `${verifier.threads} threads`);
  }
}
