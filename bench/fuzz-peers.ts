// Random messages from random peers, to a node with honest ones beside: a million unless told.
//
//   npm run bench -- bench/fuzz-peers.ts [-- --messages 1000000] [--seed 1]
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { fuzzPeers } from '../test/hostile/peer-fuzz.ts';
import { benchArguments } from './bench-arguments.ts';

/** In one run of the property: a line is written after each. */
const MESSAGES_PER_RUN = 20_000;

const { values } = parseArgs({
  args: benchArguments(),
  options: { messages: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});

let [sent, sessions, dropped] = [0, 0, 0];
for (let seed = Number(values.seed); sent < Number(values.messages); seed++) {
  const result = fuzzPeers({ messages: Math.min(MESSAGES_PER_RUN, Number(values.messages) - sent), seed });
  sent += result.sent;
  sessions += result.sessions;
  dropped += result.dropped;
  stdout.write(`${sent} messages in ${sessions} connections, ${dropped} dropped by the node (seed ${seed})\n`);
}
