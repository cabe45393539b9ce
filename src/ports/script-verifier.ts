/** One transaction whose inputs' scripts are to be checked. */
export interface ScriptJob {
  /** Its index in the block. */
  readonly transaction: number;
  /** Where it begins and ends in the block's bytes. */
  readonly start: number;
  readonly end: number;
}

/** What an input spends. */
export interface SpentCoin {
  /** Satoshis. */
  readonly value: bigint;
  readonly scriptPubKey: Uint8Array;
}

/** The first input of a block, in the block's order, whose script fails. */
export interface ScriptFailure {
  readonly transaction: number;
  readonly input: number;
  /** Bitcoin Core's name of the script error, such as `EVAL_FALSE`. */
  readonly error: string;
}

/**
 * Checks the scripts of one block after another, on as many threads as it has.
 *
 * The answer does not depend on the number of threads, or on which is faster: it is the first failure in the block's order.
 */
export interface ScriptVerifier {
  /** Threads that check scripts, with the one that calls. */
  readonly threads: number;
  /** Begins with a block. The bytes are read until `finish` or `abort`. */
  begin(block: Uint8Array, flags: number): void;
  /**
   * Adds the inputs of one transaction; checking may begin at once. Transactions come in the block's order.
   *
   * @param coins What each input spends; read before this returns.
   */
  add(job: ScriptJob, coins: readonly SpentCoin[]): void;
  /** Waits until all is checked. @returns The first failure, or `undefined`. */
  finish(): ScriptFailure | undefined;
  /** Drops what is not checked yet: the block has failed otherwise. */
  abort(): void;
}
