import { assert } from '../../bytes/assert.ts';
import { sha256 } from '../../crypto/hashes.ts';
import type { TransactionOutput } from '../../primitives/transaction-data.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';

const OUTPOINT_BYTES = 36;

/** Not the writer of signature hashes, which may be halfway through one when it asks for what is shared. */
const shared = new ByteWriter();

/**
 * A transaction with the hashes that its inputs' signatures share, so that each is computed once and not for each input
 * (the quadratic hashing that BIP143 ends). A hash is computed when it is first asked for.
 *
 * Source: Bitcoin Core's `PrecomputedTransactionData`; BIP143's hashes are the SHA-256 of BIP341's.
 */
export class PrecomputedTransaction {
  readonly transaction: Transaction;
  readonly #spentOutputs: readonly TransactionOutput[] | undefined;
  #prevouts: Uint8Array | undefined;
  #sequences: Uint8Array | undefined;
  #outputs: Uint8Array | undefined;
  #spentAmounts: Uint8Array | undefined;
  #spentScripts: Uint8Array | undefined;
  #prevoutsTwice: Uint8Array | undefined;
  #sequencesTwice: Uint8Array | undefined;
  #outputsTwice: Uint8Array | undefined;
  #blank: Uint8Array | undefined;
  #oneOutputIndex = -1;
  #oneOutput: Uint8Array | undefined;

  /**
   * @param spentOutputs One for each input, in order. Without them no taproot signature can be checked, which is then a bug
   * of the caller (Core's `MissingDataBehavior::ASSERT_FAIL`).
   */
  constructor(transaction: Transaction, spentOutputs?: readonly TransactionOutput[]) {
    assert(
      spentOutputs === undefined || spentOutputs.length === transaction.inputCount,
      'each input has its spent output',
    );
    this.transaction = transaction;
    this.#spentOutputs = spentOutputs;
  }

  /** The outputs that the inputs spend, in order. */
  get spentOutputs(): readonly TransactionOutput[] {
    assert(this.#spentOutputs !== undefined, 'taproot is checked with all spent outputs at hand');
    return this.#spentOutputs;
  }

  /** BIP341's `sha_prevouts`. */
  get prevoutsHash(): Uint8Array {
    return (this.#prevouts ??= this.#hashPrevouts());
  }

  /** BIP341's `sha_sequences`. */
  get sequencesHash(): Uint8Array {
    return (this.#sequences ??= this.#hashSequences());
  }

  /** BIP341's `sha_outputs`. */
  get outputsHash(): Uint8Array {
    return (this.#outputs ??= sha256(this.#outputsBytes(0, this.transaction.outputCount)));
  }

  /** BIP341's `sha_amounts`. */
  get spentAmountsHash(): Uint8Array {
    return (this.#spentAmounts ??= this.#hashSpentAmounts());
  }

  /** BIP341's `sha_scriptpubkeys`. */
  get spentScriptsHash(): Uint8Array {
    return (this.#spentScripts ??= this.#hashSpentScripts());
  }

  /** BIP143's `hashPrevouts`. */
  get prevoutsDoubleHash(): Uint8Array {
    return (this.#prevoutsTwice ??= sha256(this.prevoutsHash));
  }

  /** BIP143's `hashSequence`. */
  get sequencesDoubleHash(): Uint8Array {
    return (this.#sequencesTwice ??= sha256(this.sequencesHash));
  }

  /** BIP143's `hashOutputs`. */
  get outputsDoubleHash(): Uint8Array {
    return (this.#outputsTwice ??= sha256(this.outputsHash));
  }

  /**
   * SHA-256 of one output: BIP341's `sha_single_output`. The last one is kept, because a tapscript may ask for the same
   * large output at each of its signatures.
   */
  outputHash(index: number): Uint8Array {
    if (this.#oneOutput === undefined || this.#oneOutputIndex !== index) {
      this.#oneOutput = sha256(this.#outputsBytes(index, index + 1));
      this.#oneOutputIndex = index;
    }
    return this.#oneOutput;
  }

  /**
   * The transaction without witnesses and with empty scriptSigs. A signature hash of 2009 over all inputs and outputs is
   * taken of this, with the script put in at one place.
   */
  get blankSerialization(): Uint8Array {
    return (this.#blank ??= this.#serializeBlank());
  }

  #outputsBytes(from: number, to: number): Uint8Array {
    const { transaction } = this;
    if (from === to) return transaction.bytes.subarray(0, 0);
    return transaction.bytes.subarray(transaction.outputStart(from), transaction.scriptPubKeyEnd(to - 1));
  }

  #hashPrevouts(): Uint8Array {
    const { transaction } = this;
    const writer = shared.reset();
    for (let i = 0; i < transaction.inputCount; i++) {
      const at = transaction.prevoutOffset(i);
      writer.raw(transaction.bytes, at, at + OUTPOINT_BYTES);
    }
    return sha256(writer.view());
  }

  #hashSequences(): Uint8Array {
    const { transaction } = this;
    const writer = shared.reset();
    for (let i = 0; i < transaction.inputCount; i++) writer.u32Le(transaction.sequence(i));
    return sha256(writer.view());
  }

  #hashSpentAmounts(): Uint8Array {
    const writer = shared.reset();
    for (const { value } of this.spentOutputs) writer.u64Le(value);
    return sha256(writer.view());
  }

  #hashSpentScripts(): Uint8Array {
    const writer = shared.reset();
    for (const { scriptPubKey } of this.spentOutputs) writer.compactSize(scriptPubKey.length).raw(scriptPubKey);
    return sha256(writer.view());
  }

  #serializeBlank(): Uint8Array {
    const { transaction } = this;
    const { bytes } = transaction;
    const writer = shared.reset().u32Le(transaction.version).compactSize(transaction.inputCount);
    for (let i = 0; i < transaction.inputCount; i++) {
      const at = transaction.prevoutOffset(i);
      writer
        .raw(bytes, at, at + OUTPOINT_BYTES)
        .u8(0)
        .u32Le(transaction.sequence(i));
    }
    writer.compactSize(transaction.outputCount).raw(this.#outputsBytes(0, transaction.outputCount));
    return writer.u32Le(transaction.lockTime).view().slice();
  }
}
