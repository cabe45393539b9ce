import { formatUtc, threeDigits } from '../../answers/units.ts';
import { indexAt, unknown } from '../reading.ts';
import type { AlertData, AlertNeed, Reading } from '../reading.ts';
import type { AlertCondition } from '../rule.ts';

type NodesCondition = AlertCondition & { readonly kind: 'nodes' };

const DAY_SEC = 86_400;

/** The baseline is the week before yesterday: an outage that lasts a day does not become its own baseline. */
const BASELINE_FROM_SEC = 8 * DAY_SEC;
const BASELINE_TO_SEC = DAY_SEC;

/** Counts that a baseline needs, and nodes: of three, half may be asleep. */
const MIN_COUNTS = 6;
const MIN_NODES = 4;

const MAX_AGE_SEC = 12 * 3600;

/** Above the limit by so much of it, the country counts as back. */
const CLEAR_MARGIN = 1.2;

export function nodesNeeds({ country }: NodesCondition, nowSec: number): readonly AlertNeed[] {
  return [{ series: seriesOf(country), fromSec: nowSec - BASELINE_FROM_SEC }];
}

/** Reachable nodes of a country against the median of their baseline. */
export function readNodes({ country, share }: NodesCondition, data: AlertData, nowSec: number): Reading {
  const counts = data.get(seriesOf(country));
  const last = counts === undefined ? -1 : indexAt(counts.atSec, nowSec + 1) - 1;
  if (counts === undefined || last < 0 || counts.atSec[last]! < nowSec - MAX_AGE_SEC) {
    return unknown(`no count of nodes in ${country} is recorded up to now`, nowSec);
  }
  const [nodes] = counts.columns;
  const from = indexAt(counts.atSec, nowSec - BASELINE_FROM_SEC);
  const to = indexAt(counts.atSec, nowSec - BASELINE_TO_SEC);
  const before = nodes!.slice(from, to).filter(Number.isFinite).sort();
  const baseline = before[before.length >> 1];
  if (baseline === undefined || before.length < MIN_COUNTS || baseline < MIN_NODES) {
    return unknown(
      `the nodes in ${country} have no baseline yet: a week of counts, and ${MIN_NODES} nodes, are needed`,
      nowSec,
    );
  }
  const count = nodes![last]!;
  const ratio = count / baseline;
  return {
    holds: ratio < share,
    isClear: ratio > Math.min(1, share * CLEAR_MARGIN),
    sentence: `${count} nodes in ${country} answer at ${formatUtc(counts.atSec[last]!)}: ${threeDigits(ratio * 100)} % of their baseline of ${baseline}.`,
    values: [
      { name: 'nodes', value: count, unit: '' },
      { name: 'baseline', value: baseline, unit: '' },
      { name: 'share', value: ratio, unit: 'ratio' },
    ],
    fromSec: nowSec - BASELINE_FROM_SEC,
    toSec: counts.atSec[last]!,
  };
}

function seriesOf(country: string): string {
  return `nodes/country/${country.toLowerCase()}`;
}
