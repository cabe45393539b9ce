import type { ScriptError } from '../../consensus/script/script-error.ts';
import type { SignatureChecker } from '../../consensus/script/signature-checker.ts';
import type { TaprootExecution } from '../../consensus/script/taproot-execution.ts';

/** Answers that are remembered for one input: more signatures than any standard script has. */
const MAX_REMEMBERED_ANSWERS = 64;

/** A question that takes the curve to answer, and what the answer was. */
interface Answer {
  /** What was asked, part by part. */
  readonly question: readonly (Uint8Array | string | number | undefined)[];
  readonly answer: ScriptError | boolean | undefined;
}

/**
 * Answers a script's questions once and remembers them, for the runs of the same input under other flags, which ask the
 * same in the same order: so that no signature is verified twice.
 *
 * It stands where Bitcoin Core has its `CachingTransactionSignatureChecker`; what is remembered from one acceptance to the
 * next is whole transactions (`ScriptCache`).
 */
export class RememberingChecker implements SignatureChecker {
  readonly #checker: SignatureChecker;
  readonly #answers: Answer[] = [];
  #next = 0;

  constructor(checker: SignatureChecker) {
    this.#checker = checker;
  }

  /** Begins another run of the same input. */
  rewind(): this {
    this.#next = 0;
    return this;
  }

  checkEcdsaSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    scriptCode: Uint8Array,
    version: 'base' | 'witness-v0',
  ): boolean {
    return this.#answer([signature, publicKey, scriptCode, version], () =>
      this.#checker.checkEcdsaSignature(signature, publicKey, scriptCode, version),
    );
  }

  checkSchnorrSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    execution: Readonly<TaprootExecution>,
  ): ScriptError | undefined {
    const { annexHash, tapleafHash, codeSeparatorPosition } = execution;
    return this.#answer(['schnorr', signature, publicKey, annexHash, tapleafHash, codeSeparatorPosition], () =>
      this.#checker.checkSchnorrSignature(signature, publicKey, execution),
    );
  }

  checkTaprootCommitment(commitment: {
    readonly outputKey: Uint8Array;
    readonly internalKey: Uint8Array;
    readonly merkleRoot: Uint8Array;
    readonly parity: 0 | 1;
  }): boolean {
    const { outputKey, internalKey, merkleRoot, parity } = commitment;
    return this.#answer(['commitment', outputKey, internalKey, merkleRoot, parity], () =>
      this.#checker.checkTaprootCommitment(commitment),
    );
  }

  checkLockTime(lockTime: number): boolean {
    return this.#checker.checkLockTime(lockTime);
  }

  checkSequence(sequence: number): boolean {
    return this.#checker.checkSequence(sequence);
  }

  #answer<T extends Answer['answer']>(question: Answer['question'], ask: () => T): T {
    const place = this.#next++;
    const known = this.#answers[place];
    if (known !== undefined && isSameQuestion(known.question, question)) return known.answer as T;
    const answer = ask();
    // Views of the stack and of the transaction, which nobody writes to.
    if (place < MAX_REMEMBERED_ANSWERS && known === undefined) this.#answers[place] = { question, answer };
    return answer;
  }
}

function isSameQuestion(a: Answer['question'], b: Answer['question']): boolean {
  return a.length === b.length && a.every((part, i) => isSamePart(part, b[i]));
}

function isSamePart(a: Answer['question'][number], b: Answer['question'][number]): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
