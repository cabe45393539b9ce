// Every message of the protocol, spoilt in every way that its bytes can be, before and after the handshake. Who sends what can't be
// read is dropped; nobody else is.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { decodeMessage } from '../../src/wire/message-decoder.ts';
import { HostileScene } from './hostile-scene.ts';
import { MESSAGE_SAMPLES } from './message-samples.ts';

/** Counts that are not those of what follows; the last is not written as short as it can be. */
const COUNTS = [
  Uint8Array.of(0xfd, 0xff, 0xff),
  Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0xff, 255, 255, 255, 255, 255, 255, 255, 255),
  Uint8Array.of(0xfd, 0x01, 0x00),
];

interface Spoilt {
  readonly how: string;
  readonly payload: Uint8Array;
}

/** The same message with something wrong: cut, filled, with other counts at its beginning, with something behind it. */
function spoil(payload: Uint8Array): Spoilt[] {
  const cuts = [0, 1, payload.length >> 1, payload.length - 1].filter((cut) => cut >= 0 && cut < payload.length);
  const spoilt = [...new Set(cuts)].map((cut) => ({ how: `cut to ${cut} bytes`, payload: payload.slice(0, cut) }));
  for (const fill of [0x00, 0x7f, 0xff]) {
    spoilt.push({ how: `filled with ${fill}`, payload: new Uint8Array(payload.length).fill(fill) });
  }
  for (const count of COUNTS) {
    for (const at of [0, 32, 36, 88].filter((each) => each <= payload.length)) {
      const bytes = Uint8Array.from([...payload.subarray(0, at), ...count, ...payload.subarray(at + 1)]);
      spoilt.push({ how: `count ${count.join()} at ${at}`, payload: bytes });
    }
  }
  spoilt.push({ how: 'with bytes behind it', payload: Uint8Array.from([...payload, ...new Uint8Array(100)]) });
  return spoilt;
}

const scene = new HostileScene();
let malformed = 0;

describe('malformed messages', () => {
  for (const { command, payload } of MESSAGE_SAMPLES) {
    test(`${command}: who sends what can't be read is dropped, and nobody else`, () => {
      for (const each of spoil(payload)) {
        const goneBefore = scene.gone.length;
        const offender = scene.enter();
        const id = [...scene.victim.peers.sessions()].at(-1)!.id;
        offender.do((peer) => peer.sendPayload(command, each.payload));
        scene.run(500);
        const gone = scene.gone.slice(goneBefore);
        assert(
          gone.every(({ peer }) => peer === id),
          `${command}, ${each.how}: nobody else is dropped`,
        );
        if ('code' in decodeMessage(command, each.payload)) {
          malformed++;
          assert.deepEqual(
            gone.map(({ reason }) => reason),
            [`malformed-${command}`],
            each.how,
          );
        } else if (gone.length === 0) {
          offender.do((peer) => peer.close());
          scene.run(500);
        }
      }
      scene.serveHonest();
    });

    test(`${command}: before the handshake it is passed over`, () => {
      if (command === 'version' || command === 'verack') return;
      const goneBefore = scene.gone.length;
      const early = scene.enter({ greets: false });
      early.do((peer) => {
        peer.sendPayload(command, payload);
        peer.sendVersion();
        peer.sendPayload(command, payload);
      });
      scene.run(1000);
      assert.equal(scene.gone.length, goneBefore);
      assert.equal(early.peer.counts.get('verack'), 1, 'the handshake goes on');
      early.do((peer) => peer.close());
      scene.run(500);
    });
  }

  after(() => assert(malformed > 100, `${malformed} payloads could not be read`));
});
