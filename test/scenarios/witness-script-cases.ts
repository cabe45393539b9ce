import { hash160 } from '../../src/crypto/hashes.ts';
import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import type { ScriptCase } from './script-case.ts';
import {
  OP_TRUE_SCRIPT,
  concat,
  p2pkh,
  p2sh,
  p2wpkh,
  p2wsh,
  repeated,
  script,
  signWitnessV0,
  testKey,
  witnessScriptPubKey,
} from './spending.ts';

const KEY = testKey(4);
const OTHER = testKey(5);

const EMPTY = new Uint8Array(0);

/** Witnesses of version 0 (BIP141, BIP143, BIP147), and of versions that have no rules yet. */
export function witnessScriptCases(): ScriptCase[] {
  return [...keyHashes(), ...scriptHashes(), ...nested(), ...programs()];
}

function open(
  name: string,
  scriptPubKey: Uint8Array,
  witness: readonly Uint8Array[],
  error?: ScriptError,
  scriptSig: Uint8Array = EMPTY,
): ScriptCase {
  return { name, scriptPubKey, unlock: () => ({ scriptSig, witness }), ...(error === undefined ? {} : { error }) };
}

/** Signs for a key hash. */
function signed(hashType = 1, amount?: bigint): ScriptCase['unlock'] {
  return (tx, coin) => {
    const coins = [{ ...coin, value: amount ?? coin.value }];
    const signature = signWitnessV0(tx, p2pkh(KEY.publicKey), KEY.secret, { hashType, coins });
    return { witness: [signature, KEY.publicKey] };
  };
}

function keyHashes(): ScriptCase[] {
  const pay = p2wpkh(KEY.publicKey);
  const full = p2wpkh(KEY.fullKey);
  return [
    ...[0x01, 0x02, 0x03, 0x81, 0x82, 0x83].map((hashType): ScriptCase => ({
      name: `p2wpkh-${hashType}`,
      scriptPubKey: pay,
      unlock: signed(hashType),
    })),
    { name: 'p2wpkh-other-amount', scriptPubKey: pay, unlock: signed(1, 9_999n), error: 'EVAL_FALSE' },
    open('p2wpkh-other-key', pay, [EMPTY, OTHER.publicKey], 'EQUALVERIFY'),
    open('p2wpkh-no-witness', pay, [], 'WITNESS_PROGRAM_MISMATCH'),
    open('p2wpkh-one-item', pay, [KEY.publicKey], 'WITNESS_PROGRAM_MISMATCH'),
    open('p2wpkh-three-items', pay, [EMPTY, EMPTY, KEY.publicKey], 'WITNESS_PROGRAM_MISMATCH'),
    open('p2wpkh-scriptsig', pay, [EMPTY, KEY.publicKey], 'WITNESS_MALLEATED', script(OP.OP_1)),
    {
      // Compressed keys only: that is policy.
      name: 'p2wpkh-uncompressed',
      scriptPubKey: full,
      unlock: (tx, coin) => {
        const signature = signWitnessV0(tx, p2pkh(KEY.fullKey), KEY.secret, { coins: [coin] });
        return { witness: [signature, KEY.fullKey] };
      },
    },
  ];
}

function scriptHashes(): ScriptCase[] {
  const checksig = script(KEY.publicKey, OP.OP_CHECKSIG);
  const separated = concat(script(OP.OP_CODESEPARATOR), checksig);
  const multisig = script(OP.OP_1, KEY.publicKey, OTHER.publicKey, OP.OP_2, OP.OP_CHECKMULTISIG);
  const truth = p2wsh(OP_TRUE_SCRIPT);
  const drops = script(OP.OP_DROP, OP.OP_1);
  const nops = (count: number): Uint8Array => concat(repeated(OP.OP_NOP, count), OP_TRUE_SCRIPT);
  const sign =
    (witnessScript: Uint8Array, scriptCode: Uint8Array, ...before: readonly Uint8Array[]): ScriptCase['unlock'] =>
    (tx, coin) => ({
      witness: [...before, signWitnessV0(tx, scriptCode, KEY.secret, { coins: [coin] }), witnessScript],
    });
  const large = (size: number): Uint8Array => concat(script(OP.OP_1), largeDrops(size - 1));
  return [
    { name: 'p2wsh-signed', scriptPubKey: p2wsh(checksig), unlock: sign(checksig, checksig) },
    { name: 'p2wsh-separated', scriptPubKey: p2wsh(separated), unlock: sign(separated, checksig) },
    {
      name: 'p2wsh-separator-signed',
      scriptPubKey: p2wsh(separated),
      unlock: sign(separated, separated),
      error: 'EVAL_FALSE',
    },
    { name: 'p2wsh-multisig', scriptPubKey: p2wsh(multisig), unlock: sign(multisig, multisig, EMPTY) },
    {
      name: 'p2wsh-multisig-dummy',
      scriptPubKey: p2wsh(multisig),
      unlock: sign(multisig, multisig, Uint8Array.of(1)),
      error: 'SIG_NULLDUMMY',
    },
    open('p2wsh-true', truth, [OP_TRUE_SCRIPT]),
    open('p2wsh-no-witness', truth, [], 'WITNESS_PROGRAM_WITNESS_EMPTY'),
    open('p2wsh-other-script', truth, [script(OP.OP_2)], 'WITNESS_PROGRAM_MISMATCH'),
    open('p2wsh-stack-not-clean', truth, [Uint8Array.of(1), OP_TRUE_SCRIPT], 'CLEANSTACK'),
    open('p2wsh-stack-empty', p2wsh(EMPTY), [EMPTY], 'CLEANSTACK'),
    open('p2wsh-false', p2wsh(script(OP.OP_0)), [script(OP.OP_0)], 'EVAL_FALSE'),
    open('p2wsh-empty-script', p2wsh(EMPTY), [Uint8Array.of(1), EMPTY]),
    open('p2wsh-item-520', p2wsh(drops), [new Uint8Array(520), drops]),
    open('p2wsh-item-521', p2wsh(drops), [new Uint8Array(521), drops], 'PUSH_SIZE'),
    open('p2wsh-operations-201', p2wsh(nops(201)), [nops(201)]),
    open('p2wsh-operations-202', p2wsh(nops(202)), [nops(202)], 'OP_COUNT'),
    open('p2wsh-script-10000', p2wsh(large(10_000)), [large(10_000)]),
    open('p2wsh-script-10001', p2wsh(large(10_001)), [large(10_001)], 'SCRIPT_SIZE'),
    // MINIMALIF holds in tapscripts only.
    open('p2wsh-if-two', p2wsh(IF_ONE), [Uint8Array.of(2), IF_ONE]),
  ];
}

