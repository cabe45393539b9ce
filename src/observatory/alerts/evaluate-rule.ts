import type { AlertData, AlertNeed, Reading } from './reading.ts';
import type { AlertCondition } from './rule.ts';
import { hashrateNeeds, readHashrate } from './readings/hashrate-reading.ts';
import { nodesNeeds, readNodes } from './readings/nodes-reading.ts';
import { priceNeeds, readPrice } from './readings/price-reading.ts';
import {
  readRetarget,
  readSeries,
  readStaleBlock,
  retargetNeeds,
  seriesNeeds,
  staleBlockNeeds,
} from './readings/value-reading.ts';

/** The series that a look at `nowSec` needs. */
export function needsOf(condition: AlertCondition, nowSec: number): readonly AlertNeed[] {
  switch (condition.kind) {
    case 'hashrate':
      return hashrateNeeds(condition, nowSec);
    case 'price':
      return priceNeeds(condition, nowSec);
    case 'nodes':
      return nodesNeeds(condition, nowSec);
    case 'stale-block':
      return staleBlockNeeds(nowSec);
    case 'retarget':
      return retargetNeeds(nowSec);
    case 'series':
      return seriesNeeds(condition, nowSec);
  }
}

/** Looks whether a condition holds at `nowSec`, from what was known by then: later points are not looked at. */
export function evaluateRule(condition: AlertCondition, data: AlertData, nowSec: number): Reading {
  switch (condition.kind) {
    case 'hashrate':
      return readHashrate(condition, data, nowSec);
    case 'price':
      return readPrice(condition, data, nowSec);
    case 'nodes':
      return readNodes(condition, data, nowSec);
    case 'stale-block':
      return readStaleBlock(data, nowSec);
    case 'retarget':
      return readRetarget(condition, data, nowSec);
    case 'series':
      return readSeries(condition, data, nowSec);
  }
}
