import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderTree } from '../../chain/header-tree.ts';
import { EASY_PARAMS, mineHeader, syntheticHeaders } from '../../chain/synthetic-headers.ts';
import { decodeHeader, HEADER_BYTES } from '../../primitives/header.ts';
import { seededRandom } from '../../../test/sync-node.ts';
import { HeaderBatch } from './header-batch.ts';
import { HEADER_COMMITMENT_PERIOD, HeadersPresync, REDOWNLOAD_BUFFER_SIZE } from './headers-presync.ts';

const COUNT = 20_000;
const HEADERS = syntheticHeaders(COUNT);
const NOW_MS = (decodeHeader(HEADERS, (COUNT - 1) * HEADER_BYTES).timeSec + 60) * 1000;

/** Work of the whole chain up to a height. */
function workUpTo(height: number): bigint {
  const first = new HeaderTree({ params: EASY_PARAMS });
  return first.chainworkOf(0) + new HeaderBatch(HEADERS.subarray(0, height * HEADER_BYTES)).claimedWork();
}

function batchOf(from: number, to: number, headers: Uint8Array = HEADERS): HeaderBatch {
  return new HeaderBatch(headers.subarray(from * HEADER_BYTES, to * HEADER_BYTES));
}

function presyncFor(
  requiredWork: bigint,
  options: { readonly nowMs?: number; readonly seed?: number } = {},
): HeadersPresync {
  const tree = new HeaderTree({ params: EASY_PARAMS });
  const random = seededRandom(options.seed ?? 1);
  const nowMs = options.nowMs ?? NOW_MS;
  return new HeadersPresync({ params: EASY_PARAMS, random, startRow: 0, requiredWork, nowMs }, tree);
}

/** Sends headers 2,000 at a time. @returns What is given out, and whether all was good. */
function sendAll(
  presync: HeadersPresync,
  headers: Uint8Array = HEADERS,
): { readonly given: Uint8Array[]; readonly isGood: boolean; readonly sentCount: number } {
  const given: Uint8Array[] = [];
  const count = headers.length / HEADER_BYTES;
  for (let from = 0; from < count; from += 2000) {
    const to = Math.min(count, from + 2000);
    const step = presync.receive(batchOf(from, to, headers), { isFull: to - from === 2000 });
    if (step.ready.length > 0) given.push(step.ready);
    if (!step.isGood) return { given, isGood: false, sentCount: to };
    if (!step.wantsMore || presync.phase !== 'presync' ? to === count : false) break;
    if (step.wantsMore && presync.phase === 'redownload' && given.length === 0 && presync.height === 0) {
      return { given, isGood: true, sentCount: to };
    }
    if (!step.wantsMore) return { given, isGood: true, sentCount: to };
  }
  return { given, isGood: true, sentCount: count };
}

test('a chain with enough work is gone through twice, and comes out as it went in', () => {
  const presync = presyncFor(workUpTo(COUNT));
  const first = sendAll(presync);
  assert.deepEqual([first.isGood, first.given.length, presync.phase], [true, 0, 'redownload']);
  const second = sendAll(presync);
  assert.equal(second.isGood, true);
  assert.deepEqual(Buffer.concat(second.given), Buffer.from(HEADERS));
  assert.equal(presync.phase, 'ended');
});

test('headers come out only with 14,621 others on top of them, until the work is reached', () => {
  const presync = presyncFor(workUpTo(COUNT));
  sendAll(presync);
  const outs: number[] = [];
  for (let from = 0; from < COUNT; from += 2000) {
    outs.push(presync.receive(batchOf(from, from + 2000), { isFull: true }).ready.length / HEADER_BYTES);
  }
  const [at16, at18] = [16_000 - REDOWNLOAD_BUFFER_SIZE, 2000];
  assert.deepEqual(outs, [0, 0, 0, 0, 0, 0, 0, at16, at18, COUNT - at16 - at18]);
});

test('the first time through nothing is kept but one bit of 615 headers, and the last hash', () => {
  const presync = presyncFor(workUpTo(COUNT) + 1n);
  const before = presync.sizeBytes;
  assert.equal(sendAll(presync).isGood, true);
  assert.equal(presync.phase, 'presync');
  assert.equal(presync.height, COUNT);
  assert.equal(presync.sizeBytes, before);
  assert.deepEqual(presync.locator().length, 2);
});

