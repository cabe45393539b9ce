import { FEEFILTER_VERSION } from '../../wire/protocol-version.ts';
import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import { SATS_MAX } from '../../primitives/amount.ts';
import { exponentialDelayMs } from '../exponential-delay.ts';
import type { NetEffect } from '../net-effect.ts';
import type { Peer, PeerId } from '../peer.ts';
import { FeeFilterRounder } from './fee-filter-rounder.ts';

/** Mean time between two filters to a peer. Source: Bitcoin Core. */
export const AVG_FEEFILTER_BROADCAST_INTERVAL_MS: number = 10 * 60 * 1000;

/** After a big change, the next one comes at the latest after this. Source: Bitcoin Core. */
export const MAX_FEEFILTER_CHANGE_DELAY_MS: number = 5 * 60 * 1000;

interface FilteringPeer {
  readonly id: PeerId;
  /** The last one that was sent. */
  sentSatsPerKvb: bigint;
  nextSendMs: number;
}

/**
 * Tells peers below what fee rate we want no transactions (BIP133): what the mempool asks for, rounded; none at all during
 * initial block download. Source: Bitcoin Core's `MaybeSendFeefilter`.
 */
export class FeeFilterSender {
  readonly #pool: TransactionPool;
  readonly #random: Random;
  readonly #minRelaySatsPerKvb: bigint;
  readonly #rounder: FeeFilterRounder;
  readonly #peers = new Map<PeerId, FilteringPeer>();
  /** When a filter is due, as long as nothing changes; and what the mempool asked for when all were looked at. */
  #dueMs: number | undefined;
  #lookedAtSatsPerKvb: bigint | undefined;

  /** @param options.minRelayFeeRateSatsPerKvb The filter is never below this. */
  constructor(
    options: { readonly minRelayFeeRateSatsPerKvb: bigint },
    { pool, random }: { pool: TransactionPool; random: Random },
  ) {
    this.#pool = pool;
    this.#random = random;
    this.#minRelaySatsPerKvb = options.minRelayFeeRateSatsPerKvb;
    this.#rounder = new FeeFilterRounder(DEFAULT_MIN_RELAY_TX_FEE, random);
  }

  /** When a filter is due. */
  get nextDueMs(): number {
    if (this.#dueMs === undefined) {
      this.#dueMs = Number.POSITIVE_INFINITY;
      for (const { nextSendMs } of this.#peers.values()) this.#dueMs = Math.min(this.#dueMs, nextSendMs);
    }
    return this.#dueMs;
  }

  /** Block-relay-only peers never announce transactions, so they are told nothing. */
  peerReady(peer: Peer): void {
    if (peer.kind === 'block-relay-only' || peer.version < FEEFILTER_VERSION) return;
    this.#dueMs = undefined;
    this.#peers.set(peer.id, { id: peer.id, sentSatsPerKvb: 0n, nextSendMs: Number.NEGATIVE_INFINITY });
  }

  peerGone(peer: PeerId): void {
    this.#dueMs = undefined;
    this.#peers.delete(peer);
  }

  /** Initial block download is over: whoever was told to send nothing is told at once what it may send. */
  initialBlockDownloadEnded(): void {
    this.#dueMs = undefined;
    for (const peer of this.#peers.values()) {
      if (peer.sentSatsPerKvb === this.#rounder.highest) peer.nextSendMs = Number.NEGATIVE_INFINITY;
    }
  }

  tick(nowMs: number, { isInitialBlockDownload }: { readonly isInitialBlockDownload: boolean }): NetEffect[] {
    const effects: NetEffect[] = [];
    if (this.#peers.size === 0) return effects;
    const current = isInitialBlockDownload ? SATS_MAX : this.#pool.minFeeRateSatsPerKvb(Math.floor(nowMs / 1000));
    if (nowMs < this.nextDueMs && current === this.#lookedAtSatsPerKvb) return effects;
    this.#dueMs = undefined;
    this.#lookedAtSatsPerKvb = current;
    // Bitcoin Core compares the mempool's own minimum, which is 0 where it was never full: far from any filter, always.
    const least = current > this.#minRelaySatsPerKvb ? current : this.#minRelaySatsPerKvb;
    for (const peer of this.#peers.values()) {
      if (nowMs >= peer.nextSendMs) {
        const rounded = this.#rounder.round(current);
        const feeRateSatsPerKvb = rounded > this.#minRelaySatsPerKvb ? rounded : this.#minRelaySatsPerKvb;
        if (feeRateSatsPerKvb !== peer.sentSatsPerKvb) {
          effects.push({ do: 'send', peer: peer.id, message: { type: 'feefilter', feeRateSatsPerKvb } });
          peer.sentSatsPerKvb = feeRateSatsPerKvb;
        }
        peer.nextSendMs = nowMs + exponentialDelayMs(this.#random, AVG_FEEFILTER_BROADCAST_INTERVAL_MS);
      } else if (nowMs + MAX_FEEFILTER_CHANGE_DELAY_MS < peer.nextSendMs && isFarFrom(least, peer.sentSatsPerKvb)) {
        peer.nextSendMs = nowMs + this.#random.below(MAX_FEEFILTER_CHANGE_DELAY_MS);
      }
    }
    return effects;
  }
}

/** Of which half is the lowest filter above 0: satoshis for 1,000 virtual bytes. Source: Bitcoin Core. */
const DEFAULT_MIN_RELAY_TX_FEE = 1000n;

/** Whether a rate is a quarter below, or a third above, another one. */
function isFarFrom(current: bigint, sent: bigint): boolean {
  return current < (3n * sent) / 4n || current > (4n * sent) / 3n;
}
