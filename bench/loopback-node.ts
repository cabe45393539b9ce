// A node of ours on the loopback, in a process of its own: for benchmarks that hold it beside bitcoind.
//
//   node dist/bench/loopback-node.js      (with an IPC channel)
import process from 'node:process';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { VigilNode } from '../test/interop/vigil-node.ts';
import type { LoopbackOrder, LoopbackReport } from './loopback/loopback-messages.ts';

function report(what: LoopbackReport): void {
  process.send!(what);
}

const node = await VigilNode.start({
  isOnDisk: true,
  onEvent: (event) => {
    if (event.event === 'block-connected') report({ report: 'tip', hash: blockHashToHex(event.hash) });
  },
});

async function obey(order: LoopbackOrder): Promise<void> {
  switch (order.order) {
    case 'status': {
      const { pool } = node.parts;
      const peers = node.peers.length;
      return report({ report: 'status', mempool: pool.size, height: node.height, tip: node.tip, peers });
    }
    case 'connect':
      return node.connectTo(order.port, { usesV2: order.usesV2 });
    case 'stop':
      await node.stop();
      process.exit(0);
  }
}

process.on('message', (message) => void obey(message as LoopbackOrder));
process.on('disconnect', () => process.exit(1));
report({ report: 'ready', port: node.port });
