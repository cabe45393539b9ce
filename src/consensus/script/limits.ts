/** Most operations above OP_16 in a script that is no tapscript; a multisig's keys count too. */
export const MAX_OPS_PER_SCRIPT = 201;

/** Most elements on both stacks together. */
export const MAX_STACK_SIZE = 1000;

/** First byte of the last witness item of a taproot spend that makes it an annex (BIP341). */
export const ANNEX_TAG = 0x50;

/** Tapscript's budget: a signature that is checked costs this many weight units of the input's witness (BIP342). */
export const VALIDATION_WEIGHT_PER_SIGOP_PASSED = 50;

/** Weight units that the budget begins with, beside the witness's size (BIP342). */
export const VALIDATION_WEIGHT_OFFSET = 50;
