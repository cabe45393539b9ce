import assert from 'node:assert/strict';
import { test } from 'node:test';

import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { numberToBytesBE } from '@noble/curves/utils.js';

import { OPENED } from './opened-providers.ts';
import { SECRET_NUMBER } from './signer.ts';

const { Fp, Fn } = curve.Point;
const G = curve.Point.BASE;
const N = Fn.ORDER;
const P = Fp.ORDER;

for (const { name, secp256k1 } of OPENED) {
  test(`${name} checks tweaks of 0, of the last scalar, of none, and those that lead to infinity`, () => {
    const field = (x: bigint): Uint8Array => numberToBytesBE(x, 32);
    const even = (scalar: bigint): bigint => (G.multiply(scalar).toAffine().y % 2n === 0n ? scalar : N - scalar);
    const check = (scalar: bigint, tweak: bigint, parityFlip = 0): boolean => {
      const internal = field(G.multiply(scalar).toAffine().x);
      const { x, y } = G.multiply(Fn.create(even(scalar) + tweak)).toAffine();
      return secp256k1.checkTweak(internal, field(tweak), field(x), (Number(y % 2n) ^ parityFlip) as 0 | 1);
    };
    for (const tweak of [0n, 1n, 77n, N - 1n]) {
      assert.equal(check(SECRET_NUMBER, tweak), true, `${tweak}`);
      assert.equal(check(SECRET_NUMBER, tweak, 1), false, `${tweak}, the other parity`);
    }
    for (const tweak of [N, N + 1n, 2n ** 256n - 1n]) assert.equal(check(SECRET_NUMBER, tweak), false, `${tweak}`);
    const opposite = N - even(SECRET_NUMBER);
    const internal = field(G.multiply(SECRET_NUMBER).toAffine().x);
    for (const x of [0n, 1n, P - 1n])
      for (const parity of [0, 1] as const)
        assert.equal(secp256k1.checkTweak(internal, field(opposite), field(x), parity), false, 'infinity');
    const output = field(G.toAffine().x);
    for (const x of [0n, 5n, P, P + 1n])
      assert.equal(secp256k1.checkTweak(field(x), field(1n), output, 0), false, 'the internal key is none');
    assert.equal(secp256k1.checkTweak(internal, field(1n), field(P + 1n), 0), false, 'the output key is none');
  });
}
