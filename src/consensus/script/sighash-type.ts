/** Hash types of signatures: which parts of the transaction are signed. Source: Bitcoin Core's `script/interpreter.h`. */

/** Taproot only: no hash type is written, and all is signed. */
export const SIGHASH_DEFAULT = 0;
/** All outputs are signed. */
export const SIGHASH_ALL = 1;
/** No output is. */
export const SIGHASH_NONE = 2;
/** The output with the input's index is. */
export const SIGHASH_SINGLE = 3;
/** To be added: no input but this one is signed. */
export const SIGHASH_ANYONECANPAY = 0x80;

/** What of an ECDSA signature's hash type tells about the outputs; other bits are signed without a meaning. */
export const SIGHASH_OUTPUT_MASK_ECDSA = 0x1f;
/** What of a Schnorr signature's hash type tells about the outputs. */
export const SIGHASH_OUTPUT_MASK_SCHNORR = 3;
