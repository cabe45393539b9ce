import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hash160, sha256 } from '../../crypto/hashes.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';
import {
  ALL_SCRIPT_FLAGS,
  MANDATORY_SCRIPT_VERIFY_FLAGS,
  SCRIPT_VERIFY_CLEANSTACK,
  SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM,
  SCRIPT_VERIFY_NONE,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_WITNESS,
  completeScriptFlags,
} from './flags.ts';
import { parseScript } from './parse-script.ts';
import type { ScriptError } from './script-error.ts';
import type { SignatureChecker } from './signature-checker.ts';
import { verifyScript } from './verify-script.ts';

/** Lets every signature pass whose first byte is even, and every commitment; so scripts take all their ways. */
const evenChecker: SignatureChecker = {
  checkEcdsaSignature: (signature) => signature.length > 0 && signature[0]! % 2 === 0,
  checkSchnorrSignature: (signature) =>
    signature.length !== 64 && signature.length !== 65
      ? 'SCHNORR_SIG_SIZE'
      : signature[0]! % 2 === 0
        ? undefined
        : 'SCHNORR_SIG',
  checkTaprootCommitment: () => true,
  checkLockTime: (lockTime) => lockTime % 2 === 0,
  checkSequence: (sequence) => sequence % 2 === 0,
};

function script(text: string): Uint8Array {
  const bytes = parseScript(text);
  assert.ok(bytes instanceof Uint8Array, text);
  return bytes;
}

function verify(spend: {
  readonly scriptSig?: Uint8Array;
  readonly scriptPubKey: Uint8Array;
  readonly witness?: readonly Uint8Array[];
  readonly flags?: number;
}): ScriptError | undefined {
  const { scriptSig = new Uint8Array(0), witness = [], flags = MANDATORY_SCRIPT_VERIFY_FLAGS } = spend;
  return verifyScript({ scriptSig, scriptPubKey: spend.scriptPubKey, witness, flags, checker: evenChecker });
}

const taprootOutput = Uint8Array.from([0x51, 32, ...new Uint8Array(32).fill(3)]);
const controlBlock = Uint8Array.from([0xc0, ...new Uint8Array(32)]);

function p2wsh(witnessScript: Uint8Array): Uint8Array {
  return Uint8Array.from([0, 32, ...sha256(witnessScript)]);
}

function p2sh(redeemScript: Uint8Array): Uint8Array {
  return Uint8Array.from([0xa9, 20, ...hash160(redeemScript), 0x87]);
}

test('a hash of a script is enough without P2SH, and its script has to hold with it', () => {
  const redeemScript = script('0');
  const spend = { scriptSig: new ScriptWriter().push(redeemScript).finish(), scriptPubKey: p2sh(redeemScript) };
  assert.equal(verify({ ...spend, flags: SCRIPT_VERIFY_NONE }), undefined);
  assert.equal(verify({ ...spend, flags: SCRIPT_VERIFY_P2SH }), 'EVAL_FALSE');
  const notOnlyPush = Uint8Array.from([0x61, ...spend.scriptSig]);
  assert.equal(verify({ ...spend, scriptSig: notOnlyPush, flags: SCRIPT_VERIFY_NONE }), undefined);
  assert.equal(verify({ ...spend, scriptSig: notOnlyPush, flags: SCRIPT_VERIFY_P2SH }), 'SIG_PUSHONLY');
});

test('a witness program takes no scriptSig, behind P2SH only the push of itself, and other outputs no witness', () => {
  const witnessScript = script('1');
  const program = p2wsh(witnessScript);
  const witness = [witnessScript];
  assert.equal(verify({ scriptPubKey: program, witness }), undefined);
  assert.equal(verify({ scriptPubKey: program, witness: [] }), 'WITNESS_PROGRAM_WITNESS_EMPTY');
  assert.equal(verify({ scriptPubKey: program, witness: [script('2')] }), 'WITNESS_PROGRAM_MISMATCH');
  assert.equal(verify({ scriptPubKey: program, witness, scriptSig: script('1') }), 'WITNESS_MALLEATED');
  const push = new ScriptWriter().push(program).finish();
  assert.equal(verify({ scriptPubKey: p2sh(program), witness, scriptSig: push }), undefined);
  const longer = Uint8Array.from([0x4c, ...push]);
  assert.equal(verify({ scriptPubKey: p2sh(program), witness, scriptSig: longer }), 'WITNESS_MALLEATED_P2SH');
  assert.equal(verify({ scriptPubKey: script('1'), witness }), 'WITNESS_UNEXPECTED');
  assert.equal(
    verify({ scriptPubKey: Uint8Array.from([0, 31, ...new Uint8Array(31).fill(1)]) }),
    'WITNESS_PROGRAM_WRONG_LENGTH',
  );
});

