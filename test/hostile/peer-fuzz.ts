import fc from 'fast-check';
import { assert } from '../../src/bytes/assert.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import { COMMANDS, anyMessage } from '../wire-messages.ts';
import { HostileScene } from './hostile-scene.ts';

/** What a peer sends: a good message of random content, random bytes under a good name, or random bytes. */
const anySent = fc.oneof(
  { weight: 6, arbitrary: anyMessage.map((message) => ({ kind: 'message', message }) as const) },
  {
    weight: 3,
    arbitrary: fc
      .record({ command: fc.constantFrom(...COMMANDS), payload: fc.uint8Array({ maxLength: 400 }) })
      .map((payload) => ({ kind: 'payload', ...payload }) as const),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ kind: 'bytes', bytes }) as const) },
);

/** Messages of one connection. */
const anySession = fc.array(anySent, { minLength: 1, maxLength: 20 });

/** How often honest peers are looked after. */
const SESSIONS_BETWEEN_SERVICE = 50;

/** What a run came to. */
export interface PeerFuzzResult {
  readonly sent: number;
  readonly sessions: number;
  readonly dropped: number;
}

/**
 * Sends random things to a node, connection after connection, and sees that it stays up, that only who sends them is dropped, and
 * that honest peers are served.
 *
 * @param options.messages How many things are sent, about.
 * @throws With the seed and the path that replay it, when something is wrong.
 */
export function fuzzPeers(options: { readonly messages: number; readonly seed: number }): PeerFuzzResult {
  let scene = new HostileScene({ seed: options.seed });
  let [sent, sessions, dropped] = [0, 0, 0];
  const property = fc.property(anySession, (session) => {
    sessions++;
    const goneBefore = scene.gone.length;
    const offender = scene.enter();
    const id = [...scene.victim.peers.sessions()].at(-1)!.id;
    for (const each of session) {
      if (offender.peer.isClosed) break;
      sent++;
      offender.do((peer) => {
        if (each.kind === 'message') {
          const { command, payload } = encodeMessage(each.message);
          peer.sendPayload(command, payload);
        } else if (each.kind === 'payload') peer.sendPayload(each.command, each.payload);
        else peer.sendBytes(each.bytes);
      });
    }
    scene.run(500);
    const gone = scene.gone.slice(goneBefore);
    dropped += gone.length;
    assert(
      gone.every(({ peer }) => peer === id),
      `only the offender is dropped, not ${gone.map(({ reason }) => reason).join()}`,
    );
    if (!offender.peer.isClosed) {
      offender.do((peer) => peer.close());
      scene.run(500);
    }
    if (sessions % SESSIONS_BETWEEN_SERVICE === 0) {
      scene.serveHonest();
      assert(scene.honestCount === 3, 'honest peers stay');
    }
    // The world remembers all who were in it: a new one from time to time.
    if (sessions % 2000 === 0) scene = new HostileScene({ seed: options.seed + sessions });
  });
  // Each session has ten messages and a half, and ends with the first that has the connection closed.
  const numRuns = Math.ceil(options.messages / 4);
  fc.assert(property, { seed: options.seed, numRuns, endOnFailure: true });
  return { sent, sessions, dropped };
}
