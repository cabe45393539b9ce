import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { testTransaction } from '../../test/block-builder.ts';
import { COMMANDS, anyMessage, comparable } from '../../test/wire-messages.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Message, MessageOf } from './message.ts';
import { decodeMessage } from './message-decoder.ts';
import { encodeMessage } from './message-encoder.ts';
import type { WireReject } from './wire-reject.ts';

/** The code of the reject, or the type of the message. */
function verdict(command: string, payload: Uint8Array): string {
  const result = decodeMessage(command, payload);
  return 'code' in result ? result.code : result.type;
}

/** A payload: a count, then that many times the same bytes, then others. */
function listPayload(count: number, item: Uint8Array, after: Uint8Array = new Uint8Array(0)): Uint8Array {
  const items = new Uint8Array(count * item.length);
  for (let i = 0; i < count; i++) items.set(item, i * item.length);
  return new ByteWriter().compactSize(count).raw(items).raw(after).finish();
}

test('every message is read as it was written', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const { command, payload } = encodeMessage(message);
      assert.deepEqual(comparable(decodeMessage(command, payload)), comparable(message));
    }),
    { numRuns: 1_500 },
  );
});

test('the messages of these tests are of every type that there is', () => {
  const types = new Set(fc.sample(anyMessage, { numRuns: 2_000, seed: 1 }).map(({ type }) => type));
  assert.deepEqual([...types].toSorted(), [...COMMANDS, 'unknown'].toSorted());
});

test('bytes after the last field are ignored', () => {
  fc.assert(
    fc.property(anyMessage, fc.uint8Array({ minLength: 1, maxLength: 40 }), (message, extra) => {
      const { command, payload } = encodeMessage(message);
      const longer = Uint8Array.of(...payload, ...extra);
      assert.deepEqual(comparable(decodeMessage(command, longer)), comparable(message));
    }),
  );
});

test('a message that is cut anywhere is refused, but for a version message between its later fields', () => {
  fc.assert(
    fc.property(anyMessage, fc.nat(), (message, at) => {
      const { command, payload } = encodeMessage(message);
      const cut = payload.slice(0, payload.length === 0 ? 0 : at % payload.length);
      const result = decodeMessage(command, cut);
      const mayEnd = message.type === 'version' && cut.length >= 46 && !isCutInField(cut, payload);
      const expected = mayEnd || payload.length === 0 ? undefined : 'end-of-data';
      assert.equal('code' in result ? result.code : undefined, expected, `${message.type} of ${cut.length} bytes`);
    }),
    { numRuns: 1_000 },
  );
});

/** Whether a version message of 46 bytes and more ends within a field. */
function isCutInField(cut: Uint8Array, whole: Uint8Array): boolean {
  const userAgentBytes = whole.length - 46 - 34 - 5 - (whole[80] === 0xfd ? 3 : 1);
  const userAgentEnd = 80 + (whole[80] === 0xfd ? 3 : 1) + userAgentBytes;
  return ![46, 80, userAgentEnd, userAgentEnd + 4].includes(cut.length);
}

test('no bytes make a decoder throw, and what it reads can be written again', () => {
  const command = fc.constantFrom(...COMMANDS);
  fc.assert(
    fc.property(command, fc.uint8Array({ maxLength: 400 }), (name, payload) => {
      const result = decodeMessage(name, payload);
      if (!('code' in result)) assertStable(result);
    }),
    { numRuns: 20_000 },
  );
});

test('no change of a message makes a decoder throw, and what it reads can be written again', () => {
  const change = fc.record({ at: fc.nat(), byte: fc.constantFrom(0, 1, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff) });
  fc.assert(
    fc.property(anyMessage, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
      const { command, payload } = encodeMessage(message);
      const changed = payload.slice();
      for (const { at, byte } of changes) if (changed.length > 0) changed[at % changed.length] = byte;
      const result = decodeMessage(command, changed);
      if (!('code' in result)) assertStable(result);
    }),
    { numRuns: 5_000 },
  );
});

function assertStable(message: Message): void {
  const { command, payload } = encodeMessage(message);
  assert.deepEqual(comparable(decodeMessage(command, payload)), comparable(message));
}

test('an empty payload is refused where a message has fields', () => {
  const bare = ['verack', 'sendaddrv2', 'merkleblock', 'getaddr', 'mempool', 'filterload', 'filteradd', 'filterclear'];
  const mayBeEmpty = new Set([...bare, 'sendheaders', 'wtxidrelay']);
  for (const command of COMMANDS) {
    assert.equal(verdict(command, new Uint8Array(0)), mayBeEmpty.has(command) ? command : 'end-of-data');
  }
});

