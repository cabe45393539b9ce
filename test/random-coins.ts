// Coins for the tests of what keeps them: scripts of every kind, amounts and heights up to their limits.
import fc from 'fast-check';

import { bytesToHex } from '../src/bytes/hex.ts';
import { writeU32Le } from '../src/bytes/u32-le.ts';
import type { PlainCoin } from '../src/chain/coins/plain-coin.ts';
import { OUT_POINT_BYTES } from '../src/primitives/out-point.ts';
import { hex } from './block-builder.ts';

/** The bytes of an outpoint: the txid begins with `number` and its complement. */
export function outPointBytes(number: number, vout: number): Uint8Array {
  const bytes = new Uint8Array(OUT_POINT_BYTES);
  writeU32Le(bytes, 0, number);
  writeU32Le(bytes, 4, ~number);
  writeU32Le(bytes, 28, number);
  writeU32Le(bytes, 32, vout);
  return bytes;
}

/** A coin whose script begins and ends within other bytes, as it does in a block. */
export function plainCoin(coin: {
  readonly code: number;
  readonly value: number;
  readonly script: Uint8Array;
}): PlainCoin {
  const { code, value, script } = coin;
  const bytes = new Uint8Array(script.length + 5).fill(0xee);
  bytes.set(script, 3);
  return { code, value, bytes, scriptStart: 3, scriptEnd: 3 + script.length };
}

/** A coin's script, as a copy. */
export function scriptOfCoin(coin: Readonly<PlainCoin>): Uint8Array {
  return coin.bytes.slice(coin.scriptStart, coin.scriptEnd);
}

/** All of a coin in one line, to be compared. */
export function coinText(coin: Readonly<PlainCoin>): string {
  return `${coin.code} ${coin.value} ${bytesToHex(scriptOfCoin(coin))}`;
}

const HASH = '00112233445566778899aabbccddeeff01234567';
const X = `${HASH}${HASH}`.slice(0, 64);

/** One script of each kind, and those that only look like one. */
export const SCRIPT_KINDS: readonly (readonly [kind: string, script: Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['P2PKH', hex(`76a914${HASH}88ac`)],
  ['P2PKH with another length of the hash', hex(`76a913${HASH}88ac`)],
  ['P2PKH with OP_EQUAL', hex(`76a914${HASH}87ac`)],
  ['P2PKH with another end', hex(`76a914${HASH}88ad`)],
  ['P2PKH with a byte more', hex(`76a914${HASH}88ac00`)],
  ['P2SH', hex(`a914${HASH}87`)],
  ['P2SH with OP_EQUALVERIFY', hex(`a914${HASH}88`)],
  ['P2SH with SHA-256', hex(`a814${HASH}87`)],
  ['P2PK, y even', hex(`2102${X}ac`)],
  ['P2PK, y odd', hex(`2103${X}ac`)],
  ['P2PK, no such key', hex(`2104${X}ac`)],
  ['P2PK with another length', hex(`2002${X}ac`)],
  ['P2PK with OP_CHECKSIGVERIFY', hex(`2102${X}ad`)],
  ['P2PK of 65 bytes', hex(`4104${X}${X}ac`)],
  ['P2WPKH', hex(`0014${HASH}`)],
  ['P2WSH', hex(`0020${X}`)],
  ['P2TR', hex(`5120${X}`)],
  ['anchor', hex('51024e73')],
  ['bare multisig', hex(`512102${X}2103${X}52ae`)],
  ['36 bytes, the longest in a record', new Uint8Array(36).fill(0x51)],
  ['37 bytes, the shortest beside it', new Uint8Array(37).fill(0x51)],
  ['121 bytes', new Uint8Array(121).fill(0x51)],
  ['122 bytes', new Uint8Array(122).fill(0x51)],
  ['10,000 bytes', new Uint8Array(10_000).fill(0x51)],
];

const anyScript: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SCRIPT_KINDS.slice(0, -1)).map(([, script]) => script) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).filter((script) => script[0] !== 0x6a) },
);

const MAX_MONEY = 2_100_000_000_000_000;

/** Satoshis of every size, round and not. */
export const anyValue: fc.Arbitrary<number> = fc.oneof(
  fc.nat(MAX_MONEY),
  fc.tuple(fc.nat(2_100_000), fc.nat(9)).map(([base, zeros]) => base * 10 ** zeros),
  fc.constantFrom(0, 1, 900_000_000_000_000, 900_000_000_000_001, MAX_MONEY - 1, MAX_MONEY),
);

/** Any coin that can be spent. */
export const anyCoin: fc.Arbitrary<PlainCoin> = fc
  .record({
    code: fc.oneof(fc.nat(2_000_000), fc.constantFrom(0, 1, 2, 0xffff_fffe, 0xffff_ffff)),
    value: anyValue,
    script: anyScript,
  })
  .map(plainCoin);
