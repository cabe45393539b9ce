import type { SeededRandom } from './random.ts';

/** What a coin is locked with, and on which path it will be spent. */
export const SPEND_KINDS = ['p2wpkh', 'p2tr-key', 'p2tr-script', 'p2pkh', 'p2sh-p2wpkh', 'p2wsh-multisig'] as const;

export type SpendKind = (typeof SPEND_KINDS)[number];

/** Percent of the outputs, and so of the inputs: which output is spent does not depend on its kind. */
const KINDS: readonly { readonly kind: SpendKind; readonly weight: number }[] = [
  { kind: 'p2wpkh', weight: 45 },
  { kind: 'p2tr-key', weight: 25 },
  { kind: 'p2tr-script', weight: 5 },
  { kind: 'p2pkh', weight: 10 },
  { kind: 'p2sh-p2wpkh', weight: 10 },
  { kind: 'p2wsh-multisig', weight: 5 },
];

/** About how many virtual bytes an input of a kind takes, and an output: for fees. */
export const INPUT_VBYTES: Readonly<Record<SpendKind, number>> = {
  p2wpkh: 68,
  'p2tr-key': 58,
  'p2tr-script': 100,
  p2pkh: 148,
  'p2sh-p2wpkh': 91,
  'p2wsh-multisig': 105,
};
export const OUTPUT_VBYTES = 36;

/** Percent of transactions with so many inputs: two on average, most with one, a tail of those that gather many. */
const INPUT_COUNTS = [
  { count: 1, weight: 60 },
  { count: 2, weight: 21 },
  { count: 3, weight: 8 },
  { count: 4, weight: 4 },
  { count: 5, weight: 2 },
  { count: 8, weight: 2 },
  { count: 10, weight: 2 },
  { count: 12, weight: 1 },
];

/** Percent of transactions with so many outputs: two on average, and a hundredth more, so that coins do not run out. */
const OUTPUT_COUNTS = [
  { count: 1, weight: 27 },
  { count: 2, weight: 63 },
  { count: 3, weight: 4 },
  { count: 4, weight: 3 },
  { count: 6, weight: 2 },
  { count: 12, weight: 1 },
];

/** Percent of transactions that carry data as well. */
const DATA_PERCENT = 4;

/**
 * How many blocks old a coin is when it is spent: of 100 coins so many are at most that old; in between, evenly. Round
 * figures: half are spent within a day, a twentieth in the block that makes them, some after years. (Block 361582's: a tenth
 * at most 1, a fifth at most 3, three tenths at most 12, half at most 296, seven tenths at most 1796.)
 */
const AGES: readonly { readonly percent: number; readonly age: number }[] = [
  { percent: 6, age: 0 },
  { percent: 13, age: 1 },
  { percent: 27, age: 6 },
  { percent: 40, age: 36 },
  { percent: 52, age: 144 },
  { percent: 70, age: 1008 },
  { percent: 82, age: 4320 },
  { percent: 92, age: 26_000 },
  { percent: 97, age: 105_000 },
  { percent: 100, age: 420_000 },
];

const AGE_STEPS = 1_000_000;

/** Satoshis a virtual byte: most transactions pay little. */
const FEE_RATES = [
  { from: 1, below: 4, weight: 50 },
  { from: 4, below: 12, weight: 35 },
  { from: 12, below: 60, weight: 15 },
];

export function pickKind(random: SeededRandom): SpendKind {
  return random.pick(KINDS).kind;
}

/** Inputs and outputs are many or few independently, but that who gathers many coins pays to few. */
export function pickCounts(random: SeededRandom): {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasData: boolean;
} {
  const inputs = random.pick(INPUT_COUNTS).count;
  const outputs = random.pick(OUTPUT_COUNTS).count;
  return { inputs, outputs, hasData: random.below(100) < DATA_PERCENT };
}

export function pickFeeRate(random: SeededRandom): number {
  const { from, below } = random.pick(FEE_RATES);
  return from + random.below(below - from);
}

/** Blocks from the one that makes a coin to the one that spends it. */
export function pickAge(random: SeededRandom): number {
  const at = random.below(AGE_STEPS);
  let before = { percent: 0, age: 0 };
  for (const knot of AGES) {
    const from = (before.percent * AGE_STEPS) / 100;
    const to = (knot.percent * AGE_STEPS) / 100;
    if (at < to) return before.age + Math.ceil(((at - from) * (knot.age - before.age)) / (to - from));
    before = knot;
  }
  return before.age;
}
