import { assert } from '../../bytes/assert.ts';
import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import type { AddressKey } from '../addresses/address-key.ts';
import { CandidateTable } from './candidate-table.ts';
import type { Candidate, CandidateRules } from './candidate-table.ts';
import type { CrawlSettings } from './crawl-settings.ts';
import type { VisitResult } from './visit.ts';

/** A node that was reached in a round. */
export interface ReachedNode {
  readonly address: NetAddress;
  readonly asn: number | undefined;
  readonly userAgent: string;
  readonly services: bigint;
  readonly version: number;
  readonly startHeight: number;
}

/** What one round has found. */
export interface CrawlRound {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly reached: readonly ReachedNode[];
  /** Visits that were made, and addresses that are known. */
  readonly visits: number;
  readonly known: number;
  /** Whether every node that was due was visited. */
  readonly isComplete: boolean;
  /** Fewer than half of the nodes of the round before were reached: that says more of this machine's net than of others'. */
  readonly isDoubtful: boolean;
}

/** What the crawler wants done. */
export type CrawlEffect =
  | {
      readonly do: 'visit';
      readonly key: AddressKey;
      readonly address: NetAddress;
      readonly usesV2: boolean;
      /** Whether to ask it for addresses. */
      readonly asks: boolean;
    }
  | { readonly do: 'report'; readonly round: CrawlRound }
  /** It has done its rounds, and wants nothing any more. */
  | { readonly do: 'finish' };

/** What a crawler works with. */
export interface CrawlerParts extends CandidateRules {
  readonly random: Random;
}

/** After a first failure it is tried in the next round; then after twice as many each time, up to a week. */
const LONGEST_WAIT_MS = 7 * 86_400_000;

/** A round before with at least so many nodes says what is usual. */
const USUAL_NODES = 20;

/** After so many rounds with few nodes in a row it is believed. */
const MAX_DOUBTFUL_ROUNDS = 3;

/** Candidates that are looked at for one visit: those before it are of parts of the network that have enough for now. */
const MAX_LOOKED_AT = 256;

/** How soon it is asked again when all that is due has to wait. */
const RETRY_MS = 100;

/**
 * Decides whom a crawl visits and when. Each round visits every address that is due once, within the limits of its settings:
 * so many at once, so many a second, a few in each part of the network. A node that was reached is asked for addresses once a
 * day at most. When no round is left it says that it is finished.
 *
 * Time comes as an argument, and what is to be done goes out as effects: nothing here waits or connects.
 */
export class Crawler {
  readonly #settings: CrawlSettings;
  readonly #random: Random;
  readonly #table: CandidateTable;
  readonly #open = new Map<AddressKey, Candidate>();
  readonly #openPerGroup = new Map<string, number>();
  readonly #openPerAsn = new Map<number, number>();
  /** When each part of the network was visited last. */
  readonly #groupAtMs = new Map<string, number>();
  #queue: Candidate[] = [];
  #reached: ReachedNode[] = [];
  #reachedBefore = 0;
  #fewRounds = 0;
  #visits = 0;
  #roundsLeft: number;
  #roundAtMs: number | undefined;
  #nextRoundAtMs = 0;
  #lastVisitAtMs = -Infinity;
  #isFinished = false;

  constructor(settings: CrawlSettings, parts: CrawlerParts) {
    assert(settings.maxOpen >= 1 && settings.visitsPerSec > 0 && settings.rounds >= 1, 'a crawl visits somebody');
    this.#settings = settings;
    this.#random = parts.random;
    this.#roundsLeft = settings.rounds;
    this.#table = new CandidateTable(parts);
  }

  /** How it stands. */
  get progress(): {
    readonly known: number;
    readonly waiting: number;
    readonly open: number;
    readonly reached: number;
  } {
    return {
      known: this.#table.size,
      waiting: this.#queue.length,
      open: this.#open.size,
      reached: this.#reached.length,
    };
  }

