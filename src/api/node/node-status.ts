import type { Node } from '../../node/node.ts';
import type { NodeShell } from '../../platform/node-shell/node-shell.ts';
import { blockHashToHex } from '../../primitives/hash.ts';

/** How a node is doing: a line of `vigil node --json`. */
export interface NodeStatusDocument {
  readonly schema: 'vigil.node-status/1';
  readonly network: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** `headers`: it is not known yet how long the chain is; `blocks`: they are being fetched; `synced`. */
  readonly phase: 'headers' | 'blocks' | 'synced';
  /** Of the tip; its time is its own. */
  readonly height: number;
  readonly hash: string;
  readonly tipTime: number;
  /** Of the header with the most work. */
  readonly headersHeight: number;
  readonly headersTime: number;
  /** Height of headers that have not shown enough work yet; null when there are none. */
  readonly presyncHeight: number | null;
  readonly blocksPerSecond: number;
  readonly bytesPerSecond: number;
  /** Until all blocks are there, at this speed; null when that can't be told. */
  readonly secondsLeft: number | null;
  /** Peers whose handshake is done, and how many of them came to us. */
  readonly peers: number;
  readonly inbound: number;
  readonly mempool: { readonly transactions: number; readonly virtualBytes: number; readonly memoryBytes: number };
  /** Bytes over sockets since the start. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** What the process takes of the machine's memory. */
  readonly memoryBytes: number;
}

/** Sums up how a node is doing. */
export function nodeStatus(
  running: { readonly node: Node; readonly shell: NodeShell },
  facts: { readonly network: string; readonly nowMs: number; readonly memoryBytes: number },
): NodeStatusDocument {
  const { sync, pool, chain } = running.node.parts;
  const { network, nowMs, memoryBytes } = facts;
  const progress = sync.progress(nowMs);
  const ready = [...running.node.peers.sessions()].filter(({ handshake }) => handshake.isReady);
  const { receivedBytes, sentBytes } = running.shell.traffic;
  const isBehind = progress.blocksHeight < progress.headersHeight;
  const phase = !progress.isInitialBlockDownload ? 'synced' : isBehind ? 'blocks' : 'headers';
  return {
    schema: 'vigil.node-status/1',
    network,
    time: Math.floor(nowMs / 1000),
    phase,
    height: progress.blocksHeight,
    hash: blockHashToHex(chain.tree.hashOf(chain.active.tip)),
    tipTime: progress.blocksTimeSec,
    headersHeight: progress.headersHeight,
    headersTime: progress.headersTimeSec,
    presyncHeight: progress.presyncHeight ?? null,
    blocksPerSecond: progress.blocksPerSec,
    bytesPerSecond: progress.bytesPerSec,
    secondsLeft: progress.secondsLeft ?? null,
    peers: ready.length,
    inbound: ready.filter(({ kind }) => kind === 'inbound').length,
    mempool: { transactions: pool.size, virtualBytes: pool.totalVsize, memoryBytes: pool.usageBytes },
    receivedBytes,
    sentBytes,
    memoryBytes,
  };
}
