// What a hash of a small input costs, by function: microseconds of CPU time, the least of several rounds.
//
//   node dist/bench/hashing.js [--rounds N] [--json]
import { cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { HashWriter } from '../src/crypto/hash-writer.ts';
import { hash160, ripemd160, sha1, sha256 } from '../src/crypto/hashes.ts';
import { MuHash3072 } from '../src/crypto/muhash.ts';
import { sha256d, sha256dInto } from '../src/crypto/sha256d.ts';
import { SipHash } from '../src/crypto/siphash.ts';
import { TaggedHash } from '../src/crypto/tagged-hash.ts';

interface Case {
  readonly name: string;
  readonly calls: number;
  readonly run: () => void;
}

interface Result {
  readonly name: string;
  readonly microseconds: number;
}

function casesOf(): readonly Case[] {
  const bytes = new Uint8Array(4000).fill(7);
  const of = (length: number): Uint8Array => bytes.subarray(0, length);
  const out = new Uint8Array(32);
  const writer = new HashWriter();
  const sighash = new TaggedHash('TapSighash');
  const siphash = new SipHash(1n, 2n);
  const set = new MuHash3072();
  const fast = (name: string, run: () => void): Case => ({ name, calls: 50_000, run });
  return [
    fast('sha256, 33 bytes', () => sha256(of(33))),
    fast('sha256d, 80 bytes', () => sha256d(of(80))),
    fast('sha256dInto, 64 bytes (a merkle node)', () => sha256dInto(of(64), out, 0)),
    fast('sha256d, 250 bytes (a transaction)', () => sha256d(of(250))),
    fast('hash160, 33 bytes (a key)', () => hash160(of(33))),
    fast('ripemd160, 32 bytes', () => ripemd160(of(32))),
    fast('sha1, 32 bytes', () => sha1(of(32))),
    fast('HashWriter, 182 bytes in 10 pieces, twice (BIP143)', () => {
      for (let i = 0; i < 10; i++) writer.write(of(i < 8 ? 18 : 19));
      writer.sha256d();
    }),
    fast('TaggedHash, 175 bytes (BIP341)', () => sighash.digest(of(175))),
    fast('SipHash, 36 bytes (an outpoint)', () => siphash.hashUint256Extra(bytes, 0, 7)),
    { name: 'MuHash3072 insert, 80 bytes (a coin)', calls: 5000, run: () => set.insert(of(80)) },
    { name: 'MuHash3072 digest', calls: 20, run: () => set.remove(of(80)).digest() },
  ];
}

function measure({ name, calls, run }: Case, rounds: number): Result {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = cpuUsage();
    for (let call = 0; call < calls; call++) run();
    const { user, system } = cpuUsage(before);
    least = Math.min(least, (user + system) / calls);
  }
  return { name, microseconds: least };
}

function main(): void {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
  });
  const results = casesOf().map((each) => measure(each, Number(values.rounds)));
  const lines = results.map(({ name, microseconds }) => `${microseconds.toFixed(3).padStart(9)} us  ${name}\n`);
  stdout.write(values.json ? `${JSON.stringify({ schema: 1, results })}\n` : lines.join(''));
}

main();
