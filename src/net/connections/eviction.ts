import type { PeerId } from '../peer.ts';
import type { EvictionCandidate } from './eviction-candidate.ts';
import { protectByRatio } from './eviction-ratio.ts';
import { byConnectedAt, protectLast } from './eviction-candidate.ts';

const PROTECTED_BY_GROUP = 4;
const PROTECTED_BY_PING = 8;
const PROTECTED_BY_TX = 4;
const PROTECTED_BLOCK_RELAY = 8;
const PROTECTED_BY_BLOCK = 4;

/**
 * Chooses the inbound peer that makes room for another. First those go out of the choice who have something that an attacker
 * cannot easily have: a network group of their own, a short way, transactions and blocks that were news, half of the rest by
 * how long they stay. Of those left, the youngest of the largest network group goes.
 *
 * @returns `undefined` where all are protected. Source: Bitcoin Core's `SelectNodeToEvict`.
 */
export function selectPeerToEvict(all: readonly EvictionCandidate[]): PeerId | undefined {
  let candidates = all.filter(({ isProtected, kind }) => !isProtected && kind === 'inbound');
  candidates = protectLast(candidates, compareGroups, PROTECTED_BY_GROUP);
  candidates = protectLast(candidates, (a, b) => descending(a.minPingMs, b.minPingMs), PROTECTED_BY_PING);
  candidates = protectLast(candidates, compareTxTimes, PROTECTED_BY_TX);
  candidates = protectLast(candidates, compareBlockRelay, PROTECTED_BLOCK_RELAY, (candidate) => {
    return !candidate.relaysTransactions && candidate.hasDesirableServices;
  });
  candidates = protectLast(candidates, compareBlockTimes, PROTECTED_BY_BLOCK);
  candidates = protectByRatio(candidates);
  if (candidates.some(({ isPreferred }) => isPreferred))
    candidates = candidates.filter(({ isPreferred }) => isPreferred);
  return youngestOfLargestGroup(candidates);
}

/** `candidates` are in the order of `byConnectedAt`: the youngest first. */
function youngestOfLargestGroup(candidates: readonly EvictionCandidate[]): PeerId | undefined {
  const groups = new Map<bigint, EvictionCandidate[]>();
  let largest: readonly EvictionCandidate[] = [];
  for (const candidate of candidates) {
    const group = groups.get(candidate.keyedGroup) ?? [];
    groups.set(candidate.keyedGroup, group);
    group.push(candidate);
    const isYounger = group[0]!.connectedAtMs > (largest[0]?.connectedAtMs ?? 0);
    if (group.length > largest.length || (group.length === largest.length && isYounger)) largest = group;
  }
  return largest[0]?.id;
}

// Those at the end of these orders are protected.

function compareGroups(a: EvictionCandidate, b: EvictionCandidate): number {
  return a.keyedGroup < b.keyedGroup ? -1 : a.keyedGroup > b.keyedGroup ? 1 : 0;
}

function compareTxTimes(a: EvictionCandidate, b: EvictionCandidate): number {
  return (
    a.lastTxAtMs - b.lastTxAtMs ||
    Number(a.relaysTransactions) - Number(b.relaysTransactions) ||
    Number(b.hasBloomFilter) - Number(a.hasBloomFilter) ||
    byConnectedAt(a, b)
  );
}

function compareBlockRelay(a: EvictionCandidate, b: EvictionCandidate): number {
  return Number(b.relaysTransactions) - Number(a.relaysTransactions) || compareBlockTimes(a, b);
}

function compareBlockTimes(a: EvictionCandidate, b: EvictionCandidate): number {
  return (
    a.lastBlockAtMs - b.lastBlockAtMs ||
    Number(a.hasDesirableServices) - Number(b.hasDesirableServices) ||
    byConnectedAt(a, b)
  );
}

/** Compares numbers that may both be infinite. */
function descending(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1;
}
