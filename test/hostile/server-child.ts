// A node on real sockets in a process of its own, so that its memory and its stalls are its own: for the hostile runs.
//
// Says its port, then answers each line of its parent with figures: `figures`, or `mine`, which mines a block first; `reset`
// begins to measure anew. Ends when its parent does.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { send, strictMine } from './server-messages.ts';
import type { ServerFigures } from './server-messages.ts';
import { VigilNode } from '../interop/vigil-node.ts';

/** Blocks in the beginning. */
const BLOCKS = 150;

const node = await VigilNode.start({ maxConnections: Number(process.env['VIGIL_MAX_CONNECTIONS'] ?? 125) });
await node.mine(BLOCKS);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let peakRssBytes = 0;
const watch = setInterval(() => (peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss())), 20);
watch.unref();

function figures(): ServerFigures {
  const reasons: Record<string, number> = {};
  for (const event of node.events) {
    if (event.event === 'peer-gone') reasons[event.reason] = (reasons[event.reason] ?? 0) + 1;
  }
  const { rss } = process.memoryUsage();
  return {
    rssBytes: rss,
    peakRssBytes: Math.max(peakRssBytes, rss),
    stallMs: Math.max(0, delay.max / 1e6 - 5),
    height: node.height,
    connections: node.node.peers.openCount,
    gone: reasons,
  };
}

process.on('message', (line) => void answer(String(line)));
process.on('disconnect', () => process.exit(0));

async function answer(line: string): Promise<void> {
  if (line === 'mine') await strictMine(node);
  if (line === 'reset') {
    delay.reset();
    peakRssBytes = 0;
    node.events.length = 0;
  }
  send({ figures: figures() });
}

send({ port: node.port });
