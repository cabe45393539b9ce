import type { NodeEvent } from '../../node/node-event.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import type { BlockHash } from '../../primitives/hash.ts';

/** Blocks, and lines of each other kind, that are kept: the newest. */
const MAX_KEPT = 100;

/** A block as it was connected. */
export interface ArrivedBlock {
  readonly height: number;
  readonly hash: string;
  /** When it was connected, in milliseconds since 1970. */
  readonly arrivedAt: number;
  /** What its header says, in seconds since 1970. */
  readonly time: number;
  readonly transactions: number;
  readonly sizeBytes: number;
  readonly weightWu: number;
}

/** What has happened to a node, newest first. */
export interface NodeActivityDocument {
  readonly schema: 'vigil.node-activity/1';
  readonly network: string;
  readonly blocks: readonly ArrivedBlock[];
  /** Blocks that were taken out of the chain again, for a better one. */
  readonly disconnected: readonly { readonly height: number; readonly hash: string; readonly at: number }[];
  /** Blocks that break a rule. */
  readonly rejected: readonly { readonly hash: string; readonly reason: string; readonly at: number }[];
  /** Connections that have ended, and why. */
  readonly gone: readonly { readonly peer: number; readonly reason: string; readonly at: number }[];
}

/** Keeps what has happened to a node last. It takes next to nothing of each block: thousands may come in a second. */
export class NodeActivity {
  readonly #blocks: (Omit<ArrivedBlock, 'hash'> & { readonly hash: BlockHash })[] = [];
  readonly #disconnected: { readonly height: number; readonly hash: BlockHash; readonly at: number }[] = [];
  readonly #rejected: { readonly hash: BlockHash; readonly reason: string; readonly at: number }[] = [];
  readonly #gone: { readonly peer: number; readonly reason: string; readonly at: number }[] = [];

  /** Takes note of what the node tells. */
  take(event: NodeEvent, nowMs: number): void {
    switch (event.event) {
      case 'block-connected': {
        const { height, hash, block } = event;
        const { totalSize: sizeBytes, weight: weightWu, transactionCount: transactions } = block;
        const time = block.header.timeSec;
        keep(this.#blocks, { height, hash, arrivedAt: nowMs, time, transactions, sizeBytes, weightWu });
        return;
      }
      case 'block-disconnected':
        keep(this.#disconnected, { height: event.height, hash: event.hash, at: nowMs });
        return;
      case 'block-rejected':
        keep(this.#rejected, { hash: event.hash, reason: event.code, at: nowMs });
        return;
      case 'peer-gone':
        keep(this.#gone, { peer: event.peer, reason: event.reason, at: nowMs });
        return;
      default:
    }
  }

  document(network: string): NodeActivityDocument {
    const named = <Entry extends { readonly hash: BlockHash }>(entries: readonly Entry[]) =>
      entries.map((entry) => ({ ...entry, hash: blockHashToHex(entry.hash) })).toReversed();
    return {
      schema: 'vigil.node-activity/1',
      network,
      blocks: named(this.#blocks),
      disconnected: named(this.#disconnected),
      rejected: named(this.#rejected),
      gone: this.#gone.toReversed(),
    };
  }
}

function keep<Entry>(entries: Entry[], entry: Entry): void {
  if (entries.length >= MAX_KEPT) entries.shift();
  entries.push(entry);
}
