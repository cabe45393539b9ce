/**
 * What a BIP341 signature commits to beside the transaction and its spent outputs. One for each input.
 *
 * Source: Bitcoin Core's `ScriptExecutionData`.
 */
export interface TaprootExecution {
  /** SHA-256 of the annex with its length before it; `undefined` when there is none. */
  readonly annexHash: Uint8Array | undefined;
  /** BIP341's leaf hash of the script that runs; `undefined` on the key path. */
  tapleafHash: Uint8Array | undefined;
  /** Position, counted in instructions, of the last OP_CODESEPARATOR that was executed; 0xffffffff before. */
  codeSeparatorPosition: number;
  /** What is left of the script's budget for signatures, in weight units (BIP342). */
  validationWeightLeft: number;
}

/** No OP_CODESEPARATOR was executed. */
export const NO_CODE_SEPARATOR = 0xffff_ffff;