test('the memory for one peer has a bound: 1.6 MB while it sends a chain again', () => {
  const presync = presyncFor(workUpTo(COUNT));
  sendAll(presync);
  let largest = 0;
  for (let from = 0; from < COUNT; from += 2000) {
    presync.receive(batchOf(from, from + 2000), { isFull: true });
    largest = Math.max(largest, presync.sizeBytes);
  }
  assert.ok(largest <= 1_600_000, `${largest} bytes`);
});

test('another chain the second time is found out by the commitments', () => {
  // The same chain up to 10,000, then others: a fork with as much work.
  const fork = HEADERS.slice();
  let prev = decodeHeader(HEADERS, 9_999 * HEADER_BYTES);
  let prevHash = batchOf(9_999, 10_000).hash(0);
  for (let i = 10_000; i < COUNT; i++) {
    prev = decodeHeader(HEADERS, i * HEADER_BYTES);
    const bytes = mineHeader(EASY_PARAMS, { ...prev, prevHash, version: 0x2000_0001 });
    fork.set(bytes, i * HEADER_BYTES);
    prevHash = new HeaderBatch(bytes).hash(0);
  }
  let kept = 0;
  let caught = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const presync = presyncFor(workUpTo(COUNT), { seed });
    sendAll(presync);
    const { isGood, given } = sendAll(presync, fork);
    if (!isGood) caught++;
    for (const ready of given) kept += ready.length;
    assert.equal(presync.phase, 'ended');
  }
  // About 16 commitments: one chain in 65,000 gets through.
  assert.equal(caught, 20);
  assert.ok(kept / HEADER_BYTES / 20 < 10_000, 'nothing of the fork was given out');
});

test('a chain that ends before it has enough work ends the presync, and gives nothing', () => {
  const presync = presyncFor(workUpTo(COUNT) + 1n);
  for (let from = 0; from < 4000; from += 2000) presync.receive(batchOf(from, from + 2000), { isFull: true });
  const step = presync.receive(batchOf(4000, 5999), { isFull: false });
  assert.deepEqual([step.isGood, step.wantsMore, step.ready.length, presync.phase], [true, false, 0, 'ended']);
});

test('a chain that shows work and is not sent again ends without harm', () => {
  const presync = presyncFor(workUpTo(COUNT));
  sendAll(presync);
  const step = presync.receive(batchOf(0, 1999), { isFull: false });
  assert.deepEqual([step.isGood, step.wantsMore, step.ready.length, presync.phase], [true, false, 0, 'ended']);
});

test('headers that do not go on from the last ones end it, in both phases', () => {
  const first = presyncFor(workUpTo(COUNT));
  first.receive(batchOf(0, 2000), { isFull: true });
  assert.equal(first.receive(batchOf(2001, 4001), { isFull: true }).isGood, false);
  assert.equal(first.phase, 'ended');
  const second = presyncFor(workUpTo(COUNT));
  sendAll(second);
  second.receive(batchOf(0, 2000), { isFull: true });
  assert.equal(second.receive(batchOf(2001, 4001), { isFull: true }).isGood, false);
});

test('difficulty that no chain can have at that height ends it', () => {
  const raised = HEADERS.slice(0, 2000 * HEADER_BYTES);
  const header = decodeHeader(raised, 1999 * HEADER_BYTES);
  raised.set(mineHeader(EASY_PARAMS, { ...header, bits: 0x2000ffff }), 1999 * HEADER_BYTES);
  const presync = presyncFor(workUpTo(COUNT));
  assert.equal(presync.receive(new HeaderBatch(raised), { isFull: true }).isGood, false);
});

test('a chain with more headers than time allows is given up', () => {
  // So soon after the first block there can be six blocks a second, and two hours of the future: 43,200 in all.
  const startMs = (new HeaderTree({ params: EASY_PARAMS }).timeOf(0) - 2 * 3600) * 1000;
  const allowed = 10 * HEADER_COMMITMENT_PERIOD;
  const nowMs = startMs + Math.ceil(allowed / 6) * 1000;
  const { isGood, sentCount } = sendAll(presyncFor(workUpTo(COUNT), { nowMs }));
  assert.equal(isGood, false);
  assert.ok(sentCount > allowed && sentCount <= allowed + 2000 + HEADER_COMMITMENT_PERIOD, `${sentCount}`);
});
