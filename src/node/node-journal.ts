import type { PeerId } from '../net/peer.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import { formatAddress } from '../wire/net-address-text.ts';
import { sanitizeText } from '../wire/version-codec.ts';
import type { NodeEvent } from './node-event.ts';

/** What is remembered: enough to be read, little enough to be sent each second. */
const MAX_BLOCKS = 24;
const MAX_DEPARTURES = 12;
const MAX_REJECTIONS = 8;

/** Traffic is sampled so often, and so many samples are kept: the last 15 minutes. */
export const SAMPLE_MS = 5_000;
const MAX_SAMPLES = 181;

/** A block as it came. Times in seconds since 1970. */
export interface BlockArrival {
  readonly height: number;
  /** As people write it. */
  readonly hash: string;
  /** The miner's own time. */
  readonly time: number;
  /** When it was connected here. */
  readonly arrived: number;
  readonly transactions: number;
  readonly sizeBytes: number;
  readonly weightWu: number;
  /** Who gave it, where it was connected as it came; else null: it was there before, or is our own. */
  readonly from: string | null;
  /** Whether a reorganization has taken it out of the chain again. */
  readonly isStale: boolean;
}

/** A connection that was ready, and is gone. */
export interface PeerDeparture {
  readonly time: number;
  readonly address: string;
  readonly userAgent: string;
  readonly reason: string;
}

/** A block that broke a rule. */
export interface BlockRejection {
  readonly time: number;
  readonly hash: string;
  readonly code: string;
  readonly from: string | null;
}

/** Bytes on the wire since the start, at one moment (seconds since 1970). */
export interface TrafficSample {
  readonly time: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/**
 * Remembers the last things that a node has told, for people to read: blocks as they came, who left and why, traffic. It is
 * given each event with the time, and forgets the oldest.
 */
export class NodeJournal {
  readonly #names = new Map<PeerId, { readonly address: string; readonly userAgent: string }>();
  readonly #blocks: BlockArrival[] = [];
  readonly #departures: PeerDeparture[] = [];
  readonly #rejections: BlockRejection[] = [];
  readonly #samples: TrafficSample[] = [];
  readonly #startSec: number;
  #aloneSinceSec: number | undefined;
  #hasHadPeers = false;
  #nextSampleMs: number;

  constructor(startMs: number) {
    this.#startSec = Math.floor(startMs / 1000);
    this.#aloneSinceSec = this.#startSec;
    this.#nextSampleMs = startMs;
  }

  get startSec(): number {
    return this.#startSec;
  }

  /** Since when no peer is connected; `undefined` while one is. */
  get aloneSinceSec(): number | undefined {
    return this.#aloneSinceSec;
  }

  /** Whether any peer was ever connected. */
  get hasHadPeers(): boolean {
    return this.#hasHadPeers;
  }

  /** Newest first. */
  get blocks(): readonly BlockArrival[] {
    return this.#blocks;
  }

  /** Newest first. */
  get departures(): readonly PeerDeparture[] {
    return this.#departures;
  }

  /** Newest first. */
  get rejections(): readonly BlockRejection[] {
    return this.#rejections;
  }

  /** Oldest first. */
  get samples(): readonly TrafficSample[] {
    return this.#samples;
  }

  /** Takes note of what the node tells. */
  note(event: NodeEvent, nowMs: number): void {
    const nowSec = Math.floor(nowMs / 1000);
    switch (event.event) {
      case 'block-connected':
        return this.#noteBlock(event, nowSec);
      case 'block-disconnected': {
        const hash = blockHashToHex(event.hash);
        const at = this.#blocks.findIndex((block) => block.hash === hash);
        if (at >= 0) this.#blocks[at] = { ...this.#blocks[at]!, isStale: true };
        return;
      }
      case 'block-rejected': {
        const { code, peer } = event;
        const rejection = { time: nowSec, hash: blockHashToHex(event.hash), code, from: this.#nameOf(peer) };
        addFirst(this.#rejections, rejection, MAX_REJECTIONS);
        return;
      }
      case 'peer-ready': {
        const { peer, address, userAgent } = event;
        this.#names.set(peer, { address: formatAddress(address), userAgent: sanitizeText(userAgent) });
        this.#aloneSinceSec = undefined;
        this.#hasHadPeers = true;
        return;
      }
      case 'peer-gone': {
        const name = this.#names.get(event.peer);
        // One whose handshake was never done: a feeler, or somebody who only knocked.
        if (name === undefined) return;
        this.#names.delete(event.peer);
        if (this.#names.size === 0) this.#aloneSinceSec = nowSec;
        addFirst(this.#departures, { time: nowSec, ...name, reason: event.reason }, MAX_DEPARTURES);
        return;
      }
      case 'headers-advanced':
      case 'transaction-added':
      case 'transaction-removed':
      case 'warning':
    }
  }

  /** Takes a sample of the traffic, when it is time for one. */
  sample(traffic: { readonly receivedBytes: number; readonly sentBytes: number }, nowMs: number): void {
    if (nowMs < this.#nextSampleMs) return;
    this.#nextSampleMs = nowMs + SAMPLE_MS;
    const { receivedBytes, sentBytes } = traffic;
    this.#samples.push({ time: Math.round(nowMs / 1000), receivedBytes, sentBytes });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  #noteBlock(event: NodeEvent & { readonly event: 'block-connected' }, nowSec: number): void {
    const { height, block, peer } = event;
    const { transactionCount, totalSize, weight, header } = block;
    const hash = blockHashToHex(event.hash);
    // One that a reorganization brings back is told of anew.
    const before = this.#blocks.findIndex((known) => known.hash === hash);
    if (before >= 0) this.#blocks.splice(before, 1);
    const arrival = {
      height,
      hash,
      time: header.timeSec,
      arrived: nowSec,
      transactions: transactionCount,
      sizeBytes: totalSize,
      weightWu: weight,
      from: this.#nameOf(peer),
      isStale: false,
    };
    addFirst(this.#blocks, arrival, MAX_BLOCKS);
  }

  #nameOf(peer: PeerId | undefined): string | null {
    return (peer === undefined ? undefined : this.#names.get(peer)?.address) ?? null;
  }
}

function addFirst<Item>(list: Item[], item: Item, most: number): void {
  list.unshift(item);
  if (list.length > most) list.pop();
}
