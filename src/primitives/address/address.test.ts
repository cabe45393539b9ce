import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesToHex } from '../../bytes/hex.ts';
import { addressFormat } from './address-format.ts';
import { addressFromScript, scriptFromAddress } from './address.ts';
import { bytesToBase58Check } from './base58-check.ts';
import { privateKeyFromText, privateKeyToText } from './private-key-text.ts';

const MAINNET = addressFormat('mainnet');
const REGTEST = addressFormat('regtest');

/** Scripts that have an address: each template, each witness version and size. */
const addressable = fc.oneof(
  fc.uint8Array({ minLength: 20, maxLength: 20 }).map((hash) => Uint8Array.of(0x76, 0xa9, 20, ...hash, 0x88, 0xac)),
  fc.uint8Array({ minLength: 20, maxLength: 20 }).map((hash) => Uint8Array.of(0xa9, 20, ...hash, 0x87)),
  fc
    .constantFrom(20, 32)
    .chain((size) =>
      fc.uint8Array({ minLength: size, maxLength: size }).map((program) => Uint8Array.of(0, size, ...program)),
    ),
  fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.uint8Array({ minLength: 2, maxLength: 40 }))
    .map(([version, program]) => Uint8Array.of(0x50 + version, program.length, ...program)),
);

test('every script that has an address comes back from it, on its own network only', () => {
  fc.assert(
    fc.property(
      addressable,
      fc.constantFrom('mainnet', 'testnet3', 'testnet4', 'signet', 'regtest'),
      (script, network) => {
        const format = addressFormat(network);
        const address = addressFromScript(script, format);
        assert.ok(address !== undefined);
        assert.deepEqual(scriptFromAddress(address, format), script);
        const other = scriptFromAddress(address, network === 'mainnet' ? REGTEST : MAINNET);
        assert.ok('code' in other);
      },
    ),
  );
});

test('pay to anchor has the address of BIP433', () => {
  const anchor = Uint8Array.of(0x51, 2, 0x4e, 0x73);
  assert.equal(addressFromScript(anchor, MAINNET), 'bc1pfeessrawgf');
  assert.equal(addressFromScript(anchor, REGTEST), 'bcrt1pfeesnyr2tx');
  assert.deepEqual(scriptFromAddress('bc1pfeessrawgf', MAINNET), anchor);
});

// Texts: Bitcoin Core's rpc_validateaddress.py and key_io.cpp.
test('a refused address is told apart in the words of Bitcoin Core', () => {
  const foreign = 'Invalid or unsupported Segwit (Bech32) or Base58 encoding.';
  const reasons: readonly [address: string, reason: string][] = [
    ['tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty', foreign],
    ['BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2', 'Version 1+ witness address must use Bech32m checksum'],
    ['bc1rw5uspcuh', 'Version 1+ witness address must use Bech32m checksum'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'Invalid Bech32 v0 address program size (16 bytes), per BIP141'],
    ['tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7', foreign],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3t4', 'Invalid character or mixed case'],
    ['bc1gmk9yu', 'Empty Bech32 data section'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'Version 0 witness address must use Bech32 checksum'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'Invalid checksum'],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'Invalid Base 32 character'],
    ['BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'Invalid Bech32 address witness version'],
    ['bc1pw5dgrnzv', 'Invalid Bech32 address program size (1 byte)'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
      'Invalid Bech32 address program size (41 bytes)',
    ],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'Invalid padding in Bech32 data section'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'Invalid checksum or length of Base58 address (P2PKH or P2SH)'],
    ['mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'Invalid or unsupported Base58-encoded address.'],
    ['', 'Invalid checksum or length of Base58 address (P2PKH or P2SH)'],
    [bytesToBase58Check(Uint8Array.of(0, 1, 2)), 'Invalid length for Base58 address (P2PKH or P2SH)'],
  ];
  for (const [address, reason] of reasons) {
    assert.deepEqual(scriptFromAddress(address, MAINNET), { code: 'address-invalid', reason }, address);
  }
});

test('texts of any length and content are answered, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string({ maxLength: 90 }).map((s) => `bc1${s}`),
      ),
      (text) => {
        const script = scriptFromAddress(text, MAINNET);
        if (!('code' in script))
          assert.equal(addressFromScript(script, MAINNET)?.toLowerCase(), text.trim().toLowerCase());
        privateKeyFromText(text, MAINNET);
      },
    ),
  );
});

test('a private key is from 1 to the order of the curve, less one', () => {
  const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
  for (const [hex, isKey] of [
    ['00'.repeat(32), false],
    [`${'00'.repeat(31)}01`, true],
    [`${order.slice(0, -1)}0`, true],
    [order, false],
    ['ff'.repeat(32), false],
  ] as const) {
    const key = new Uint8Array(Buffer.from(hex, 'hex'));
    const text = privateKeyToText({ key, isCompressed: true }, MAINNET);
    assert.equal(privateKeyFromText(text, MAINNET) !== undefined, isKey, hex);
    if (isKey) assert.equal(bytesToHex(privateKeyFromText(text, MAINNET)!.key), hex);
  }
});
