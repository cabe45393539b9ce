import { secp256k1 as curve } from '@noble/curves/secp256k1.js';

import { OP } from '../../src/primitives/script/opcodes.ts';
import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import type { ScriptCase } from './script-case.ts';
import { OP_TRUE_SCRIPT, concat, p2pkh, p2sh, repeated, script, signLegacy, testKey } from './spending.ts';

const KEY = testKey(1);
const OTHER = testKey(2);
const THIRD = testKey(3);

const EMPTY = new Uint8Array(0);

/** Scripts outside of witnesses. */
export function legacyScriptCases(): ScriptCase[] {
  return [...signatures(), ...encodings(), ...multisigs(), ...scriptHashes(), ...flow(), ...limits()];
}

/** A script that anyone can run, and a scriptSig for it. */
function open(name: string, scriptPubKey: Uint8Array, error?: ScriptError, scriptSig: Uint8Array = EMPTY): ScriptCase {
  return { name, scriptPubKey, unlock: () => ({ scriptSig }), ...(error === undefined ? {} : { error }) };
}

function signatures(): ScriptCase[] {
  const pay = p2pkh(KEY.publicKey);
  const signed = (secret: Uint8Array, publicKey: Uint8Array, hashType = 1): ScriptCase['unlock'] => {
    return (tx) => ({ scriptSig: script(signLegacy(tx, pay, secret, { hashType }), publicKey) });
  };
  const hashTypes = [0x01, 0x02, 0x03, 0x81, 0x82, 0x83, 0x00, 0x50, 0xff];
  const separated = script(OP.OP_CODESEPARATOR, KEY.publicKey, OP.OP_CHECKSIG);
  return [
    // A hash type that nobody has defined is no matter of consensus.
    ...hashTypes.map((hashType): ScriptCase => ({
      name: `p2pkh-hash-type-${hashType}`,
      scriptPubKey: pay,
      unlock: signed(KEY.secret, KEY.publicKey, hashType),
    })),
    { name: 'p2pkh-other-key', scriptPubKey: pay, unlock: signed(OTHER.secret, OTHER.publicKey), error: 'EQUALVERIFY' },
    { name: 'p2pkh-other-signer', scriptPubKey: pay, unlock: signed(OTHER.secret, KEY.publicKey), error: 'EVAL_FALSE' },
    { name: 'p2pkh-no-script', scriptPubKey: pay, unlock: () => ({}), error: 'INVALID_STACK_OPERATION' },
    open('p2pkh-empty-signature', pay, 'EVAL_FALSE', script(EMPTY, KEY.publicKey)),
    {
      name: 'code-separator',
      scriptPubKey: separated,
      unlock: (tx) => ({ scriptSig: script(signLegacy(tx, separated.subarray(1), KEY.secret)) }),
    },
    {
      name: 'witness-unexpected',
      scriptPubKey: pay,
      unlock: (tx) => ({ ...signed(KEY.secret, KEY.publicKey)(tx, undefined!), witness: [Uint8Array.of(1)] }),
      error: 'WITNESS_UNEXPECTED',
    },
    open('checksigverify-empty', script(EMPTY, KEY.publicKey, OP.OP_CHECKSIGVERIFY, OP.OP_1), 'CHECKSIGVERIFY'),
    // A signature that fails and is not empty is a matter of policy (NULLFAIL).
    {
      name: 'nullfail-not-asked',
      scriptPubKey: script(KEY.publicKey, OP.OP_CHECKSIG, OP.OP_NOT),
      unlock: (tx) => ({ scriptSig: script(signLegacy(tx, pay, KEY.secret)) }),
    },
  ];
}

