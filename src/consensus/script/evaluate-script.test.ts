import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesToHex } from '../../bytes/hex.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { evaluateScript } from './evaluate-script.ts';
import {
  ALL_SCRIPT_FLAGS,
  SCRIPT_VERIFY_CONST_SCRIPTCODE,
  SCRIPT_VERIFY_MINIMALDATA,
  SCRIPT_VERIFY_MINIMALIF,
  SCRIPT_VERIFY_NONE,
} from './flags.ts';
import { NO_TRANSACTION_CHECKER } from './no-transaction-checker.ts';
import { parseScript } from './parse-script.ts';
import type { ScriptError } from './script-error.ts';
import type { ScriptVersion } from './script-state.ts';
import { NO_CODE_SEPARATOR } from './taproot-execution.ts';
import type { TaprootExecution } from './taproot-execution.ts';

interface Run {
  readonly stack?: readonly Uint8Array[];
  readonly version?: ScriptVersion;
  readonly flags?: number;
  readonly budget?: number;
}

/** Runs a script; gives the error, or the stack as hex with spaces between. */
function run(script: string | Uint8Array, options: Run = {}): string {
  const bytes = typeof script === 'string' ? parseScript(script) : script;
  assert.ok(bytes instanceof Uint8Array, String(script));
  const stack = [...(options.stack ?? [])];
  const version = options.version ?? 'base';
  const taproot: TaprootExecution | undefined =
    version === 'tapscript'
      ? {
          annexHash: undefined,
          tapleafHash: new Uint8Array(32),
          codeSeparatorPosition: NO_CODE_SEPARATOR,
          validationWeightLeft: options.budget ?? 1000,
        }
      : undefined;
  const checker = { ...NO_TRANSACTION_CHECKER, checkSchnorrSignature: () => undefined };
  const flags = options.flags ?? SCRIPT_VERIFY_NONE;
  const error = evaluateScript({ script: bytes, stack, version, flags, checker, taproot });
  return error ?? stack.map((element) => (element.length === 0 ? "''" : bytesToHex(element))).join(' ');
}

