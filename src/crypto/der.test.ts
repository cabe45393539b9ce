import assert from 'node:assert/strict';
import { test } from 'node:test';

import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { isLowS, isStrictDer, parseLaxDer, parseLaxDerInto } from './der.ts';

const N = secp256k1.Point.Fn.ORDER;
const HALF = N >> 1n;
const ZEROS = '00'.repeat(64);

function bytes(hex: string): Uint8Array {
  return bytesFromHex(hex) ?? assert.fail('hex');
}

function hex32(number: bigint): string {
  return number.toString(16).padStart(64, '0');
}

/** An integer's body in DER: as short as can be, with a zero before a set first bit. */
function body(number: bigint): string {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
}

function lengthOf(hex: string): string {
  return (hex.length / 2).toString(16).padStart(2, '0');
}

function integer(hex: string): string {
  return `02${lengthOf(hex)}${hex}`;
}

function sequence(content: string): string {
  return `30${lengthOf(content)}${content}`;
}

function der(r: bigint, s: bigint): string {
  return sequence(integer(body(r)) + integer(body(s)));
}

function parsed(hex: string): string | undefined {
  const compact = parseLaxDer(bytes(hex));
  return compact === undefined ? undefined : bytesToHex(compact);
}

test('a signature in strict DER is read, and its s made low', () => {
  const numbers = fc.bigInt({ min: 1n, max: N - 1n });
  fc.assert(
    fc.property(numbers, numbers, (r, s) => {
      const low = s > HALF ? N - s : s;
      assert.equal(parsed(der(r, s)), hex32(r) + hex32(low));
      assert.equal(isLowS(bytes(der(r, s))), s <= HALF);
      assert.equal(isStrictDer(bytes(`${der(r, s)}01`)), true);
    }),
  );
});

test('r and s at the bounds: half the order, the order, 32 and 33 bytes', () => {
  const cases: readonly [bigint, bigint, string, boolean][] = [
    [1n, HALF, hex32(1n) + hex32(HALF), true],
    [1n, HALF + 1n, hex32(1n) + hex32(HALF), false],
    [1n, N - 1n, hex32(1n) + hex32(1n), false],
    [N - 1n, 1n, hex32(N - 1n) + hex32(1n), true],
    // Too large: all zeros, which count as low.
    [1n, N, ZEROS, true],
    [N, 1n, ZEROS, true],
    [1n, 2n ** 256n - 1n, ZEROS, true],
    [1n, 2n ** 256n, ZEROS, true],
    [2n ** 256n, HALF + 1n, ZEROS, true],
    [0n, 1n, hex32(0n) + hex32(1n), true],
    [1n, 0n, hex32(1n) + hex32(0n), true],
  ];
  for (const [r, s, compact, low] of cases) {
    assert.equal(parsed(der(r, s)), compact, `${r} ${s}`);
    assert.equal(isLowS(bytes(der(r, s))), low, `${r} ${s}`);
    assert.equal(isLowS(bytes(`${der(r, s)}01`)), low, 'with its hash type');
  }
});

test('what Bitcoin let through before BIP66 is let through', () => {
  const r = 0x1122n;
  const s = 0x99n;
  const good = hex32(r) + hex32(s);
  const content = integer('1122') + integer('0099');
  const lax: Readonly<Record<string, string>> = {
    'a negative integer': sequence(integer('1122') + integer('99')),
    'zeros in front': sequence(integer('00'.repeat(40) + '1122') + integer('00'.repeat(9) + '99')),
    'bytes behind the end': `${sequence(content)}deadbeef`,
    "bytes behind s, within the sequence's length": sequence(`${content}0000`),
    "a sequence's length that is too small": `3001${content}`,
    "a sequence's length that is too large": `307f${content}`,
    "a sequence's length in a long form": `3081ff${content}`,
    "a sequence's length of four bytes": `3084ffffffff${content}`,
    "a sequence's indefinite length": `3080${content}`,
    "an integer's length in a long form": sequence(`0281021122${integer('99')}`),
    "an integer's length with many zeros": sequence(`02860000000000021122${integer('99')}`),
    "an integer's length of three bytes": sequence('02830000021122' + '028300000199'),
  };
  for (const [what, signature] of Object.entries(lax)) {
    assert.equal(parsed(signature), good, what);
    assert.equal(isStrictDer(bytes(`${signature}01`)), false, what);
  }
  assert.equal(parsed(sequence(integer('') + integer(''))), ZEROS, 'integers without bytes are 0');
  assert.equal(
    parsed(sequence('028000' + integer(''))),
    undefined,
    'an indefinite length is 0: the next tag is not there',
  );
});