const IF_ONE = script(OP.OP_IF, OP.OP_1, OP.OP_ELSE, OP.OP_0, OP.OP_ENDIF);

/** Pushes that are dropped again, of a length together. */
function largeDrops(size: number): Uint8Array {
  const piece = script(new Uint8Array(500), OP.OP_DROP);
  const pieces: Uint8Array[] = [];
  let left = size;
  for (; left >= 2 * piece.length; left -= piece.length) pieces.push(piece);
  // Two pushes fill what is left: a length byte, or three, and a drop for each.
  const half = Math.floor(left / 2);
  for (const each of [half, left - half]) pieces.push(script(new Uint8Array(each - 4), OP.OP_DROP));
  return concat(...pieces);
}

/** Witness programs in pay to script hash. */
function nested(): ScriptCase[] {
  const program = p2wpkh(KEY.publicKey);
  const pay = p2sh(program);
  const plain = signed();
  const nestedTaproot = witnessScriptPubKey(1, new Uint8Array(32).fill(1));
  return [
    { name: 'nested', scriptPubKey: pay, unlock: (tx, coin) => ({ ...plain(tx, coin), scriptSig: script(program) }) },
    {
      name: 'nested-and-push',
      scriptPubKey: pay,
      unlock: (tx, coin) => ({ ...plain(tx, coin), scriptSig: script(OP.OP_1, program) }),
      error: 'WITNESS_MALLEATED_P2SH',
    },
    {
      name: 'nested-pushdata1',
      scriptPubKey: pay,
      unlock: (tx, coin) => ({
        ...plain(tx, coin),
        scriptSig: concat(Uint8Array.of(OP.OP_PUSHDATA1, program.length), program),
      }),
      error: 'WITNESS_MALLEATED_P2SH',
    },
    open('nested-no-witness', pay, [], 'WITNESS_PROGRAM_MISMATCH', script(program)),
    // Taproot is for outputs of its own: nested, it has no rules.
    open('nested-taproot', p2sh(nestedTaproot), [Uint8Array.of(1)], undefined, script(nestedTaproot)),
  ];
}

function programs(): ScriptCase[] {
  const anything = [Uint8Array.of(1), new Uint8Array(600)];
  const ones = (size: number): Uint8Array => new Uint8Array(size).fill(1);
  const wrong = 'WITNESS_PROGRAM_WRONG_LENGTH';
  return [
    open('v0-2-bytes', witnessScriptPubKey(0, Uint8Array.of(1, 2)), anything, wrong),
    open('v0-19-bytes', witnessScriptPubKey(0, hash160(EMPTY).subarray(1)), [], wrong),
    open('v0-33-bytes', witnessScriptPubKey(0, ones(33)), anything, wrong),
    open('v0-40-bytes', witnessScriptPubKey(0, ones(40)), anything, wrong),
    // Too short or long to be a program: a script that leaves bytes on the stack.
    open('v0-41-bytes', witnessScriptPubKey(0, ones(41)), []),
    open('v0-41-bytes-witness', witnessScriptPubKey(0, ones(41)), anything, 'WITNESS_UNEXPECTED'),
    open('v1-31-bytes', witnessScriptPubKey(1, ones(31)), anything),
    open('v1-33-bytes', witnessScriptPubKey(1, ones(33)), anything),
    open('v1-2-bytes', witnessScriptPubKey(1, Uint8Array.of(0x4e, 0x73)), []),
    open('v2-32-bytes', witnessScriptPubKey(2, ones(32)), anything),
    open('v2-no-witness', witnessScriptPubKey(2, ones(32)), []),
    open('v2-scriptsig', witnessScriptPubKey(2, ones(32)), [], 'WITNESS_MALLEATED', script(OP.OP_1)),
    // Before it is looked at as a program, it is a script that has to leave something true.
    open('v2-zeros', witnessScriptPubKey(2, new Uint8Array(32)), anything, 'EVAL_FALSE'),
    open('v16-40-bytes', witnessScriptPubKey(16, ones(40)), anything),
  ];
}