test('versions and programs without rules are free, and discouraged by policy; pay to anchor is neither', () => {
  const flags = MANDATORY_SCRIPT_VERIFY_FLAGS | SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM;
  for (const program of [
    [0x52, 2, 1, 1],
    [0x60, 40, ...new Uint8Array(40).fill(1)],
    [0x51, 3, 1, 1, 1],
  ]) {
    assert.equal(verify({ scriptPubKey: Uint8Array.from(program) }), undefined);
    assert.equal(verify({ scriptPubKey: Uint8Array.from(program), flags }), 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM');
  }
  assert.equal(verify({ scriptPubKey: Uint8Array.of(0x51, 2, 0x4e, 0x73), flags }), undefined);
});

test('taproot: key path, annex, control blocks, leaf versions, OP_SUCCESS before every limit', () => {
  const spend = (witness: readonly Uint8Array[], flags?: number): ScriptError | undefined =>
    verify({ scriptPubKey: taprootOutput, witness, ...(flags !== undefined && { flags }) });
  const annex = Uint8Array.of(0x50);
  assert.equal(spend([]), 'WITNESS_PROGRAM_WITNESS_EMPTY');
  assert.equal(spend([new Uint8Array(64)]), undefined);
  assert.equal(spend([new Uint8Array(66)]), 'SCHNORR_SIG_SIZE');
  assert.equal(spend([new Uint8Array(64), annex]), undefined);
  // Alone, it is no annex.
  assert.equal(spend([annex]), 'SCHNORR_SIG_SIZE');
  const tapscript = script('1');
  assert.equal(spend([tapscript, controlBlock]), undefined);
  assert.equal(spend([tapscript, controlBlock, annex]), undefined);
  assert.equal(spend([Uint8Array.of(1), tapscript, controlBlock]), 'CLEANSTACK');
  for (const [size, error] of [
    [32, 'TAPROOT_WRONG_CONTROL_SIZE'],
    [34, 'TAPROOT_WRONG_CONTROL_SIZE'],
    [33 + 32 * 128, undefined],
    [33 + 32 * 129, 'TAPROOT_WRONG_CONTROL_SIZE'],
  ] as const) {
    assert.equal(spend([tapscript, Uint8Array.from({ length: size }, (_, i) => (i === 0 ? 0xc0 : 0))]), error);
  }
  const otherLeaf = Uint8Array.from([0xc2, ...new Uint8Array(32)]);
  const discouragedLeaf = MANDATORY_SCRIPT_VERIFY_FLAGS | SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION;
  assert.equal(spend([script('0'), otherLeaf]), undefined);
  assert.equal(spend([script('0'), otherLeaf], discouragedLeaf), 'DISCOURAGE_UPGRADABLE_TAPROOT_VERSION');
  const success = script('RETURN 0x50 0x4d');
  assert.equal(spend([new Uint8Array(521), success, controlBlock]), undefined);
  const discouragedSuccess = MANDATORY_SCRIPT_VERIFY_FLAGS | SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS;
  assert.equal(spend([success, controlBlock], discouragedSuccess), 'DISCOURAGE_OP_SUCCESS');
  assert.equal(spend([script('0x4d 0x50'), controlBlock]), 'BAD_OPCODE');
  assert.equal(spend([new Uint8Array(521), tapscript, controlBlock]), 'PUSH_SIZE');
  const drops = script('2DROP '.repeat(500) + '1');
  assert.equal(spend([...Array.from({ length: 1000 }, () => annex), drops, controlBlock]), undefined);
  assert.equal(spend([...Array.from({ length: 1001 }, () => annex), drops, controlBlock]), 'STACK_SIZE');
});

test('CLEANSTACK counts what is left at the very end', () => {
  const flags = SCRIPT_VERIFY_CLEANSTACK | SCRIPT_VERIFY_WITNESS | SCRIPT_VERIFY_P2SH;
  assert.equal(verify({ scriptSig: script('1'), scriptPubKey: script('1'), flags: SCRIPT_VERIFY_P2SH }), undefined);
  assert.equal(verify({ scriptSig: script('1'), scriptPubKey: script('1'), flags }), 'CLEANSTACK');
  assert.equal(verify({ scriptPubKey: script('1'), flags }), undefined);
});

const WORDS =
  '0 1 2 3 -1 100000 DUP DROP SWAP OVER 2DUP IF NOTIF ELSE ENDIF VERIFY ADD SUB EQUAL EQUALVERIFY HASH160 SHA256 CHECKSIG ' +
  'CHECKSIGVERIFY CHECKSIGADD CHECKMULTISIG CODESEPARATOR CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY NOP1 NOT DEPTH ' +
  "TOALTSTACK 0xff 0x05 0x4c0105 0x0180 'a'";
const keys = [`0x21 0x02${'01'.repeat(32)}`, `0x20 0x${'02'.repeat(32)}`];
const words = fc.constantFrom(...WORDS.split(' '), ...keys);
const anyScript = fc.array(words, { maxLength: 12 }).map((list) => script(list.join(' ')));
const anyItem = fc.oneof(
  fc.uint8Array({ maxLength: 3 }),
  fc.constantFrom(
    new Uint8Array(64).fill(2),
    new Uint8Array(64).fill(1),
    new Uint8Array(33).fill(2),
    Uint8Array.of(0x50, 1),
  ),
);

/** A spend of each kind of output, by scripts that often make sense. */
const anySpend = fc
  .record({
    inner: anyScript,
    pushes: fc.array(anyItem, { maxLength: 5 }),
    kind: fc.constantFrom('bare', 'p2sh', 'p2wsh', 'p2sh-p2wsh', 'tapscript', 'p2tr', 'p2wpkh'),
  })
  .map(({ inner, pushes, kind }) => {
    const scriptOf = (items: readonly Uint8Array[]): Uint8Array =>
      items.reduce((writer, item) => writer.push(item), new ScriptWriter()).finish();
    const none = new Uint8Array(0);
    if (kind === 'bare') return { scriptSig: scriptOf(pushes), scriptPubKey: inner, witness: [] };
    if (kind === 'p2sh') return { scriptSig: scriptOf([...pushes, inner]), scriptPubKey: p2sh(inner), witness: [] };
    if (kind === 'p2wsh') return { scriptSig: none, scriptPubKey: p2wsh(inner), witness: [...pushes, inner] };
    if (kind === 'p2sh-p2wsh') {
      const program = p2wsh(inner);
      return { scriptSig: scriptOf([program]), scriptPubKey: p2sh(program), witness: [...pushes, inner] };
    }
    if (kind === 'tapscript') {
      return { scriptSig: none, scriptPubKey: taprootOutput, witness: [...pushes, inner, controlBlock] };
    }
    if (kind === 'p2tr') return { scriptSig: none, scriptPubKey: taprootOutput, witness: pushes };
    const key = new Uint8Array(33).fill(2);
    const scriptPubKey = Uint8Array.from([0, 20, ...hash160(key)]);
    return { scriptSig: none, scriptPubKey, witness: [...pushes.slice(0, 1), key] };
  });

const anyFlags = fc.integer({ min: 0, max: ALL_SCRIPT_FLAGS });

test('every flag is a soft fork: what holds under more flags holds under fewer', () => {
  let held = 0;
  fc.assert(
    fc.property(anySpend, anyFlags, anyFlags, (spend, some, others) => {
      const more = completeScriptFlags(some | others);
      const fewer = completeScriptFlags(some) & more;
      if (verify({ ...spend, flags: more }) !== undefined) return;
      held++;
      assert.equal(verify({ ...spend, flags: fewer }), undefined);
    }),
    { numRuns: 4000 },
  );
  assert.ok(held > 100, `only ${held} held: the property says little`);
});

test('a debugger that looks on sees every script, and the verdict is the same', () => {
  let steps = 0;
  fc.assert(
    fc.property(anySpend, anyFlags, (spend, some) => {
      const flags = completeScriptFlags(some);
      const phases: string[] = [];
      let last: ScriptError | undefined;
      const error = verifyScript({
        ...spend,
        flags,
        checker: evenChecker,
        trace: {
          onPhase: (phase) => void phases.push(phase),
          onStep: (_, stepError) => {
            steps++;
            assert.equal(last, undefined, 'nothing runs after a failure');
            last = stepError;
          },
        },
      });
      assert.equal(error, verify({ ...spend, flags }));
      if (last !== undefined) assert.equal(error, last);
      assert.ok(phases[0] === undefined || phases[0] === 'scriptSig');
    }),
    { numRuns: 3000 },
  );
  assert.ok(steps > 3000);
});
