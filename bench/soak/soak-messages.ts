import type { Stalls } from './stall-clock.ts';

/** What the driver asks of the node's process. */
export type SoakOrder = { readonly order: 'mine' } | { readonly order: 'stop' };

/** Where the node's chain ends. */
export interface SoakTip {
  readonly height: number;
  /** Hex, in wire order. */
  readonly hash: string;
  readonly timeSec: number;
  readonly medianTimePastSec: number;
}

/** How the node's process is doing. */
export interface SoakSample extends Stalls {
  /** Since the node was started. */
  readonly atSec: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly arrayBufferBytes: number;
  /** Of the whole process, as a part of one core. */
  readonly cpuShare: number;
  readonly height: number;
  readonly mempoolCount: number;
  readonly mempoolBytes: number;
  readonly peers: number;
  readonly addresses: number;
  readonly orphans: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** Of all processes on the machine, over the last minute. */
  readonly loadAverage: number;
}

/** What the node's process tells the driver. */
export type SoakReport =
  | { readonly report: 'ready'; readonly port: number; readonly tip: SoakTip; readonly seesWaiting: boolean }
  /** A block was connected; `txids` in hex, in wire order. */
  | { readonly report: 'tip'; readonly tip: SoakTip; readonly txids: readonly string[] }
  | { readonly report: 'rejected'; readonly code: string }
  /** The node has dropped a peer. */
  | { readonly report: 'dropped'; readonly reason: string }
  | { readonly report: 'sample'; readonly sample: SoakSample }
  | { readonly report: 'ended'; readonly failure: string | undefined };
