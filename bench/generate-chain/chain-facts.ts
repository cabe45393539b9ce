import { SPEND_KINDS } from './mainnet-mix.ts';
import type { PoolCoin } from './coin-pool.ts';

/** Ages that the report tells the shares of: coins spent at most so many blocks after the one that made them. */
const AGE_MARKS = [0, 1, 6, 36, 144, 1008, 4320];

/** Counts of what was made, without coinbases. */
export class ChainFacts {
  blocks = 0;
  sizeBytes = 0;
  weightWu = 0;
  transactions = 0;
  outputs = 0;
  signatures = 0;
  feesSats = 0;
  readonly #kinds = new Map<string, number>();
  /** Spent coins by age: at the index of the first mark that is not below it. */
  readonly #ages: number[] = [...AGE_MARKS, Infinity].map(() => 0);

  get inputs(): number {
    return this.#ages.reduce((sum, count) => sum + count, 0);
  }

  addInput(coin: PoolCoin, height: number, signatures: number): void {
    this.#kinds.set(coin.kind, (this.#kinds.get(coin.kind) ?? 0) + 1);
    const mark = AGE_MARKS.findIndex((age) => height - coin.height <= age);
    this.#ages[mark < 0 ? AGE_MARKS.length : mark]!++;
    this.signatures += signatures;
  }

  /** What was made, in lines for people. */
  lines(): readonly string[] {
    const { blocks, inputs, outputs, transactions } = this;
    const per = (count: number): string => (count / Math.max(1, blocks)).toFixed(0);
    const share = (count: number): string => `${((100 * count) / Math.max(1, inputs)).toFixed(1)} %`;
    const kinds = SPEND_KINDS.map((kind) => `${share(this.#kinds.get(kind) ?? 0)} ${kind}`);
    let total = 0;
    const ages = AGE_MARKS.map((age, i) => `${share((total += this.#ages[i]!))} within ${age}`);
    return [
      `a block: ${per(transactions)} transactions, ${per(this.sizeBytes)} bytes, weight ${per(this.weightWu)}, ${per(this.signatures)} signatures, ${per(this.feesSats)} sat of fees`,
      `a transaction: ${(inputs / transactions).toFixed(2)} inputs, ${(outputs / transactions).toFixed(2)} outputs`,
      `inputs: ${kinds.join(', ')}`,
      `ages in blocks: ${ages.join(', ')}`,
    ];
  }
}