test('what even the lax parser refuses is no signature', () => {
  const content = integer('1122') + integer('99');
  const refused = [
    '',
    '30',
    '3006',
    `31${sequence(content).slice(2)}`,
    // A sequence's length whose bytes run over the end.
    '3081',
    '3085ffffffff',
    sequence(`03021122${integer('99')}`),
    sequence(integer('1122')),
    sequence(`${integer('1122')}02`),
    sequence(`${integer('1122')}0301`),
    sequence(`${integer('1122')}0202`),
    sequence(`${integer('1122')}020299`),
    sequence('0281'),
    // Lengths of four bytes or more that do not begin with zeros; and of three that are too long.
    sequence(`028401000000${'00'.repeat(8)}`),
    sequence(`0283010000${'00'.repeat(8)}`),
    sequence(`02ff${'00'.repeat(8)}`),
  ];
  for (const signature of refused) {
    assert.equal(parsed(signature), undefined, signature);
    assert.equal(isLowS(bytes(signature)), false, signature);
  }
});

test('cut anywhere, a signature is refused, and never read beyond its end', () => {
  const whole = der(N - 5n, HALF - 5n);
  for (let length = 0; length < whole.length / 2; length++)
    assert.equal(parsed(whole.slice(0, 2 * length)), undefined, `${length} bytes`);
});

test('any bytes are read or refused alike with and without an array to write to', () => {
  const out = new Uint8Array(64);
  const grammar = fc.array(fc.constantFrom(0x30, 0x02, 0x00, 0x01, 0x80, 0x81, 0x83, 0x84, 0x06, 0x20, 0x21, 0xff), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(fc.oneof(grammar, fc.array(fc.nat({ max: 255 }), { maxLength: 80 })), (list) => {
      const signature = Uint8Array.from(list);
      out.fill(0xee);
      const compact = parseLaxDer(signature);
      assert.equal(parseLaxDerInto(signature, out), compact !== undefined);
      if (compact !== undefined) assert.deepEqual(out, compact);
    }),
    { numRuns: 2000 },
  );
  assert.throws(() => parseLaxDerInto(bytes(der(1n, 1n)), new Uint8Array(63)), AssertionError);
});

test('strict DER ends at each of its rules', () => {
  const strict = (hex: string): boolean => isStrictDer(bytes(hex));
  assert.equal(strict('300602010102010101'), true, '9 bytes are the fewest');
  assert.equal(strict('3005020101020101'), false, '8 bytes');
  const longest = sequence(integer(`00${'ff'.repeat(32)}`) + integer(`00${'ff'.repeat(32)}`));
  assert.equal(strict(`${longest}01`), true, '73 bytes are the most');
  assert.equal(strict(`${sequence(integer(`00${'ff'.repeat(33)}`) + integer(`00${'ff'.repeat(32)}`))}01`), false, '74');
  const broken: Readonly<Record<string, string>> = {
    'not a sequence': '310602010102010101',
    "the sequence's length is 1 too small": '300502010102010101',
    "the sequence's length is 1 too large": '300702010102010101',
    'r runs over the end': '300602050102010101',
    "r's tag": '300603010102010101',
    "s's tag": '300602010103010101',
    'the lengths do not add up': '300602010102020101',
    'r has no bytes': '300602000202010101',
    's has no bytes': '300602020101020001',
    'r is negative': '300602018102010101',
    's is negative': '300602010102018101',
    'r is padded': '30070202000102010101',
    's is padded': '30070201010202000101',
  };
  for (const [what, signature] of Object.entries(broken)) assert.equal(strict(signature), false, what);
  assert.equal(strict('30070202008102010101'), true, 'a zero that keeps r positive');
  assert.equal(strict('300602010002010001'), true, 'zeros of one byte');
});
