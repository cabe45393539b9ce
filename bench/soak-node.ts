// The node of `bench/soak.ts`, in a process of its own: chain on disk, sockets on the loopback, mining on demand.
//
//   node dist/bench/soak-node.js FOLDER THREADS SAMPLE_SECONDS      (with an IPC channel)
import { loadavg } from 'node:os';
import process, { argv, cpuUsage, exit, memoryUsage } from 'node:process';
import { bytesToHex } from '../src/bytes/hex.ts';
import { networkParams } from '../src/consensus/params.ts';
import { generateBlock } from '../src/node/mining-commands.ts';
import type { NodeEvent } from '../src/node/node-event.ts';
import { Node } from '../src/node/node.ts';
import {
  MEMPOOL_SCRIPT_CACHE_BYTES,
  DEFAULT_DB_CACHE_MIB,
  openChain,
} from '../src/platform/chain-folder/open-chain.ts';
import { systemClock } from '../src/platform/clock.ts';
import { HostNames } from '../src/platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../src/platform/node-shell/network-routes.ts';
import { NodeShell } from '../src/platform/node-shell/node-shell.ts';
import { SavedFiles } from '../src/platform/node-shell/saved-files.ts';
import { SystemRandom } from '../src/platform/random.ts';
import { ANYONE_CAN_SPEND } from '../src/lab/anyone-can-spend.ts';
import { StallClock } from './soak/stall-clock.ts';
import type { SoakOrder, SoakReport, SoakTip } from './soak/soak-messages.ts';

const [folder = '', threads = '1', sampleSeconds = '10'] = argv.slice(2);
const params = networkParams('regtest');

/** Why connections end that the other side has ended. */
const PEERS_OWN: ReadonlySet<string> = new Set([
  'peer-closed',
  'connection-reset',
  'connection-lost',
  'connection-failed',
]);

const opened = await openChain({
  dataDir: folder,
  network: 'regtest',
  dbCacheMib: DEFAULT_DB_CACHE_MIB,
  threads: Number(threads),
  scriptCacheBytes: MEMPOOL_SCRIPT_CACHE_BYTES,
});
const { chain, reader, scriptCache, secp256k1 } = opened;
const random = new SystemRandom();
const node = new Node(
  { params, userAgent: '/Vigil:soak/', connect: [], usesDnsSeeds: false, listens: true },
  { chain, reader, scriptCache, secp256k1, random },
);
const shell = new NodeShell(
  { listen: [{ host: '127.0.0.1', port: 0 }] },
  {
    node,
    clock: systemClock,
    random,
    chain: { commit: () => opened.flush() },
    files: new SavedFiles(opened.paths.folder, () => {}),
    routes: new NetworkRoutes({}),
    names: new HostNames(),
    onEvent: hear,
  },
);

function report(what: SoakReport): void {
  process.send!(what);
}

function tip(): SoakTip {
  const { tree, active } = chain;
  const row = active.tip;
  return {
    height: active.height,
    hash: bytesToHex(tree.hashOf(row)),
    timeSec: tree.timeOf(row),
    medianTimePastSec: tree.medianTimePast(row),
  };
}

function hear(event: NodeEvent): void {
  if (event.event === 'block-rejected') report({ report: 'rejected', code: event.code });
  if (event.event === 'peer-gone' && !PEERS_OWN.has(event.reason)) report({ report: 'dropped', reason: event.reason });
  if (event.event !== 'block-connected') return;
  const { block } = event;
  const txids = Array.from({ length: block.transactionCount }, (_, i) => bytesToHex(block.txid(i)));
  report({ report: 'tip', tip: tip(), txids });
}

async function mine(): Promise<void> {
  await shell.call((nowMs) =>
    node.act(nowMs, (parts) => generateBlock(parts, { params, coinbaseScript: ANYONE_CAN_SPEND, nowMs })),
  );
}

const stalls = new StallClock();
const startMs = performance.now();
let [lastMs, lastCpu] = [startMs, cpuUsage()];

function sample(): void {
  const { pool } = node.parts;
  const { rss, heapUsed, external, arrayBuffers } = memoryUsage();
  const nowMs = performance.now();
  const { user, system } = cpuUsage(lastCpu);
  const cpuShare = (user + system) / 1000 / (nowMs - lastMs);
  [lastMs, lastCpu] = [nowMs, cpuUsage()];
  const { receivedBytes, sentBytes } = shell.traffic;
  report({
    report: 'sample',
    sample: {
      ...stalls.take(),
      atSec: (nowMs - startMs) / 1000,
      rssBytes: rss,
      heapBytes: heapUsed,
      externalBytes: external,
      arrayBufferBytes: arrayBuffers,
      cpuShare,
      height: chain.active.height,
      mempoolCount: pool.size,
      mempoolBytes: pool.usageBytes,
      peers: node.peers.openCount,
      addresses: node.addresses.size,
      orphans: node.parts.relay.orphanCount,
      receivedBytes,
      sentBytes,
      loadAverage: loadavg()[0]!,
    },
  });
}

async function end(): Promise<void> {
  const failure = await shell.stop();
  await opened.abandon();
  report({ report: 'ended', failure: failure?.message });
  exit(failure === undefined ? 0 : 1);
}

await shell.start();
process.on('message', (message) => {
  const { order } = message as SoakOrder;
  if (order === 'mine') void mine();
  else void end();
});
// Whoever drives it is gone.
process.on('disconnect', () => exit(1));
void shell.ended.then((failure) => failure !== undefined && void end());
stalls.take();
setInterval(sample, Number(sampleSeconds) * 1000);
report({ report: 'ready', port: shell.listening[0]!.port, tip: tip(), seesWaiting: stalls.seesWaiting });