/** How signatures and keys are written (BIP66). */
function encodings(): ScriptCase[] {
  const pay = script(KEY.publicKey, OP.OP_CHECKSIG);
  const changed = (name: string, change: (der: Uint8Array) => Uint8Array, error?: ScriptError): ScriptCase => ({
    name,
    scriptPubKey: pay,
    unlock: (tx) => ({ scriptSig: script(change(signLegacy(tx, pay, KEY.secret))) }),
    ...(error === undefined ? {} : { error }),
  });
  const hybrid = KEY.fullKey.with(0, 6 + (KEY.publicKey[0]! & 1));
  const withKey = (name: string, key: Uint8Array, error?: ScriptError): ScriptCase => {
    const scriptPubKey = script(key, OP.OP_CHECKSIG);
    const unlock: ScriptCase['unlock'] = (tx) => ({ scriptSig: script(signLegacy(tx, scriptPubKey, KEY.secret)) });
    return { name, scriptPubKey, unlock, ...(error === undefined ? {} : { error }) };
  };
  return [
    changed('der-good', (der) => der),
    changed('der-high-s', highS),
    changed('der-byte-too-many', (der) => concat(der.subarray(0, -1), Uint8Array.of(0), der.subarray(-1)), 'SIG_DER'),
    changed('der-length-wrong', (der) => der.with(1, der[1]! + 1), 'SIG_DER'),
    changed('der-no-sequence', (der) => der.with(0, 0x31), 'SIG_DER'),
    changed('der-padded', paddedR, 'SIG_DER'),
    changed('der-hash-type-only', (der) => der.subarray(-1), 'SIG_DER'),
    withKey('key-uncompressed', KEY.fullKey),
    withKey('key-hybrid', hybrid),
    withKey('key-hybrid-wrong', hybrid.with(0, 6 + (1 - (KEY.publicKey[0]! & 1))), 'EVAL_FALSE'),
    withKey('key-not-on-curve', concat(Uint8Array.of(2), new Uint8Array(32).fill(0xff)), 'EVAL_FALSE'),
    withKey('key-empty', EMPTY, 'EVAL_FALSE'),
  ];
}

/** The same signature with n - s: another that is as good. */
function highS(signature: Uint8Array): Uint8Array {
  const { r, s } = curve.Signature.fromBytes(signature.subarray(0, -1), 'der');
  const high = new curve.Signature(r, curve.Point.CURVE().n - s);
  return concat(high.toBytes('der'), signature.subarray(-1));
}

/** A zero byte before r that need not be. */
function paddedR(signature: Uint8Array): Uint8Array {
  const rSize = signature[3]!;
  const padding = signature[4] === 0 ? Uint8Array.of(0) : Uint8Array.of(0, 0).subarray(1);
  const head = Uint8Array.of(0x30, signature[1]! + 1, 0x02, rSize + 1);
  return concat(head, padding, signature.subarray(4));
}

function multisigs(): ScriptCase[] {
  const keys = [KEY.publicKey, OTHER.publicKey, THIRD.publicKey];
  const pay = script(OP.OP_2, ...keys, OP.OP_3, OP.OP_CHECKMULTISIG);
  const signed =
    (dummy: number, ...signers: readonly Uint8Array[]): ScriptCase['unlock'] =>
    (tx) => ({
      scriptSig: script(dummy, ...signers.map((secret) => signLegacy(tx, pay, secret))),
    });
  const [a, b, c] = [KEY.secret, OTHER.secret, THIRD.secret];
  const manyKeys = (count: number): Uint8Array[] => Array.from({ length: count }, () => KEY.publicKey);
  const empty = (keyCount: number): Uint8Array =>
    script(OP.OP_0, OP.OP_0, ...manyKeys(keyCount), Uint8Array.of(keyCount), OP.OP_CHECKMULTISIG);
  return [
    { name: 'multisig-1-and-2', scriptPubKey: pay, unlock: signed(OP.OP_0, a, b) },
    { name: 'multisig-1-and-3', scriptPubKey: pay, unlock: signed(OP.OP_0, a, c) },
    { name: 'multisig-2-and-1', scriptPubKey: pay, unlock: signed(OP.OP_0, b, a), error: 'EVAL_FALSE' },
    { name: 'multisig-1-twice', scriptPubKey: pay, unlock: signed(OP.OP_0, a, a), error: 'EVAL_FALSE' },
    { name: 'multisig-dummy', scriptPubKey: pay, unlock: signed(OP.OP_1, a, b), error: 'SIG_NULLDUMMY' },
    { name: 'multisig-one', scriptPubKey: pay, unlock: signed(OP.OP_0, a), error: 'INVALID_STACK_OPERATION' },
    open('multisig-20-keys', empty(20)),
    open('multisig-21-keys', empty(21), 'PUBKEY_COUNT'),
    open('multisig-keys-negative', script(OP.OP_0, OP.OP_0, OP.OP_1NEGATE, OP.OP_CHECKMULTISIG), 'PUBKEY_COUNT'),
    open('multisig-more-signatures', script(OP.OP_0, EMPTY, OP.OP_1, OP.OP_0, OP.OP_CHECKMULTISIG), 'SIG_COUNT'),
    open('multisig-nothing', script(OP.OP_0, OP.OP_0, OP.OP_0, OP.OP_CHECKMULTISIG)),
    open(
      'multisigverify',
      script(OP.OP_0, EMPTY, OP.OP_1, KEY.publicKey, OP.OP_1, OP.OP_CHECKMULTISIGVERIFY),
      'CHECKMULTISIGVERIFY',
    ),
  ];
}

