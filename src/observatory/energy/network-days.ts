import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { blockSubsidy } from '../../consensus/subsidy.ts';
import { COIN } from '../../primitives/amount.ts';
import { epochAtTime } from '../history/epoch-table.ts';
import type { EpochTable } from '../history/epoch-table.ts';
import { binCounts, blocksBetween, DAY_SEC } from '../series/observations.ts';
import type { DaySeries, Observations } from '../series/observations.ts';
import type { NetworkDay } from './consumption.ts';

/** What the days are made from. */
export interface NetworkDaysInput {
  readonly network: NetworkName;
  readonly observations: Observations;
  /** Gives days without heights their subsidy. */
  readonly epochs: EpochTable | undefined;
  /** Both at midnight UTC, within what the observations cover. */
  readonly fromSec: number;
  readonly toSec: number;
}

/**
 * The days of a span with their subsidies; `undefined` when the heights of the blocks are not known, neither from
 * single blocks nor from the table of epochs.
 */
export function networkDays(input: NetworkDaysInput): NetworkDay[] | undefined {
  const { observations, epochs, fromSec, toSec } = input;
  const heightAt = heightReader(observations, epochs);
  if (heightAt === undefined) return undefined;
  const interval = networkParams(input.network);
  return binCounts(observations, { fromSec, toSec, stepSec: DAY_SEC }).map((count) => ({
    count,
    subsidyBtc: meanSubsidyBtc(interval, heightAt(count.fromSec), heightAt(count.toSec)),
  }));
}

/** Gives the height of the first block at or after a moment; of days, at a midnight. */
function heightReader(
  observations: Observations,
  epochs: EpochTable | undefined,
): ((timeSec: number) => number) | undefined {
  if (observations.kind === 'blocks') {
    return (timeSec) => observations.firstHeight + blocksBetween(observations, timeSec, timeSec).first;
  }
  return epochs === undefined ? undefined : countedHeights(observations, epochs);
}

/**
 * Heights of days that are counts alone: on from the first block of the epoch, whose height and time are known. Its own
 * day's blocks are taken to come evenly, so a height is a few blocks off.
 */
function countedHeights({ days }: DaySeries, epochs: EpochTable): (timeSec: number) => number {
  const startSec = days[0]!.fromSec;
  const before = [0];
  for (const { blocks } of days) before.push(before.at(-1)! + blocks);
  const blocksUntil = (timeSec: number): number => {
    const at = Math.min(days.length, Math.max(0, (timeSec - startSec) / DAY_SEC));
    const whole = Math.floor(at);
    return before[whole]! + (days[whole]?.blocks ?? 0) * (at - whole);
  };
  return (timeSec) => {
    const { firstHeight, firstTimeSec } = epochAtTime(epochs, timeSec);
    return Math.max(0, Math.round(firstHeight + blocksUntil(timeSec) - blocksUntil(firstTimeSec)));
  };
}

/** Mean subsidy of the blocks from one height up to another, BTC; that of the next block where there is none. */
function meanSubsidyBtc(params: { readonly subsidyHalvingInterval: number }, first: number, end: number): number {
  const { subsidyHalvingInterval } = params;
  const subsidyAt = (height: number): number => Number(blockSubsidy(params, height)) / Number(COIN);
  if (end <= first) return subsidyAt(first);
  let sum = 0;
  for (let at = first; at < end;) {
    const next = Math.min(end, (Math.floor(at / subsidyHalvingInterval) + 1) * subsidyHalvingInterval);
    sum += (next - at) * subsidyAt(at);
    at = next;
  }
  return sum / (end - first);
}
