import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OP } from './opcodes.ts';
import {
  countP2shSigOps,
  countSigOps,
  hasValidOps,
  isMinimalPush,
  isPushOnly,
  isUnspendable,
  witnessProgramOf,
} from './script-facts.ts';
import { bytesOfNumber, isMinimalNumber, numberOfBytes } from './script-number.ts';
import { ScriptReader } from './script-reader.ts';
import { ScriptWriter } from './script-writer.ts';

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

test('signature operations count one each, multisig 20, or its keys when counted accurately', () => {
  const inaccurate = { accurate: false };
  const accurate = { accurate: true };
  assert.equal(countSigOps(bytes('acadacad'), inaccurate), 4);
  assert.equal(countSigOps(bytes('5152ae'), inaccurate), 20);
  assert.equal(countSigOps(bytes('5152ae'), accurate), 2);
  assert.equal(countSigOps(bytes('60af'), accurate), 16);
  assert.equal(countSigOps(bytes('ae'), accurate), 20);
  assert.equal(countSigOps(bytes('00ae'), accurate), 20, 'OP_0 is no count');
  assert.equal(countSigOps(bytes('0102ae'), accurate), 20, 'a pushed number is no count');
  assert.equal(countSigOps(bytes('02acac'), accurate), 0, 'what is pushed is not run');
  assert.equal(countSigOps(bytes('acac4cac'), accurate), 2, 'counting ends where reading does');
});

// Source: Bitcoin Core's sigopcount_tests.cpp.
test('an input of P2SH counts the script that it pushes last', () => {
  const p2sh = bytes(`a914${'00'.repeat(20)}87`);
  assert.equal(countP2shSigOps(p2sh, bytes('0003515253')), 0);
  assert.equal(countP2shSigOps(p2sh, bytes('00' + '03' + '5152ae')), 2);
  assert.equal(countP2shSigOps(p2sh, bytes('76' + '03' + '5152ae')), 0, 'no push only, no count');
  assert.equal(countP2shSigOps(p2sh, bytes('03' + '5152ae' + '02aa')), 0, 'cut off, no count');
  assert.equal(countP2shSigOps(p2sh, bytes('03' + '5152ae' + '51')), 0, 'OP_1 pushes last, and no bytes');
  assert.equal(countP2shSigOps(p2sh, new Uint8Array(0)), 0);
  assert.equal(countP2shSigOps(bytes('5152ae'), bytes('03acacac')), 2, 'else of the scriptPubKey, accurately');
});

test('push only is up to OP_16, OP_RESERVED with it, to a script that can be read to its end', () => {
  for (const hex of ['', '00', '4f5060', '4c01ff', '02aabb']) assert.equal(isPushOnly(bytes(hex)), true, hex);
  for (const hex of ['61', '00ac', '02aa', '4c']) assert.equal(isPushOnly(bytes(hex)), false, hex);
  assert.equal(isPushOnly(bytes('6a51'), 1), true);
});

test('scripts are unspendable after OP_RETURN and above 10,000 bytes', () => {
  assert.equal(isUnspendable(new Uint8Array(0)), false);
  assert.equal(isUnspendable(bytes('6a')), true);
  assert.equal(isUnspendable(new Uint8Array(10_000)), false);
  assert.equal(isUnspendable(new Uint8Array(10_001)), true);
});

test('a script has valid operations up to OP_NOP10, with pushes up to 520 bytes', () => {
  assert.equal(hasValidOps(bytes('b9')), true);
  assert.equal(hasValidOps(bytes('ba')), false);
  assert.equal(hasValidOps(new ScriptWriter().push(new Uint8Array(520)).finish()), true);
  assert.equal(hasValidOps(new ScriptWriter().push(new Uint8Array(521)).finish()), false);
  assert.equal(hasValidOps(bytes('02aa')), false);
});

test('a witness program is a version and one push of 2 to 40 bytes, and nothing else', () => {
  const program = witnessProgramOf(bytes('6002aabb'));
  assert.deepEqual(program, { version: 16, program: bytes('aabb') });
  assert.equal(witnessProgramOf(bytes(`0028${'aa'.repeat(40)}`))?.program.length, 40);
  for (const hex of [
    '5101aa',
    `0029${'aa'.repeat(41)}`,
    '6102aabb',
    '5002aabb',
    '4f02aabb',
    '5103aabb',
    '514c02aabb',
  ]) {
    assert.equal(witnessProgramOf(bytes(hex)), undefined, hex);
  }
});

test('numbers read back from their shortest bytes, and only those are minimal', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), (value) => {
      const written = bytesOfNumber(value);
      assert.equal(numberOfBytes(written), value);
      assert.equal(isMinimalNumber(written), true);
      const padded = Uint8Array.of(...written, 0);
      if (value >= 0 && (written.at(-1) ?? 0) < 0x80) assert.equal(isMinimalNumber(padded), false);
    }),
  );
  assert.equal(isMinimalNumber(bytes('80')), false, 'negative zero');
  assert.equal(isMinimalNumber(bytes('ff80')), true, '-255');
  assert.equal(isMinimalNumber(bytes('7f80')), false);
  assert.ok(Object.is(numberOfBytes(bytes('80')), 0));
});

test('pushes are written the shortest way by length, and read back whole', () => {
  for (const [size, opcode] of [
    [0, 0],
    [1, 1],
    [75, 75],
    [76, OP.OP_PUSHDATA1],
    [255, OP.OP_PUSHDATA1],
    [256, OP.OP_PUSHDATA2],
    [65_535, OP.OP_PUSHDATA2],
    [65_536, OP.OP_PUSHDATA4],
  ] as const) {
    const data = new Uint8Array(size).fill(0xaa);
    const reader = new ScriptReader(new ScriptWriter().push(data).op(OP.OP_DROP).finish());
    assert.equal(reader.next(), true);
    assert.equal(reader.opcode, opcode);
    assert.deepEqual(Buffer.from(reader.data), Buffer.from(data));
    assert.equal(isMinimalPush(data, opcode), true);
    assert.equal(isMinimalPush(data, opcode === OP.OP_PUSHDATA4 ? OP.OP_PUSHDATA4 : opcode + 1), size > 65_535);
    assert.ok(reader.next() && !reader.next() && !reader.failed);
  }
  for (const hex of ['01', '10', '81']) assert.equal(isMinimalPush(bytes(hex), 1), false, `${hex} has an opcode`);
  for (const hex of ['00', '11', '80', '82']) assert.equal(isMinimalPush(bytes(hex), 1), true, hex);
  assert.equal(
    Buffer.from(new ScriptWriter().number(0).number(-1).number(16).number(17).finish()).toString('hex'),
    '004f600111',
  );
});

test('any bytes are read to their end or to a failure, and every operation lies within them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (script) => {
      const reader = new ScriptReader(script);
      let last = 0;
      while (reader.next()) {
        assert.ok(reader.offset > last && reader.dataEnd <= script.length && reader.dataStart <= reader.dataEnd);
        last = reader.offset;
      }
      assert.ok(reader.failed ? last < script.length : last === script.length);
      assert.equal(reader.opcode, OP.OP_INVALIDOPCODE);
      assert.equal(isPushOnly(script) && reader.failed, false);
    }),
  );
});
