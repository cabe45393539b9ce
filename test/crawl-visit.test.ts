import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { networkParams } from '../src/consensus/params.ts';
import { Visit } from '../src/net/crawl/visit.ts';
import type { VisitResult } from '../src/net/crawl/visit.ts';
import { FakeNode, gossiped } from './crawl-fake-node.ts';
import type { Manner } from './crawl-fake-node.ts';
import { seededRandom } from './seeded-random.ts';

const NOW_MS = 1_700_000_000_000;
const ADDRESSES = Array.from({ length: 40 }, (_, i) => gossiped([80, i, 1, 1], { timeSec: NOW_MS / 1000 }));

/** Lets a visitor and a node talk until one of them is done, or has nothing to say; then until the visitor's time is over. */
function talk(
  manner: Manner,
  options: {
    readonly usesV2?: boolean;
    readonly takesV2?: boolean;
    readonly asks?: boolean;
    readonly sends?: number;
  } = {},
): { readonly result: VisitResult; readonly node: FakeNode; readonly endedMs: number } {
  const { usesV2 = false, takesV2 = true, asks = true, sends = 3000 } = options;
  const random = seededRandom(1);
  const node = new FakeNode(manner, { addresses: ADDRESSES, random, takesV2 });
  const address = ADDRESSES[0]!.address;
  const { magic } = networkParams('regtest');
  const visit = new Visit({ address, magic, userAgent: '/Vigil:1(crawler)/', usesV2, asks, nowMs: NOW_MS }, { random });
  let out = visit.start();
  for (let round = 0; round < sends; round++) {
    const answer = node.receive(out);
    const more = round > 0 ? node.more() : undefined;
    const bytes = [...answer.send, ...(more === undefined ? [] : [more])].filter(({ length }) => length > 0);
    const step = answer.closes
      ? visit.closed('peer-closed')
      : bytes.length === 0
        ? visit.tick(visit.deadlineMs)
        : visit.receive(Uint8Array.from(bytes.flatMap((part) => [...part])), NOW_MS + round);
    if (step.result !== undefined) {
      node.receive(step.send);
      return { result: step.result, node, endedMs: bytes.length === 0 ? visit.deadlineMs : NOW_MS + round };
    }
    if (bytes.length === 0) break;
    out = step.send;
  }
  throw new Error('the visit did not end');
}

describe('Visit', () => {
  for (const usesV2 of [false, true]) {
    test(`greets, asks once, takes the answer and leaves${usesV2 ? ', encrypted' : ''}`, () => {
      const { result, node } = talk('good', { usesV2 });
      assert.equal(result.outcome, 'reached');
      assert.equal(result.answered, true);
      assert.deepEqual(result.addresses, ADDRESSES);
      assert.equal(result.userAgent, '/Fake:1/');
      assert.equal(node.asked, 1);
      assert.equal(node.userAgent, '/Vigil:1(crawler)/');
      assert.equal(node.wantsTransactions, false);
    });
  }

  test('a node that was asked today is greeted only', () => {
    const { result, node } = talk('good', { asks: false });
    assert.equal(result.outcome === 'reached' && result.answered, null);
    assert.equal(node.asked, 0);
  });

  test('pings are answered', () => {
    assert.equal(talk('no-answer').node.pongs, 1);
  });

  test('a node that never answers the question has been reached; the visit ends after a minute', () => {
    const { result, endedMs } = talk('no-answer');
    assert.equal(result.outcome === 'reached' && result.answered, false);
    assert.ok(endedMs >= NOW_MS + 60_000 && endedMs <= NOW_MS + 61_000);
  });

  test('silence, and a greeting that is never finished, end after twenty seconds', () => {
    for (const [manner, reason] of [
      ['silent', 'no-version'],
      ['no-verack', 'handshake-timeout'],
    ] as const) {
      const { result, endedMs } = talk(manner);
      assert.deepEqual(result, { outcome: 'failed', reason }, manner);
      assert.equal(endedMs, NOW_MS + 20_000);
    }
  });

  test('endless addresses, and endless messages, end by their number', () => {
    for (const manner of ['endless', 'flood'] as const) {
      const { result } = talk(manner);
      assert.equal(result.outcome, 'reached', manner);
      assert.ok(result.addresses.length <= 200);
    }
  });

  test('bytes of no node fail, and so does the encrypted greeting of a node that does not speak it', () => {
    assert.deepEqual(talk('garbage').result, { outcome: 'failed', reason: 'bad-message-start' });
    assert.equal(talk('good', { usesV2: true, takesV2: false }).result.outcome, 'failed');
  });
});
