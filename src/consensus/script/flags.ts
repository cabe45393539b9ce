/**
 * Script verification flags: which rules, beyond those of 2009, a script is held to. Each is a soft fork: what passes under
 * flags A and B also passes under A alone.
 *
 * Bits and names are those of Bitcoin Core 28.1 (`script/interpreter.h`).
 */

export const SCRIPT_VERIFY_NONE = 0;
/** Evaluate what a P2SH output's hash stands for (BIP16). */
export const SCRIPT_VERIFY_P2SH: number = 1 << 0;
/** Signatures are strict DER with a defined hash type, keys are 02, 03 + 32 bytes or 04 + 64. Policy only. */
export const SCRIPT_VERIFY_STRICTENC: number = 1 << 1;
/** Signatures are strict DER (BIP66). */
export const SCRIPT_VERIFY_DERSIG: number = 1 << 2;
/** A signature's s is at most half the group's order (BIP62 rule 5). Policy only. */
export const SCRIPT_VERIFY_LOW_S: number = 1 << 3;
/** The extra element that OP_CHECKMULTISIG takes is empty (BIP147). */
export const SCRIPT_VERIFY_NULLDUMMY: number = 1 << 4;
/** The scriptSig only pushes (BIP62 rule 2). Policy only. */
export const SCRIPT_VERIFY_SIGPUSHONLY: number = 1 << 5;
/** Pushes and numbers are written as short as can be (BIP62 rules 3, 4). Policy only. */
export const SCRIPT_VERIFY_MINIMALDATA: number = 1 << 6;
/** No OP_NOP that may come to mean something is executed. Policy only. */
export const SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_NOPS: number = 1 << 7;
/** One element is left on the stack at the end (BIP62 rule 6). Goes with P2SH and WITNESS. Policy only. */
export const SCRIPT_VERIFY_CLEANSTACK: number = 1 << 8;
/** OP_CHECKLOCKTIMEVERIFY (BIP65). */
export const SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY: number = 1 << 9;
/** OP_CHECKSEQUENCEVERIFY (BIP112). */
export const SCRIPT_VERIFY_CHECKSEQUENCEVERIFY: number = 1 << 10;
/** Segregated witness (BIP141, BIP143). Goes with P2SH. */
export const SCRIPT_VERIFY_WITNESS: number = 1 << 11;
/** No witness program of a version without rules. Policy only. */
export const SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: number = 1 << 12;
/** The argument of OP_IF in witness v0 is empty or 01. Policy only. */
export const SCRIPT_VERIFY_MINIMALIF: number = 1 << 13;
/** A signature that fails is empty (BIP146). Policy only. */
export const SCRIPT_VERIFY_NULLFAIL: number = 1 << 14;
/** Keys in witness v0 are compressed. Policy only. */
export const SCRIPT_VERIFY_WITNESS_PUBKEYTYPE: number = 1 << 15;
/** No OP_CODESEPARATOR and no signature within what it signs, outside of witnesses. Policy only. */
export const SCRIPT_VERIFY_CONST_SCRIPTCODE: number = 1 << 16;
/** Taproot and tapscript (BIP341, BIP342). */
export const SCRIPT_VERIFY_TAPROOT: number = 1 << 17;
/** No taproot leaf of a version without rules. Policy only. */
export const SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION: number = 1 << 18;
/** No OP_SUCCESS in a tapscript. Policy only. */
export const SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS: number = 1 << 19;
/** No key of a kind without rules in a tapscript. Policy only. */
export const SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_PUBKEYTYPE: number = 1 << 20;