function repeated(opcode: number, count: number): Uint8Array {
  return new Uint8Array(count).fill(opcode);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('a push may have 520 bytes, and not 521, also where it is skipped', () => {
  const push = (size: number): Uint8Array =>
    joined(Uint8Array.of(OP.OP_PUSHDATA2, size & 0xff, size >> 8), new Uint8Array(size));
  assert.equal(run(push(520)).length, 1040);
  assert.equal(run(push(521)), 'PUSH_SIZE');
  assert.equal(run(joined(Uint8Array.of(OP.OP_0, OP.OP_IF), push(521), Uint8Array.of(OP.OP_ENDIF))), 'PUSH_SIZE');
});

test('a script may have 10,000 bytes, and a tapscript more', () => {
  const script = (size: number): Uint8Array => joined(new Uint8Array(0), repeated(OP.OP_1, size));
  assert.equal(run(script(10_000)), 'STACK_SIZE');
  assert.equal(run(script(10_001)), 'SCRIPT_SIZE');
  assert.equal(run(repeated(OP.OP_NOP, 10_001), { version: 'witness-v0' }), 'SCRIPT_SIZE');
  assert.equal(run(repeated(OP.OP_NOP, 100_000), { version: 'tapscript' }), '');
});

test('201 operations are run, and not 202; pushes and OP_RESERVED do not count, nor does anything in a tapscript', () => {
  assert.equal(run(repeated(OP.OP_NOP, 201)), '');
  assert.equal(run(repeated(OP.OP_NOP, 202)), 'OP_COUNT');
  assert.equal(run(repeated(OP.OP_NOP, 202), { version: 'tapscript' }), '');
  const skipped = joined(Uint8Array.of(OP.OP_0, OP.OP_IF), repeated(OP.OP_RESERVED, 500), Uint8Array.of(OP.OP_ENDIF));
  assert.equal(run(skipped), '');
  // 20 keys of each multisig count as well: 9 * (1 + 20) = 189, and 12 OP_NOP make 201.
  const multisigs = Array.from({ length: 9 }, () => '0 0 0x01 0x14 CHECKMULTISIG DROP').join(' ');
  const keys = Array.from({ length: 20 }, () => '1').join(' ');
  const script = multisigs.replaceAll('0 0 0x01', `0 0 ${keys} 0x01`);
  assert.equal(run(`${script} ${'NOP '.repeat(3)}`), '');
  assert.equal(run(`${script} ${'NOP '.repeat(4)}`), 'OP_COUNT');
});

test('both stacks together hold 1000 elements, and not 1001', () => {
  assert.equal(run(repeated(OP.OP_1, 1000)).split(' ').length, 1000);
  assert.equal(run(repeated(OP.OP_1, 1001)), 'STACK_SIZE');
  const half = joined(repeated(OP.OP_1, 100), repeated(OP.OP_TOALTSTACK, 100));
  assert.equal(run(joined(half, repeated(OP.OP_1, 900))).split(' ').length, 900);
  assert.equal(run(joined(half, repeated(OP.OP_1, 901))), 'STACK_SIZE');
});

test('arithmetic takes four bytes; its results may have five, and are no operands then', () => {
  assert.equal(run('2147483647 1ADD'), '0000008000');
  assert.equal(run('2147483647 1ADD 1ADD'), 'UNKNOWN_ERROR');
  assert.equal(run('-2147483647 -2147483647 ADD'), 'feffffff80');
  assert.equal(run('2147483648 NOT'), 'UNKNOWN_ERROR');
  assert.equal(run('0 NEGATE'), "''");
  assert.equal(run('0x01 0x80 NOT'), '01');
  assert.equal(run('0x01 0x80 NOT', { flags: SCRIPT_VERIFY_MINIMALDATA }), 'UNKNOWN_ERROR');
  assert.equal(run('1 2 3 WITHIN 2 2 3 WITHIN 3 2 3 WITHIN'), "'' 01 ''");
});

test('disabled operations fail even where they are skipped, OP_CODESEPARATOR with CONST_SCRIPTCODE too', () => {
  assert.equal(run('0 IF CAT ENDIF'), 'DISABLED_OPCODE');
  assert.equal(run('0 IF VER ENDIF'), '');
  assert.equal(run('0 IF VERIF ENDIF'), 'BAD_OPCODE');
  const flags = SCRIPT_VERIFY_CONST_SCRIPTCODE;
  assert.equal(run('0 IF CODESEPARATOR ENDIF', { flags }), 'OP_CODESEPARATOR');
  assert.equal(run('0 IF CODESEPARATOR ENDIF', { flags, version: 'witness-v0' }), '');
});

test('the argument of OP_IF: any in legacy, minimal by policy in witness v0, minimal by consensus in tapscript', () => {
  const run02 = (version: ScriptVersion, flags = SCRIPT_VERIFY_NONE): string => run('2 IF 5 ENDIF', { version, flags });
  assert.equal(run02('base', SCRIPT_VERIFY_MINIMALIF), '05');
  assert.equal(run02('witness-v0'), '05');
  assert.equal(run02('witness-v0', SCRIPT_VERIFY_MINIMALIF), 'MINIMALIF');
  assert.equal(run02('tapscript'), 'TAPSCRIPT_MINIMALIF');
  assert.equal(run('1 IF 5 ENDIF', { version: 'tapscript' }), '05');
  assert.equal(run('IF 5 ENDIF'), 'UNBALANCED_CONDITIONAL');
  assert.equal(run('1 IF'), 'UNBALANCED_CONDITIONAL');
});

test('a tapscript pays 50 for each signature that is not empty, up to its budget', () => {
  const stack = [Uint8Array.of(1), Uint8Array.of(1)];
  const key = `0x20 0x${'01'.repeat(32)}`;
  const script = `${key} CHECKSIGVERIFY ${key} CHECKSIG`;
  assert.equal(run(script, { version: 'tapscript', stack, budget: 100 }), '01');
  assert.equal(run(script, { version: 'tapscript', stack, budget: 99 }), 'TAPSCRIPT_VALIDATION_WEIGHT');
  const none = [new Uint8Array(0)];
  assert.equal(run(`${key} CHECKSIG`, { version: 'tapscript', stack: none, budget: 0 }), "''");
  // A key of an unknown kind makes any signature good, and costs the same; no key at all fails.
  assert.equal(run('0x01 0x02 CHECKSIG', { version: 'tapscript', stack, budget: 50 }), '01 01');
  assert.equal(run('0x01 0x02 CHECKSIG', { version: 'tapscript', stack, budget: 49 }), 'TAPSCRIPT_VALIDATION_WEIGHT');
  assert.equal(run('0 CHECKSIG', { version: 'tapscript', stack: none }), 'PUBKEYTYPE');
  assert.equal(run(`0 5 ${key} CHECKSIGADD`, { version: 'tapscript' }), '05');
  assert.equal(run(`1 5 ${key} CHECKSIGADD`, { version: 'tapscript' }), '06');
  assert.equal(run(`1 5 ${key} CHECKSIGADD`), 'BAD_OPCODE');
});

/** Bytes, and opcodes more often than bytes would have them. */
const anyScript = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: OP.OP_1NEGATE, max: OP.OP_CHECKSIGADD }).map((op) => [op]) },
      { weight: 3, arbitrary: fc.integer({ min: OP.OP_1NEGATE, max: OP.OP_16 }).map((op) => [op]) },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 75 }).map((data) => [data.length, ...data]) },
      { weight: 1, arbitrary: fc.constantFrom([OP.OP_IF], [OP.OP_ELSE], [OP.OP_ENDIF], [OP.OP_NOTIF]) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((data) => [...data]) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

const anyRun = fc.record({
  script: anyScript,
  stack: fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 }),
  version: fc.constantFrom<ScriptVersion>('base', 'witness-v0', 'tapscript'),
  flags: fc.integer({ min: 0, max: ALL_SCRIPT_FLAGS }),
});

test('no script crashes the interpreter, and who looks on changes nothing', () => {
  fc.assert(
    fc.property(anyRun, ({ script, stack, version, flags }) => {
      const outcome = (onStep?: () => void): [ScriptError | undefined, string[]] => {
        const own = [...stack];
        const taproot: TaprootExecution | undefined =
          version !== 'tapscript'
            ? undefined
            : {
                annexHash: undefined,
                tapleafHash: new Uint8Array(32),
                codeSeparatorPosition: 0,
                validationWeightLeft: 75,
              };
        const error = evaluateScript({
          script,
          stack: own,
          version,
          flags,
          checker: NO_TRANSACTION_CHECKER,
          taproot,
          onStep,
        });
        return [error, own.map(bytesToHex)];
      };
      const before = stack.map(bytesToHex);
      let steps = 0;
      assert.deepEqual(
        outcome(() => steps++),
        outcome(),
      );
      assert.ok(steps <= script.length, 'each step reads a byte or more');
      assert.deepEqual(stack.map(bytesToHex), before, 'elements are not written into');
    }),
    { numRuns: 3000 },
  );
});
