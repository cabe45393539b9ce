import { assert } from '../bytes/assert.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { SIGNET_HEADER, signetTransactions } from '../consensus/signet.ts';
import { parseBlock } from '../primitives/block.ts';
import { ScriptWriter } from '../primitives/script/script-writer.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { encodeTemplate } from './block-template.ts';
import type { BlockTemplate } from './block-template.ts';

/** What satisfies a challenge: the scriptSig and the witness of an input that spends it. */
export interface SignetSolution {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

/** What has to be signed: input 0 of `toSign` spends output 0 of `toSpend`, which has the challenge and no satoshis. */
export interface SignetSigning {
  readonly toSpend: Transaction;
  readonly toSign: Transaction;
  readonly challenge: Uint8Array;
}

/**
 * Puts a solution into a template for a signet block (BIP325). It signs all of the block but the nonce and itself: the nonce is
 * searched after it, and another time needs another solution.
 *
 * Source: BIP325; Bitcoin Core's `contrib/signet/miner`.
 *
 * @param sign Signs what is to be signed; `undefined` if it can't.
 * @returns `undefined` if there is no solution.
 */
export function solveSignet(
  template: BlockTemplate,
  challenge: Uint8Array,
  sign: (signing: SignetSigning) => SignetSolution | undefined,
): BlockTemplate | undefined {
  // A header without a solution stands where the solution comes: it is part of what is signed.
  const block = parseBlock(encodeTemplate(withCommitmentPush(template, new Uint8Array(0))));
  assert(!('code' in block), 'what was serialized here can be read');
  const transactions = signetTransactions(block, challenge);
  assert(typeof transactions !== 'string', 'a template has a commitment, and no solution yet');
  const solution = sign({ ...transactions, challenge });
  return solution === undefined ? undefined : withCommitmentPush(template, encodeSolution(solution));
}

/** Serializes a solution: the scriptSig, then the witness as in a transaction. */
function encodeSolution({ scriptSig, witness }: SignetSolution): Uint8Array {
  const writer = new ByteWriter().varBytes(scriptSig).compactSize(witness.length);
  for (const item of witness) writer.varBytes(item);
  return writer.finish();
}

/** The template whose commitment's script goes on with a push of BIP325's header and a solution. */
function withCommitmentPush(template: BlockTemplate, solution: Uint8Array): BlockTemplate {
  const { coinbase, commitmentScript } = template;
  const section = new ByteWriter().raw(SIGNET_HEADER).raw(solution).finish();
  const push = new ScriptWriter().push(section).finish();
  const scriptPubKey = new Uint8Array(commitmentScript.length + push.length);
  scriptPubKey.set(commitmentScript);
  scriptPubKey.set(push, commitmentScript.length);
  const outputs = [...coinbase.outputs.slice(0, -1), { value: 0n, scriptPubKey }];
  return { ...template, coinbase: { ...coinbase, outputs } };
}
