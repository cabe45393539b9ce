import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { describeHeaderFailure } from '../src/cli/headers/failure-text.ts';
import { readHeaderColumns } from '../src/platform/read-header-columns.ts';
import { blockFrames, headerAt, NOW_SEC, regtestHeaders } from './headers-regtest-chain.ts';

const CHAIN = regtestHeaders(40);
const HEADERS = Array.from({ length: 40 }, (_, i) => headerAt(CHAIN, i));
const LINES = HEADERS.map((header) => Buffer.from(header).toString('hex'));
const FORMATS: readonly (readonly [name: string, content: Uint8Array])[] = [
  ['raw.bin', CHAIN],
  ['p2p.bin', Buffer.concat(HEADERS.map((header) => Buffer.concat([header, Buffer.of(0)])))],
  ['lines.hex', Buffer.from(LINES.join('\r\n'))],
  ['table.csv', Buffer.from(`height,header\n${LINES.map((line, i) => `${i + 1},${line}`).join('\n')}`)],
  ['blk00000.dat', blockFrames(HEADERS)],
];

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-fuzz-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** One change to a file: some bytes written over, taken out, or put in. */
const change = fc.record({
  kind: fc.constantFrom('overwrite', 'remove', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.constant(new Uint8Array(100))),
});

function changed(
  content: Uint8Array,
  { kind, at, bytes }: { kind: string; at: number; bytes: Uint8Array },
): Uint8Array {
  const start = Math.floor(at * content.length);
  const end = kind === 'insert' ? start : Math.min(content.length, start + bytes.length);
  const middle = kind === 'remove' ? new Uint8Array() : bytes;
  return Buffer.concat([content.subarray(0, start), middle, content.subarray(end)]);
}

test('whatever is done to a file, it is read to a chain that holds or refused in one line', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FORMATS),
      fc.array(change, { maxLength: 3 }),
      async ([name, content], changes) => {
        const file = path.join(folder, name);
        writeFileSync(file, changes.reduce(changed, content));
        const result = await readHeaderColumns({ files: [file], network: 'regtest', nowSec: NOW_SEC });
        if ('code' in result) {
          assert.match(describeHeaderFailure(result), /^[^\n]+$/);
          assert.doesNotMatch(describeHeaderFailure(result), /undefined|NaN/);
        } else {
          assert.equal(result.timesSec.length, result.bits.length);
          assert.ok(result.timesSec.length <= 41);
          // A block file may do without its last blocks: what is left of them is passed over as scraps.
          if (changes.length === 0) assert.equal(result.timesSec.length, 41);
        }
      },
    ),
    { numRuns: 400 },
  );
});