/** BIP16. */
function scriptHashes(): ScriptCase[] {
  const redeem = script(KEY.publicKey, OP.OP_CHECKSIG);
  const pay = p2sh(redeem);
  const truth = p2sh(OP_TRUE_SCRIPT);
  return [
    {
      name: 'p2sh-signed',
      scriptPubKey: pay,
      unlock: (tx) => ({ scriptSig: script(signLegacy(tx, redeem, KEY.secret), redeem) }),
    },
    open('p2sh-unsigned', pay, 'EVAL_FALSE', script(EMPTY, redeem)),
    open('p2sh-other-script', pay, 'EVAL_FALSE', script(OP_TRUE_SCRIPT)),
    open('p2sh-true', truth, undefined, script(OP_TRUE_SCRIPT)),
    open('p2sh-more-on-stack', truth, undefined, script(OP.OP_5, OP_TRUE_SCRIPT)),
    open('p2sh-not-only-pushes', truth, 'SIG_PUSHONLY', script(OP.OP_NOP, OP_TRUE_SCRIPT)),
    open('p2sh-false', p2sh(script(OP.OP_0)), 'EVAL_FALSE', script(script(OP.OP_0))),
    open('p2sh-empty', p2sh(EMPTY), 'EVAL_FALSE', script(EMPTY)),
    open('p2sh-520-bytes', p2sh(ofSize(520)), undefined, script(ofSize(520))),
    open('p2sh-521-bytes', p2sh(ofSize(521)), 'PUSH_SIZE', script(ofSize(521))),
  ];
}

/** Pushes and drops, and true at the end. */
function ofSize(size: number): Uint8Array {
  const [head, tail] = [script(new Uint8Array(size - 5)), script(OP.OP_DROP, OP.OP_1)];
  const bytes = concat(head, tail);
  return concat(bytes, repeated(OP.OP_1, size - bytes.length));
}

function flow(): ScriptCase[] {
  const dead = (...parts: readonly (number | Uint8Array)[]): Uint8Array =>
    concat(script(OP.OP_0, OP.OP_IF), script(...parts), script(OP.OP_ENDIF, OP.OP_1));
  const negativeZero = Uint8Array.of(0x80);
  return [
    open('return', script(OP.OP_1, OP.OP_IF, OP.OP_RETURN, OP.OP_ENDIF), 'OP_RETURN'),
    open('return-dead', dead(OP.OP_RETURN)),
    open('verify', script(OP.OP_0, OP.OP_VERIFY, OP.OP_1), 'VERIFY'),
    open('equalverify', script(OP.OP_0, OP.OP_1, OP.OP_EQUALVERIFY, OP.OP_1), 'EQUALVERIFY'),
    open('numequalverify', script(OP.OP_0, OP.OP_1, OP.OP_NUMEQUALVERIFY, OP.OP_1), 'NUMEQUALVERIFY'),
    open('disabled-dead', dead(OP.OP_CAT), 'DISABLED_OPCODE'),
    open('reserved', script(OP.OP_RESERVED, OP.OP_1), 'BAD_OPCODE'),
    open('reserved-dead', dead(OP.OP_RESERVED, OP.OP_VER, 0xba, 0xff)),
    open('verif-dead', dead(OP.OP_VERIF), 'BAD_OPCODE'),
    open('opcode-above-nops', script(0xba), 'BAD_OPCODE'),
    open('if-open', script(OP.OP_1, OP.OP_IF, OP.OP_1), 'UNBALANCED_CONDITIONAL'),
    open('endif-alone', script(OP.OP_1, OP.OP_ENDIF), 'UNBALANCED_CONDITIONAL'),
    open('else-twice', script(OP.OP_0, OP.OP_IF, OP.OP_ELSE, OP.OP_0, OP.OP_ELSE, OP.OP_ENDIF, OP.OP_1)),
    open('if-across-scripts', script(OP.OP_ENDIF, OP.OP_1), 'UNBALANCED_CONDITIONAL', script(OP.OP_1, OP.OP_IF)),
    open('stack-empty', script(OP.OP_DUP), 'INVALID_STACK_OPERATION'),
    open('altstack-empty', script(OP.OP_FROMALTSTACK), 'INVALID_ALTSTACK_OPERATION'),
    open(
      'altstack-of-scriptsig',
      script(OP.OP_FROMALTSTACK),
      'INVALID_ALTSTACK_OPERATION',
      script(OP.OP_1, OP.OP_TOALTSTACK),
    ),
    open('nothing', EMPTY, 'EVAL_FALSE'),
    open('nothing-and-scriptsig', EMPTY, undefined, script(OP.OP_1)),
    open('negative-zero', script(negativeZero), 'EVAL_FALSE'),
    open('not-negative-zero', script(Uint8Array.of(0, 0, 0x80), OP.OP_1ADD)),
    open('number-of-4-bytes', script(Uint8Array.of(1, 0, 0, 0), OP.OP_1ADD)),
    open('number-of-5-bytes', script(Uint8Array.of(1, 0, 0, 0, 0), OP.OP_1ADD), 'UNKNOWN_ERROR'),
    open('nops', Uint8Array.of(OP.OP_NOP, OP.OP_NOP1, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, OP.OP_1)),
    open('push-not-minimal', Uint8Array.of(OP.OP_PUSHDATA4, 1, 0, 0, 0, 1)),
    open('push-cut', Uint8Array.of(OP.OP_1, 0x05, 1), 'BAD_OPCODE'),
    open('scriptsig-not-only-pushes', script(OP.OP_1), undefined, script(OP.OP_1, OP.OP_DUP, OP.OP_DROP)),
    open('stack-not-clean', script(OP.OP_1, OP.OP_1, OP.OP_1)),
  ];
}