  /** Whether no round is left. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Takes addresses to begin from: of DNS seeds, of a person, of a node's own list. */
  learn(addresses: readonly NetAddress[]): void {
    for (const address of addresses) {
      const candidate = this.#table.add(address);
      if (candidate !== undefined && this.#roundAtMs !== undefined) this.#queue.push(candidate);
    }
  }

  /** When `tick` is to be called next, milliseconds since 1970; `Infinity`: not before a visit ends. */
  nextWakeMs(nowMs: number): number {
    if (this.#isFinished) return Infinity;
    if (this.#roundAtMs === undefined) return Math.max(nowMs, this.#nextRoundAtMs);
    if (this.#queue.length === 0 && this.#open.size === 0) return nowMs;
    if (this.#queue.length === 0) return this.#roundAtMs + this.#settings.maxRoundMs;
    if (this.#open.size >= this.#settings.maxOpen) return this.#roundAtMs + this.#settings.maxRoundMs;
    return Math.max(nowMs + RETRY_MS, this.#lastVisitAtMs + 1000 / this.#settings.visitsPerSec);
  }

  /** Says that time has passed. */
  tick(nowMs: number): CrawlEffect[] {
    if (this.#isFinished) return [];
    if (this.#roundAtMs === undefined) {
      if (nowMs < this.#nextRoundAtMs) return [];
      this.#begin(nowMs);
    }
    if (nowMs - this.#roundAtMs! >= this.#settings.maxRoundMs) return this.#end(nowMs, false);
    const effects = this.#visitMore(nowMs);
    return this.#queue.length === 0 && this.#open.size === 0 ? [...effects, ...this.#end(nowMs, true)] : effects;
  }

  /** Says what a visit came to. What follows from it, the next `tick` says: it may be called at once. */
  settle(key: AddressKey, result: VisitResult, nowMs: number): void {
    const candidate = this.#open.get(key);
    if (candidate === undefined) return;
    this.#open.delete(key);
    lower(this.#openPerGroup, candidate.group);
    if (candidate.asn !== undefined) lower(this.#openPerAsn, candidate.asn);
    if (result.outcome === 'reached') this.#arrive(candidate, result, nowMs);
    else this.#fail(candidate, nowMs);
  }

  #begin(nowMs: number): void {
    this.#roundAtMs = nowMs;
    this.#reached = [];
    this.#visits = 0;
    // A round that ends late moves the next one, but no round begins early.
    this.#nextRoundAtMs = nowMs + this.#settings.roundMs;
    this.#queue = this.#table.due(nowMs, this.#random);
  }

  #visitMore(nowMs: number): CrawlEffect[] {
    const { maxOpen, visitsPerSec, askMs } = this.#settings;
    const effects: CrawlEffect[] = [];
    // What a late tick left undone is not made up for at once: a second's visits at most.
    const allowed = Math.min(Math.max(1, visitsPerSec), ((nowMs - this.#lastVisitAtMs) * visitsPerSec) / 1000);
    for (let left = Math.floor(allowed + 1e-9); left > 0 && this.#open.size < maxOpen; left--) {
      const candidate = this.#take(nowMs);
      if (candidate === undefined) break;
      this.#lastVisitAtMs = nowMs;
      this.#visits++;
      this.#open.set(candidate.key, candidate);
      raise(this.#openPerGroup, candidate.group);
      if (candidate.asn !== undefined) raise(this.#openPerAsn, candidate.asn);
      this.#groupAtMs.set(candidate.group, nowMs);
      const asks = nowMs - candidate.askedAtMs >= askMs;
      const { key, address, usesV2 } = candidate;
      effects.push({ do: 'visit', key, address, usesV2, asks });
    }
    return effects;
  }

  /** The first candidate whose part of the network may be visited now. */
  #take(nowMs: number): Candidate | undefined {
    const { maxOpenPerGroup, groupGapMs, maxOpenPerAsn } = this.#settings;
    const most = Math.min(MAX_LOOKED_AT, this.#queue.length);
    for (let i = 0; i < most; i++) {
      const candidate = this.#queue[i]!;
      const { group, asn } = candidate;
      const isFree =
        (this.#openPerGroup.get(group) ?? 0) < maxOpenPerGroup &&
        nowMs - (this.#groupAtMs.get(group) ?? -Infinity) >= groupGapMs &&
        (asn === undefined || (this.#openPerAsn.get(asn) ?? 0) < maxOpenPerAsn);
      if (!isFree) continue;
      this.#queue.splice(i, 1);
      return candidate;
    }
    // Those that were looked at go behind the others, so that one crowded part does not hold up the rest.
    if (this.#queue.length > MAX_LOOKED_AT) this.#queue.push(...this.#queue.splice(0, MAX_LOOKED_AT));
    return undefined;
  }

  #arrive(candidate: Candidate, result: Extract<VisitResult, { outcome: 'reached' }>, nowMs: number): void {
    const { userAgent, services, version, startHeight, answered, addresses } = result;
    candidate.failures = 0;
    candidate.reachedAtMs = nowMs;
    candidate.nextVisitAtMs = this.#nextRoundAtMs;
    if (answered !== null) candidate.askedAtMs = nowMs;
    this.#reached.push({ address: candidate.address, asn: candidate.asn, userAgent, services, version, startHeight });
    for (const heard of addresses) {
      const found = this.#table.hear(heard, nowMs);
      if (found !== undefined) this.#queue.push(found);
    }
  }

  #fail(candidate: Candidate, nowMs: number): void {
    if (candidate.usesV2) {
      // Said to speak the encrypted transport, and perhaps only said: once more, without.
      candidate.usesV2 = false;
      if (this.#roundAtMs !== undefined) this.#queue.push(candidate);
      return;
    }
    const waitMs = this.#settings.roundMs * (1 << Math.min(20, candidate.failures++));
    candidate.nextVisitAtMs = nowMs + Math.min(LONGEST_WAIT_MS, waitMs) - this.#settings.roundMs / 2;
  }

  #end(nowMs: number, isComplete: boolean): CrawlEffect[] {
    const isFew = this.#reachedBefore >= USUAL_NODES && this.#reached.length < this.#reachedBefore / 2;
    this.#fewRounds = isFew ? this.#fewRounds + 1 : 0;
    const isDoubtful = isFew && this.#fewRounds <= MAX_DOUBTFUL_ROUNDS;
    const round: CrawlRound = {
      startedAtMs: this.#roundAtMs!,
      endedAtMs: nowMs,
      reached: this.#reached,
      visits: this.#visits,
      known: this.#table.size,
      isComplete,
      isDoubtful,
    };
    if (!isDoubtful) this.#reachedBefore = this.#reached.length;
    this.#roundAtMs = undefined;
    this.#queue = [];
    this.#groupAtMs.clear();
    this.#table.forgetHopeless();
    this.#isFinished = --this.#roundsLeft <= 0;
    return [{ do: 'report', round }, ...(this.#isFinished ? [{ do: 'finish' } as const] : [])];
  }
}

function raise<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function lower<Key>(counts: Map<Key, number>, key: Key): void {
  const left = (counts.get(key) ?? 1) - 1;
  if (left === 0) counts.delete(key);
  else counts.set(key, left);
}
