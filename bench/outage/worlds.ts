import type { OutageSignal } from '../../src/observatory/outage/find-outages.ts';
import type { SignalKind } from '../../src/observatory/outage/signal-baseline.ts';
import { drawPoisson } from '../calibration/poisson.ts';
import { Random } from '../calibration/random.ts';

const HOUR_SEC = 3600;
const WEEK_SEC = 604_800;

/** A world: how a country's signal behaves while nothing is wrong. */
export interface World {
  readonly name: string;
  readonly kind: SignalKind;
  readonly stepSec: number;
  /** Mean of one value, given chance that the world keeps from point to point. */
  readonly draw: (chance: Chance) => (atSec: number) => number;
}

/** A fall: from a moment to another the signal is multiplied by `1 - depth`. */
export interface Fall {
  readonly fromSec: number;
  readonly toSec: number;
  readonly depth: number;
}

/** Chance of one signal, and whether a fall is on. */
interface Chance {
  readonly random: Random;
  readonly left: (atSec: number) => number;
}

/** People sleep at night, and differ on Sundays: 1 on average. */
function rhythm(atSec: number, strength: number): number {
  const day = Math.sin((2 * Math.PI * (atSec % 86_400)) / 86_400);
  const week = Math.sin((2 * Math.PI * (atSec % WEEK_SEC)) / WEEK_SEC);
  return 1 + strength * (0.8 * day + 0.2 * week);
}

/** The worlds that false alarms are counted in. */
export const WORLDS: readonly World[] = [
  {
    name: 'traffic, hourly: strong rhythm, 5 % noise',
    kind: 'level',
    stepSec: HOUR_SEC,
    draw:
      ({ random, left }) =>
      (atSec) =>
        100 * left(atSec) * rhythm(atSec, 0.4) * Math.exp(0.05 * random.normal()),
  },
  {
    name: 'traffic, 10 min: correlated noise (0.9), 5 %',
    kind: 'level',
    stepSec: 600,
    draw: ({ random, left }) => {
      let noise = 0;
      return (atSec) => {
        noise = 0.9 * noise + Math.sqrt(1 - 0.81) * random.normal();
        return 100 * left(atSec) * rhythm(atSec, 0.3) * Math.exp(0.05 * noise);
      };
    },
  },
  {
    name: 'prefixes, hourly: steady level, heavy tails (t4), 1 %',
    kind: 'level',
    stepSec: HOUR_SEC,
    draw:
      ({ random, left }) =>
      (atSec) => {
        const chi = 2 * (random.exponential() + random.exponential());
        return 2000 * left(atSec) * Math.exp((0.01 * random.normal()) / Math.sqrt(chi / 4));
      },
  },
  {
    name: 'nodes, hourly: Poisson 30',
    kind: 'count',
    stepSec: HOUR_SEC,
    draw:
      ({ random, left }) =>
      (atSec) =>
        drawPoisson(random, Math.max(1e-9, 30 * left(atSec))),
  },
  {
    name: 'nodes, hourly: 300 that come and go',
    kind: 'count',
    stepSec: HOUR_SEC,
    draw: ({ random, left }) => {
      // Each node goes with probability 1 % an hour, and as many come.
      let nodes = 300;
      return (atSec) => {
        nodes += drawPoisson(random, 3) - Math.min(nodes, drawPoisson(random, Math.max(1e-9, 0.01 * nodes)));
        return drawThinned(random, nodes, left(atSec));
      };
    },
  },
  {
    name: 'nodes, hourly: Poisson 100 on a level that wanders 1 % a day',
    kind: 'count',
    stepSec: HOUR_SEC,
    draw: ({ random, left }) => {
      let log = Math.log(100);
      return (atSec) => {
        log += (0.01 / Math.sqrt(24)) * random.normal();
        return drawPoisson(random, Math.max(1e-9, Math.exp(log) * left(atSec)));
      };
    },
  },
];

/** So many of a number as are left, each with the same probability. */
function drawThinned(random: Random, nodes: number, left: number): number {
  if (left >= 1) return nodes;
  let kept = 0;
  for (let i = 0; i < nodes; i++) if (random.uniform() < left) kept++;
  return kept;
}

/** Draws a signal of some weeks; one point in a hundred is missing. */
export function drawSignal(
  world: World,
  of: { seed: number; stream: number; weeks: number; fall?: Fall },
): OutageSignal {
  const { seed, stream, weeks, fall } = of;
  const random = new Random(seed, stream);
  const left = (atSec: number): number =>
    fall !== undefined && atSec >= fall.fromSec && atSec < fall.toSec ? 1 - fall.depth : 1;
  const draw = world.draw({ random, left });
  const length = Math.round((weeks * WEEK_SEC) / world.stepSec);
  const atSec = Float64Array.from({ length }, (_, i) => i * world.stepSec);
  const values = atSec.map((sec) => {
    const value = draw(sec);
    return random.uniform() < 0.01 ? Number.NaN : value;
  });
  return { atSec, values };
}