function limits(): ScriptCase[] {
  const nops = (count: number): Uint8Array => concat(repeated(OP.OP_NOP, count), OP_TRUE_SCRIPT);
  const ones = (count: number): Uint8Array => repeated(OP.OP_1, count);
  return [
    open('operations-201', nops(201)),
    open('operations-202', nops(202), 'OP_COUNT'),
    open(
      'operations-202-dead',
      concat(script(OP.OP_0, OP.OP_IF), repeated(OP.OP_NOP, 200), script(OP.OP_ENDIF, OP.OP_1)),
      'OP_COUNT',
    ),
    // Each key counts for an operation too.
    open('operations-with-keys', concat(multisigOf20(), repeated(OP.OP_NOP, 181)), 'OP_COUNT'),
    open('operations-with-keys-201', concat(multisigOf20(), repeated(OP.OP_NOP, 180))),
    open('push-520', script(new Uint8Array(520).fill(1))),
    open('push-521', script(new Uint8Array(521).fill(1)), 'PUSH_SIZE'),
    open(
      'push-521-dead',
      concat(script(OP.OP_0, OP.OP_IF, new Uint8Array(521)), script(OP.OP_ENDIF, OP.OP_1)),
      'PUSH_SIZE',
    ),
    open('stack-1000', ones(1000)),
    open('stack-1001', ones(1001), 'STACK_SIZE'),
    open('stack-and-altstack-1001', concat(ones(999), script(OP.OP_TOALTSTACK), ones(3)), 'STACK_SIZE'),
    open('stack-1001-over-both', ones(2), 'STACK_SIZE', ones(999)),
    open('script-10000', largeScript(10_000)),
    open('scriptsig-10001', OP_TRUE_SCRIPT, 'SCRIPT_SIZE', largeScript(10_001)),
    open('scriptsig-10000', OP_TRUE_SCRIPT, undefined, largeScript(10_000)),
  ];
}

function multisigOf20(): Uint8Array {
  const keys = Array.from({ length: 20 }, () => EMPTY);
  return script(OP.OP_0, OP.OP_0, ...keys, Uint8Array.of(20), OP.OP_CHECKMULTISIG);
}

/** Large pushes, each dropped, then small ones to fill up. */
function largeScript(size: number): Uint8Array {
  const piece = script(new Uint8Array(520), OP.OP_DROP);
  const pieces = concat(...Array.from({ length: Math.floor(size / piece.length) }, () => piece));
  return concat(pieces, repeated(OP.OP_1, size - pieces.length));
}
