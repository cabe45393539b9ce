import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CliContext } from '../context.ts';
import { runVigil } from '../main.ts';
import type { ScriptDocument } from './script-document.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function vigil(...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const context: CliContext = {
    clock: { nowMs: () => 0 },
    env: {},
    print: (text) => {
      out += text;
      return Promise.resolve();
    },
    printBytes: () => Promise.resolve(),
    warn: (line) => void (err += `${line}\n`),
    progress: () => undefined,
    interactive: false,
    interrupt: new AbortController().signal,
  };
  return { code: await runVigil(['script', ...args], context), out, err };
}

/** The key path spend of BIP341's vectors with the fewest parts would be long; this one's script takes no signature. */
const TX = `0200000001${'11'.repeat(32)}0000000000ffffffff0100000000000000000000000000`;

test('a script that holds exits with 0 and shows what it left; one that fails exits with 1 and says why in a line', async () => {
  const good = await vigil('run', '--script', '2 3 OP_ADD');
  assert.equal(good.code, 0);
  assert.match(good.out, /^stack: +05\nflags: .*TAPROOT\nresult: true\n$/);
  const bad = await vigil('run', '--script', '5188', '--stack', '02,');
  assert.deepEqual(
    [bad.code, bad.err],
    [1, 'vigil: the script fails: EQUALVERIFY (Script failed an OP_EQUALVERIFY operation)\n'],
  );
  assert.match((await vigil('run', '--script', '0')).err, /EVAL_FALSE/);
  assert.match((await vigil('run', '--script', '')).err, /EVAL_FALSE/);
});

test('debug shows each instruction with the stack after it, skipped ones, the alt stack, and where it fails', async () => {
  const { out, code } = await vigil('debug', '--script', 'IF 1 ELSE 2 TOALTSTACK ENDIF RETURN', '--stack', 'aa,');
  assert.equal(code, 1);
  assert.match(out, /begins with +aa ''\n/);
  assert.match(out, /0 +OP_IF +aa\n +1 +OP_1 +\(skipped\)\n +2 +OP_ELSE +aa\n +3 +OP_2 +aa 02\n/);
  assert.match(out, /4 +OP_TOALTSTACK +aa {2}\| alt: 02\n[^]*6 +OP_RETURN +OP_RETURN\n/);
  const { out: json } = await vigil('debug', '--json', '--script', '0x02aabb SIZE', '--script-version', 'tapscript');
  const document = JSON.parse(json) as ScriptDocument;
  assert.equal(document.schema, 'vigil.script/1');
  assert.deepEqual(document.phases?.[0]?.steps, [
    { position: 0, opcode: 'OP_PUSHBYTES', data: 'aabb', stack: ['aabb'] },
    { position: 1, opcode: 'OP_SIZE', stack: ['aabb', '02'] },
  ]);
  assert.deepEqual(
    [document.phases?.[0]?.phase, document.success, document.stack],
    ['tapscript', true, ['aabb', '02']],
  );
});

test('an input of a transaction is verified, with all of its scripts in the debugger', async () => {
  const good = await vigil('debug', '--tx', TX, '--prevouts', '1000:51');
  assert.equal(good.code, 0, good.err);
  assert.match(good.out, /^scriptSig: \(empty\)\n[^]*scriptPubKey: 1\n[^]*result: true\n$/);
  const bad = await vigil('run', '--tx', TX, '--prevouts', '1000:00');
  assert.equal(bad.code, 1);
  assert.match(bad.out, /result: EVAL_FALSE: Script evaluated without error/);
  const lock = await vigil('run', '--tx', TX, '--prevouts', '1000:51', '--script', '5 CHECKLOCKTIMEVERIFY');
  assert.match(lock.err, /UNSATISFIED_LOCKTIME/);
  assert.equal((await vigil('run', '--tx', TX, '--prevouts', 'e8030000000000000151')).code, 0);
});

test('wrong arguments are told in one line that names them, with exit code 2', async () => {
  for (const [args, words] of [
    [['run'], /nothing to run/],
    [['run', '--script', 'OP_NOSUCH'], /--script: "OP_NOSUCH": unknown opcode/],
    [['run', '--script', '1', '--stack', 'zz'], /--stack: "zz" is not hex/],
    [['run', '--script', '1', '--flags', 'FOO'], /no flag "FOO"/],
    [['run', '--script', '1', '--flags', 'WITNESS'], /WITNESS goes with P2SH/],
    [['run', '--script', '1', '--script-version', 'v7'], /Allowed choices/],
    [['run', '--tx', TX], /--tx needs --prevouts/],
    [['run', '--tx', TX, '--prevouts', '1:51,2:51'], /has 2 outputs, and the transaction 1 inputs/],
    [['run', '--tx', TX, '--prevouts', '1:5'], /neither SATS:SCRIPTHEX/],
    [['run', '--tx', TX, '--input', '1', '--prevouts', '1:51'], /has 1 inputs, counted from 0/],
    [['run', '--tx', TX, '--prevouts', '1:51', '--stack', '01'], /--stack goes with --script/],
  ] as const) {
    const { code, err } = await vigil(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, words);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
  }
  const { code, err } = await vigil('run', '--tx', 'abcd', '--prevouts', '1:51');
  assert.equal(code, 1);
  assert.match(err, /is no transaction/);
});