test('lists are read up to their limits', () => {
  const hash = new Uint8Array(32);
  const limits: readonly [command: string, limit: number, item: Uint8Array, after: Uint8Array][] = [
    ['inv', 50_000, new Uint8Array(36), new Uint8Array(0)],
    ['getdata', 50_000, new Uint8Array(36), new Uint8Array(0)],
    ['notfound', 50_000, new Uint8Array(36), new Uint8Array(0)],
    ['headers', 2_000, new Uint8Array(81), new Uint8Array(0)],
    ['addr', 1_000, new Uint8Array(30), new Uint8Array(0)],
    // Time, services, IPv4, its length, its four bytes, the port.
    ['addrv2', 1_000, Uint8Array.of(0, 0, 0, 0, 0, 1, 4, 1, 2, 3, 4, 0, 0), new Uint8Array(0)],
  ];
  for (const [command, limit, item, after] of limits) {
    assert.equal(verdict(command, listPayload(limit, item, after)), command);
    assert.deepEqual(decodeMessage(command, listPayload(limit + 1, item, after)), {
      code: 'too-many-items',
      count: limit + 1,
      limit,
    });
  }
  const version = new Uint8Array(4);
  for (const command of ['getheaders', 'getblocks']) {
    const payload = (count: number): Uint8Array => Uint8Array.of(...version, ...listPayload(count, hash, hash));
    assert.equal(verdict(command, payload(101)), command);
    assert.equal(verdict(command, payload(102)), 'too-many-items');
  }
  const cfheaders = (count: number): Uint8Array => Uint8Array.of(...new Uint8Array(65), ...listPayload(count, hash));
  assert.equal(verdict('cfheaders', cfheaders(2_000)), 'cfheaders');
  assert.equal(verdict('cfheaders', cfheaders(2_001)), 'too-many-items');
});

test('a stated count is not believed before the bytes are there', () => {
  for (const command of ['blocktxn', 'getblocktxn', 'cfcheckpt']) {
    const prefix = new Uint8Array(command === 'cfcheckpt' ? 33 : 32);
    const payload = Uint8Array.of(...prefix, 0xfd, 0xff, 0xff);
    assert.equal(verdict(command, payload), 'end-of-data');
    assert.equal(verdict(command, Uint8Array.of(...prefix, 0xfe, 1, 0, 0, 2)), 'size-too-large');
    assert.equal(verdict(command, Uint8Array.of(...prefix, 0xfd, 0xfc, 0)), 'non-canonical-size');
  }
});

test('a count of transactions behind a header is ignored, whatever it is', () => {
  const header = new Uint8Array(80).fill(7);
  const payload = Uint8Array.of(2, ...header, 0xfd, 0xfd, 0, ...header, 0);
  const message = decodeMessage('headers', payload) as MessageOf<'headers'>;
  assert.deepEqual(message.headers, new Uint8Array(160).fill(7));
  assert.equal(verdict('headers', Uint8Array.of(1, ...header)), 'end-of-data');
});

test('what has no decoder is unknown, whatever it holds', () => {
  assert.deepEqual(decodeMessage('reject', Uint8Array.of(1, 2, 3)), { type: 'unknown', command: 'reject' });
  assert.deepEqual(decodeMessage('', new Uint8Array(0)), { type: 'unknown', command: '' });
});

test('transactions with a bad witness are refused for what Core refuses them for', () => {
  const stripped = testTransaction().serialized();
  // Marker and flag, with an empty witness for the one input.
  const empty = [...stripped.subarray(0, 4), 0, 1, ...stripped.subarray(4, -4), 0, ...stripped.subarray(-4)];
  assert.equal(verdict('tx', Uint8Array.from(empty)), 'superfluous-witness-record');
  const flagged = [...stripped.subarray(0, 4), 0, 2, ...stripped.subarray(4)];
  const reject = decodeMessage('tx', Uint8Array.from(flagged)) as WireReject;
  assert.equal(reject.code, 'unknown-transaction-optional-data');
});

test('hashes and addresses do not hold on to the payload, transactions do', () => {
  const payload = listPayload(1, new Uint8Array(36));
  const inv = decodeMessage('inv', payload) as MessageOf<'inv'>;
  assert.notEqual(inv.inventory[0]?.hash.buffer, payload.buffer);
  const bytes = testTransaction().serialized().slice();
  const tx = decodeMessage('tx', bytes) as MessageOf<'tx'>;
  assert.equal(tx.tx.bytes, bytes);
});
