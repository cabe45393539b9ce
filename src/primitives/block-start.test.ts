import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { bytesFromHex } from '../bytes/hex.ts';
import { parseBlockStart, statedHeight } from './block-start.ts';
import type { BlockStart } from './block-start.ts';

/** A block of a header, a count of transactions, and one coinbase with a script. */
function block(options: { readonly version?: number; readonly script: string; readonly count?: number }): Uint8Array {
  const { version = 2, script, count = 1 } = options;
  const scriptBytes = bytesFromHex(script)!;
  const head = new Uint8Array(80);
  head[0] = version;
  const input = [...new Uint8Array(32), 255, 255, 255, 255, scriptBytes.length, ...scriptBytes, 255, 255, 255, 255];
  const output = [...new Uint8Array(8), 0];
  return Uint8Array.from([...head, count, 1, 0, 0, 0, 1, ...input, 1, ...output, 0, 0, 0, 0]);
}

function startOf(bytes: Uint8Array): BlockStart {
  const start = parseBlockStart(bytes);
  assert.ok(!('code' in start), JSON.stringify(start));
  return start;
}

test('the start of a block is read although the rest is cut off, and not when the coinbase is', () => {
  const bytes = block({ script: '03a0bb0d', count: 200 });
  const start = startOf(Uint8Array.from([...bytes, 1, 2, 3]));
  assert.equal(start.coinbase.outputCount, 1);
  assert.equal(start.header.version, 2);
  const cut = parseBlockStart(bytes.subarray(0, bytes.length - 1));
  assert.ok('code' in cut && cut.code === 'end-of-data');
  const none = parseBlockStart(block({ script: '51', count: 0 }));
  assert.ok('code' in none && none.code === 'end-of-data');
});

test('the height is the first push of the script, from version 2 on', () => {
  const height = (script: string, version = 2): number | undefined => statedHeight(startOf(block({ version, script })));
  assert.equal(height('03a0bb0d2f666f6f'), 900_000);
  assert.equal(height('03a0bb0d', 1), undefined);
  assert.equal(height('03a0bb'), undefined);
  assert.equal(height('51'), 1);
  assert.equal(height('60'), 16);
  assert.equal(height('0111'), 17);
  assert.equal(height('04ffffff7f'), 2 ** 31 - 1);
  assert.equal(height('050000000001'), undefined);
  assert.equal(height('0181'), undefined);
  assert.equal(height('0100'), undefined);
  assert.equal(height(''), undefined);
});

test('any bytes are answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const start = parseBlockStart(bytes);
      if (!('code' in start)) statedHeight(start);
    }),
  );
});
