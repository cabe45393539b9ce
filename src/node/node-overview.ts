import type { NetworkName } from '../consensus/params.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import type { MessageTraffic } from '../net/session/traffic.ts';
import type { BlockArrival, BlockRejection, NodeJournal, PeerDeparture, TrafficSample } from './node-journal.ts';
import type { Node } from './node.ts';
import { peerOverview } from './peer-overview.ts';
import type { PeerOverview } from './peer-overview.ts';

/** Where a node is on its way. */
export type NodePhase =
  /** How long the chain is, is not known yet. */
  | 'headers'
  /** Blocks are being fetched. */
  | 'blocks'
  /** As far as others are. */
  | 'synced';

/** How far a node has come. Times in seconds since 1970. */
export interface SyncOverview {
  readonly phase: NodePhase;
  readonly isInitialBlockDownload: boolean;
  /** Of the tip. */
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
}

/** Messages of one name, both ways. */
export interface MessageOverview {
  readonly type: string;
  readonly receivedCount: number;
  readonly receivedBytes: number;
  readonly sentCount: number;
  readonly sentBytes: number;
}

/** What a running node does. */
export interface RunningOverview {
  /** Since when it runs: seconds since 1970. */
  readonly started: number;
  /** What the process takes of the machine's memory. */
  readonly memoryBytes: number;
  readonly sync: SyncOverview;
  readonly mempool: {
    readonly transactions: number;
    readonly virtualBytes: number;
    readonly memoryBytes: number;
    readonly feesSats: number;
    /** What a transaction has to pay to be taken: satoshis for 1,000 virtual bytes. */
    readonly minFeeSatsPerKvb: number;
  };
  /** Since when no peer is connected; null while one is. */
  readonly aloneSince: number | null;
  /** Whether any was connected since the start. */
  readonly hasHadPeers: boolean;
  /** Connections that are being opened, or in their handshake. */
  readonly connecting: number;
  readonly peers: readonly PeerOverview[];
  readonly traffic: {
    /** Since the start, framing included. */
    readonly receivedBytes: number;
    readonly sentBytes: number;
    readonly samples: readonly TrafficSample[];
    /** Payloads by name, most bytes first. */
    readonly messages: readonly MessageOverview[];
  };
  /** Newest first. */
  readonly blocks: readonly BlockArrival[];
  readonly rejections: readonly BlockRejection[];
  readonly departures: readonly PeerDeparture[];
}

/** A node, for people: `GET /api/v1/node`, a line of `vigil node --json`. */
export interface NodeDocument {
  readonly schema: 'vigil.node-overview/1';
  readonly version: string;
  readonly network: NetworkName;
  /** Seconds since 1970. */
  readonly time: number;
  /** `off`: none was asked for; `failed`: `reason` says why. */
  readonly state: 'off' | 'starting' | 'running' | 'failed' | 'stopped';
  readonly reason: string | null;
  /** How it stands, in one plain sentence. */
  readonly sentence: string;
  /** Null unless it is running. */
  readonly node: RunningOverview | null;
}

/** Sums up what a node does. */
export function runningOverview(
  node: Node,
  facts: { readonly journal: NodeJournal; readonly nowMs: number; readonly memoryBytes: number },
): RunningOverview {
  const { journal, nowMs, memoryBytes } = facts;
  const { pool, policy } = node.parts;
  const sessions = [...node.peers.sessions()];
  const ready = sessions.filter(({ handshake }) => handshake.isReady);
  const minFee = pool.minFeeRateSatsPerKvb(Math.floor(nowMs / 1000));
  const leastFee = policy.minRelayFeeSatsPerKvb;
  return {
    started: journal.startSec,
    memoryBytes,
    sync: syncOverview(node, nowMs),
    mempool: {
      transactions: pool.size,
      virtualBytes: pool.totalVsize,
      memoryBytes: pool.usageBytes,
      feesSats: Number(pool.totalFeesSats),
      minFeeSatsPerKvb: Number(minFee > leastFee ? minFee : leastFee),
    },
    aloneSince: journal.aloneSinceSec ?? null,
    hasHadPeers: journal.hasHadPeers,
    connecting: [...node.peers.opening()].length + sessions.length - ready.length,
    peers: ready.map((session) => peerOverview(session, node.parts)),
    traffic: trafficOverview(node, journal),
    blocks: journal.blocks,
    rejections: journal.rejections,
    departures: journal.departures,
  };
}

function syncOverview(node: Node, nowMs: number): SyncOverview {
  const { chain, sync } = node.parts;
  const progress = sync.progress(nowMs);
  const { isInitialBlockDownload, blocksHeight, headersHeight } = progress;
  return {
    phase: phaseOf({ isInitialBlockDownload, blocksHeight, headersHeight }),
    isInitialBlockDownload,
    height: blocksHeight,
    hash: blockHashToHex(chain.tree.hashOf(chain.active.tip)),
    tipTime: progress.blocksTimeSec,
    headersHeight,
    headersTime: progress.headersTimeSec,
    presyncHeight: progress.presyncHeight ?? null,
    blocksPerSecond: progress.blocksPerSec,
    bytesPerSecond: progress.bytesPerSec,
    secondsLeft: progress.secondsLeft ?? null,
  };
}

function phaseOf(progress: {
  readonly isInitialBlockDownload: boolean;
  readonly blocksHeight: number;
  readonly headersHeight: number;
}): NodePhase {
  if (!progress.isInitialBlockDownload) return 'synced';
  return progress.blocksHeight < progress.headersHeight ? 'blocks' : 'headers';
}

function trafficOverview(node: Node, journal: NodeJournal): RunningOverview['traffic'] {
  const total = node.peers.totalTraffic();
  const { receivedBytes, sentBytes, received, sent } = total;
  const types = [...new Set([...received.keys(), ...sent.keys()])];
  const none: MessageTraffic = { count: 0, sizeBytes: 0 };
  const messages = types.map((type) => {
    const { count: receivedCount, sizeBytes: bytesIn } = received.get(type) ?? none;
    const { count: sentCount, sizeBytes: bytesOut } = sent.get(type) ?? none;
    return { type, receivedCount, receivedBytes: bytesIn, sentCount, sentBytes: bytesOut };
  });
  messages.sort((a, b) => b.receivedBytes + b.sentBytes - a.receivedBytes - a.sentBytes || (a.type < b.type ? -1 : 1));
  return { receivedBytes, sentBytes, samples: journal.samples, messages };
}
