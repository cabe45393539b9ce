import { assert } from '../bytes/assert.ts';
import type { ScriptFailure, ScriptJob, ScriptVerifier, SpentCoin } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import { InputScripts } from './input-scripts.ts';

/** Checks scripts at once, on the thread that asks: where there is one core, and in the lab. */
export class InPlaceVerifier implements ScriptVerifier {
  readonly threads = 1;
  readonly #secp256k1: Secp256k1;
  #block: Uint8Array = new Uint8Array(0);
  #flags = 0;
  #failure: ScriptFailure | undefined;

  constructor(secp256k1: Secp256k1) {
    this.#secp256k1 = secp256k1;
  }

  begin(block: Uint8Array, flags: number): void {
    this.#block = block;
    this.#flags = flags;
    this.#failure = undefined;
  }

  add(job: ScriptJob, coins: readonly SpentCoin[]): void {
    if (this.#failure !== undefined) return;
    const transaction = parseTransaction(this.#block.subarray(job.start, job.end));
    assert(!('code' in transaction), 'the block was parsed before');
    const scripts = new InputScripts(transaction, coins, this.#secp256k1);
    for (let input = 0; input < transaction.inputCount; input++) {
      const error = scripts.check(input, this.#flags);
      if (error === undefined) continue;
      this.#failure = { transaction: job.transaction, input, error };
      return;
    }
  }

  finish(): ScriptFailure | undefined {
    return this.#failure;
  }

  abort(): void {
    this.#failure = undefined;
  }
}
