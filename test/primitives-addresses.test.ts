import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { bytesFromBase58, bytesToBase58 } from '../src/bytes/base58.ts';
import { bytesFromHex, bytesToHex } from '../src/bytes/hex.ts';
import { addressFormat } from '../src/primitives/address/address-format.ts';
import { addressFromScript, scriptFromAddress } from '../src/primitives/address/address.ts';
import { privateKeyFromText, privateKeyToText } from '../src/primitives/address/private-key-text.ts';

const FOLDER = path.join('..', 'shared', 'vectors', 'core_28.1');
const skip = existsSync(FOLDER) ? false : `${FOLDER} is not there: Bitcoin Core's address vectors were not run`;

/** Our names for the chains of Core's vectors. */
const NETWORKS = { main: 'mainnet', test: 'testnet3', signet: 'signet', regtest: 'regtest' } as const;

interface KeyMetadata {
  readonly chain: keyof typeof NETWORKS;
  readonly isPrivkey: boolean;
  readonly isCompressed?: boolean;
  readonly tryCaseFlip?: boolean;
}

function vectors<Vector>(name: string): Vector[] {
  return JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Vector[];
}

function flipCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

function scriptHex(address: string, chain: keyof typeof NETWORKS): string | undefined {
  const script = scriptFromAddress(address, addressFormat(NETWORKS[chain]));
  if ('code' in script) {
    assert.equal(script.code, 'address-invalid');
    assert.ok(script.reason.length > 10);
    return undefined;
  }
  return bytesToHex(script);
}

describe("Bitcoin Core's vectors of base 58, addresses and private keys", { skip }, () => {
  test('base58_encode_decode.json: every text and its bytes turn into each other', (t) => {
    const cases = vectors<[hex: string, text: string]>('base58_encode_decode.json');
    for (const [hex, text] of cases) {
      const bytes = bytesFromHex(hex);
      assert.ok(bytes !== undefined);
      assert.equal(bytesToBase58(bytes), text);
      assert.deepEqual(bytesFromBase58(text, 256), bytes, text);
    }
    assert.equal(cases.length, 14);
    t.diagnostic(`base58_encode_decode: ${cases.length} passed`);
  });

  test('key_io_valid.json: every address and key reads and writes as Core does, with its case turned as well', (t) => {
    const cases = vectors<[text: string, hex: string, metadata: KeyMetadata]>('key_io_valid.json');
    let keys = 0;
    for (const [text, hex, { chain, isPrivkey, isCompressed, tryCaseFlip }] of cases) {
      const format = addressFormat(NETWORKS[chain]);
      const key = privateKeyFromText(text, format);
      if (isPrivkey) {
        keys++;
        assert.ok(key !== undefined, text);
        assert.equal(bytesToHex(key.key), hex);
        assert.equal(key.isCompressed, isCompressed);
        assert.equal(privateKeyToText(key, format), text);
        assert.equal(scriptHex(text, chain), undefined, `${text} is a key, not an address`);
        continue;
      }
      assert.equal(key, undefined, `${text} is an address, not a key`);
      assert.equal(scriptHex(text, chain), hex);
      assert.equal(scriptHex(flipCase(text), chain), tryCaseFlip === true ? hex : undefined, flipCase(text));
      assert.equal(addressFromScript(bytesFromHex(hex)!, format), text);
    }
    assert.equal(cases.length, 70);
    t.diagnostic(`key_io_valid: ${cases.length} passed (${keys} private keys, ${cases.length - keys} addresses)`);
  });

  test('key_io_invalid.json: nothing in it is an address or a key of any network', (t) => {
    const cases = vectors<[text: string]>('key_io_invalid.json');
    for (const [text] of cases) {
      for (const chain of Object.keys(NETWORKS) as (keyof typeof NETWORKS)[]) {
        assert.equal(scriptHex(text, chain), undefined, text);
        assert.equal(privateKeyFromText(text, addressFormat(NETWORKS[chain])), undefined, text);
      }
    }
    assert.equal(cases.length, 70);
    t.diagnostic(`key_io_invalid: ${cases.length} passed, on ${Object.keys(NETWORKS).length} networks each`);
  });
});