/** Every flag by its name in Bitcoin Core's test vectors, from the lowest bit up. */
export const SCRIPT_FLAGS: ReadonlyMap<string, number> = new Map([
  ['P2SH', SCRIPT_VERIFY_P2SH],
  ['STRICTENC', SCRIPT_VERIFY_STRICTENC],
  ['DERSIG', SCRIPT_VERIFY_DERSIG],
  ['LOW_S', SCRIPT_VERIFY_LOW_S],
  ['NULLDUMMY', SCRIPT_VERIFY_NULLDUMMY],
  ['SIGPUSHONLY', SCRIPT_VERIFY_SIGPUSHONLY],
  ['MINIMALDATA', SCRIPT_VERIFY_MINIMALDATA],
  ['DISCOURAGE_UPGRADABLE_NOPS', SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_NOPS],
  ['CLEANSTACK', SCRIPT_VERIFY_CLEANSTACK],
  ['CHECKLOCKTIMEVERIFY', SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY],
  ['CHECKSEQUENCEVERIFY', SCRIPT_VERIFY_CHECKSEQUENCEVERIFY],
  ['WITNESS', SCRIPT_VERIFY_WITNESS],
  ['DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM', SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM],
  ['MINIMALIF', SCRIPT_VERIFY_MINIMALIF],
  ['NULLFAIL', SCRIPT_VERIFY_NULLFAIL],
  ['WITNESS_PUBKEYTYPE', SCRIPT_VERIFY_WITNESS_PUBKEYTYPE],
  ['CONST_SCRIPTCODE', SCRIPT_VERIFY_CONST_SCRIPTCODE],
  ['TAPROOT', SCRIPT_VERIFY_TAPROOT],
  ['DISCOURAGE_UPGRADABLE_TAPROOT_VERSION', SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION],
  ['DISCOURAGE_OP_SUCCESS', SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS],
  ['DISCOURAGE_UPGRADABLE_PUBKEYTYPE', SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_PUBKEYTYPE],
]);

/** Every flag there is. */
export const ALL_SCRIPT_FLAGS: number = [...SCRIPT_FLAGS.values()].reduce((all, flag) => all | flag, 0);

/** The rules of today's blocks. Source: Bitcoin Core's `MANDATORY_SCRIPT_VERIFY_FLAGS`. */
export const MANDATORY_SCRIPT_VERIFY_FLAGS: number =
  SCRIPT_VERIFY_P2SH |
  SCRIPT_VERIFY_DERSIG |
  SCRIPT_VERIFY_NULLDUMMY |
  SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY |
  SCRIPT_VERIFY_CHECKSEQUENCEVERIFY |
  SCRIPT_VERIFY_WITNESS |
  SCRIPT_VERIFY_TAPROOT;

/** What is asked of transactions that are relayed. Source: Bitcoin Core's `STANDARD_SCRIPT_VERIFY_FLAGS`. */
export const STANDARD_SCRIPT_VERIFY_FLAGS: number = ALL_SCRIPT_FLAGS & ~SCRIPT_VERIFY_SIGPUSHONLY;

/**
 * Whether flags go together: WITNESS needs P2SH, CLEANSTACK needs both, because adding P2SH later would otherwise make
 * scripts valid that were not. `verifyScript` asserts it.
 */
export function areScriptFlagsConsistent(flags: number): boolean {
  return completeScriptFlags(flags) === flags;
}

/** Adds the flags that others need. Source: Bitcoin Core's `FillFlags` (`transaction_tests.cpp`). */
export function completeScriptFlags(flags: number): number {
  let complete = flags;
  if ((complete & SCRIPT_VERIFY_CLEANSTACK) !== 0) complete |= SCRIPT_VERIFY_WITNESS;
  if ((complete & SCRIPT_VERIFY_WITNESS) !== 0) complete |= SCRIPT_VERIFY_P2SH;
  return complete;
}

/**
 * Reads flags as Bitcoin Core's test vectors write them: names with commas between, `NONE`, or nothing.
 *
 * @returns The flags, or the first name that is none.
 */
export function parseScriptFlags(
  text: string,
): number | { readonly code: 'unknown-script-flag'; readonly name: string } {
  if (text === '' || text === 'NONE') return SCRIPT_VERIFY_NONE;
  let flags = SCRIPT_VERIFY_NONE;
  for (const name of text.split(',')) {
    const flag = SCRIPT_FLAGS.get(name);
    if (flag === undefined) return { code: 'unknown-script-flag', name };
    flags |= flag;
  }
  return flags;
}

/** Writes flags as names with commas between; `NONE` for none. */
export function scriptFlagsToText(flags: number): string {
  const names = [...SCRIPT_FLAGS].filter(([, flag]) => (flags & flag) !== 0).map(([name]) => name);
  return names.length === 0 ? 'NONE' : names.join(',');
}
