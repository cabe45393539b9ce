import { bytesFromBase58, bytesToBase58 } from '../../src/bytes/base58.ts';
import { bytesToHex } from '../../src/bytes/hex.ts';
import { addressFormat } from '../../src/primitives/address/address-format.ts';
import type { AddressFormat } from '../../src/primitives/address/address-format.ts';
import { addressFromScript, scriptFromAddress } from '../../src/primitives/address/address.ts';
import { privateKeyFromText, privateKeyToText } from '../../src/primitives/address/private-key-text.ts';
import { arrayIn, fieldIn, hexIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/** Our names for the chains of Core's vectors. */
const NETWORKS: ReadonlyMap<string, Parameters<typeof addressFormat>[0]> = new Map([
  ['main', 'mainnet'],
  ['test', 'testnet3'],
  ['testnet4', 'testnet4'],
  ['signet', 'signet'],
  ['regtest', 'regtest'],
]);

/** Longest that a vector of base 58 may be. */
const MAX_BYTES = 1024;

/** Runs `base58_encode_decode.json`: bytes and their text, both ways. Source: Core's `base58_tests.cpp`. */
export function runBase58Tests(json: Json): SetResult {
  const tally = new Tally('base58_encode_decode');
  arrayIn(json, 'the file').forEach((entry, index) => {
    tally.case(`[${index}]`, () => {
      const [hex, text] = arrayIn(entry, 'the case');
      const bytes = hexIn(hex, 'the bytes');
      const base58 = stringIn(text, 'the text');
      tally.expect(bytesToBase58(bytes), base58, () => 'the text');
      const read = bytesFromBase58(base58, MAX_BYTES);
      tally.expect(read && bytesToHex(read), bytesToHex(bytes), () => 'the bytes');
    });
  });
  return tally.result();
}

/**
 * Runs `key_io_valid.json`: addresses and private keys with what they stand for, both ways, and with upper and lower case
 * turned. Source: Core's `key_io_tests.cpp`.
 */
export function runValidKeys(json: Json): SetResult {
  const tally = new Tally('key_io_valid');
  arrayIn(json, 'the file').forEach((entry, index) => {
    tally.case(`[${index}]`, () => {
      const [textField, hexField, about] = arrayIn(entry, 'the case');
      const text = stringIn(textField, 'the text');
      const hex = stringIn(hexField, 'the hex');
      const network = NETWORKS.get(stringIn(fieldIn(about, 'chain'), 'chain'));
      if (network === undefined) throw new BadVector('unknown chain');
      const format = addressFormat(network);
      const isKey = fieldIn(about, 'isPrivkey') === true;
      tally.expect(scriptHex(text, format), isKey ? undefined : hex, () => 'as an address');
      const key = privateKeyFromText(text, format);
      tally.expect(key && bytesToHex(key.key), isKey ? hex : undefined, () => 'as a private key');
      if (key !== undefined) {
        tally.expect(key.isCompressed, fieldIn(about, 'isCompressed'), () => 'isCompressed');
        tally.expect(privateKeyToText(key, format), text, () => 'written again');
        return;
      }
      tally.expect(addressFromScript(hexIn(hex, 'the script'), format), text, () => 'written again');
      const flipped = fieldIn(about, 'tryCaseFlip') === true ? hex : undefined;
      tally.expect(scriptHex(flipCase(text), format), flipped, () => 'with its case turned');
    });
  });
  return tally.result();
}

/** Runs `key_io_invalid.json`: what is an address or a key on no network. Source: Core's `key_io_tests.cpp`. */
export function runInvalidKeys(json: Json): SetResult {
  const tally = new Tally('key_io_invalid');
  arrayIn(json, 'the file').forEach((entry, index) => {
    tally.case(`[${index}]`, () => {
      const text = stringIn(arrayIn(entry, 'the case')[0], 'the text');
      for (const network of NETWORKS.values()) {
        const format = addressFormat(network);
        tally.expect(scriptHex(text, format), undefined, () => `an address of ${network}`);
        tally.expect(privateKeyFromText(text, format), undefined, () => `a key of ${network}`);
      }
    });
  });
  return tally.result();
}

function scriptHex(text: string, format: AddressFormat): string | undefined {
  const script = scriptFromAddress(text, format);
  return 'code' in script ? undefined : bytesToHex(script);
}

function flipCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
