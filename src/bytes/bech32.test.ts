import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesFromWords, decodeBech32, encodeBech32, wordsFromBytes } from './bech32.ts';

// Sources: BIP173 and BIP350, their lists of valid and invalid strings.
const VALID = {
  bech32: [
    'A12UEL5L',
    'a12uel5l',
    'an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs',
    'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw',
    '11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j',
    'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w',
    '?1ezyfcl',
  ],
  bech32m: [
    'A1LQFN3A',
    'a1lqfn3a',
    'an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6',
    'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx',
    '11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8',
    'split1checkupstagehandshakeupstreamerranterredcaperredlc445v',
    '?1v759aa',
  ],
} as const;

const INVALID = [
  ['\u00201nwldj5', 'Invalid character or mixed case'],
  ['\u007f1axkwrx', 'Invalid character or mixed case'],
  ['\u00801eym55h', 'Invalid character or mixed case'],
  [
    'an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx',
    'Bech32 string too long',
  ],
  ['pzry9x0s0muk', 'Missing separator'],
  ['1pzry9x0s0muk', 'Invalid separator position'],
  ['x1b4n0q5v', 'Invalid Base 32 character'],
  ['li1dgmt3', 'Invalid separator position'],
  ['de1lg7wt\u00ff', 'Invalid character or mixed case'],
  ['A1G7SGD8', 'Invalid checksum'],
  ['10a06t8', 'Invalid separator position'],
  ['1qzzfhee', 'Invalid separator position'],
  ['a12UEL5L', 'Invalid character or mixed case'],
  ['M1VUXWEZ', 'Invalid checksum'],
  ['', 'Missing separator'],
] as const;

for (const encoding of ['bech32', 'bech32m'] as const) {
  test(`each valid string of the BIP is read as ${encoding}, in its own encoding only`, () => {
    for (const text of VALID[encoding]) {
      const decoded = decodeBech32(text);
      assert.ok(!('code' in decoded), text);
      assert.equal(decoded.encoding, encoding);
      assert.equal(encodeBech32(encoding, decoded.hrp, decoded.words), text.toLowerCase());
    }
  });
}

test('each invalid string of the BIPs is refused for the reason that Bitcoin Core gives', () => {
  for (const [text, reason] of INVALID) assert.deepEqual(decodeBech32(text), { code: 'bech32-invalid', reason }, text);
});

test('bytes regroup into words and back; words with bits to spare are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      assert.deepEqual(bytesFromWords(wordsFromBytes(bytes)), bytes);
    }),
  );
  assert.equal(bytesFromWords([31]), undefined, 'five bits are too few for a byte and too many for padding');
  assert.deepEqual(bytesFromWords([0, 0]), Uint8Array.of(0));
  assert.equal(bytesFromWords([0, 1]), undefined, 'padding bits are zero');
});

test('a changed character is always found', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 2, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 31 }),
      (bytes, at, by) => {
        const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
        const text = encodeBech32('bech32m', 'bc', wordsFromBytes(bytes));
        const index = 3 + (at % (text.length - 3));
        const changed = alphabet[(alphabet.indexOf(text[index]!) + by) % 32]!;
        const decoded = decodeBech32(text.slice(0, index) + changed + text.slice(index + 1));
        // One change can turn one encoding's checksum into the other's, never into its own.
        assert.ok('code' in decoded || decoded.encoding !== 'bech32m');
      },
    ),
  );
});
