/** Sums of products from which a least-squares fit is solved: rows go in one at a time, and need not be kept. */
export class LinearFit {
  readonly #size: number;
  readonly #products: Float64Array;
  readonly #targets: Float64Array;

  /** @param size Number of coefficients; the caller puts a constant 1 into each row where one is wanted. */
  constructor(size: number) {
    this.#size = size;
    this.#products = new Float64Array(size * size);
    this.#targets = new Float64Array(size);
  }

  add(row: readonly number[], target: number): void {
    for (let i = 0; i < this.#size; i++) {
      this.#targets[i]! += row[i]! * target;
      for (let k = 0; k < this.#size; k++) this.#products[i * this.#size + k]! += row[i]! * row[k]!;
    }
  }

  /**
   * Solves the normal equations by Gauss's elimination with pivots.
   *
   * @returns The coefficients; `undefined` where the rows do not determine them.
   */
  solve(): readonly number[] | undefined {
    const n = this.#size;
    const rows = Array.from({ length: n }, (_, i) => [
      ...this.#products.subarray(i * n, (i + 1) * n),
      this.#targets[i]!,
    ]);
    const scale = Math.max(...this.#products.map(Math.abs));
    for (let column = 0; column < n; column++) {
      let pivot = column;
      for (let i = column + 1; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
      [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
      if (!(Math.abs(rows[column]![column]!) > scale * 1e-14)) return undefined;
      for (let i = column + 1; i < n; i++) {
        const factor = rows[i]![column]! / rows[column]![column]!;
        for (let k = column; k <= n; k++) rows[i]![k]! -= factor * rows[column]![k]!;
      }
    }
    const solution = Array.from({ length: n }, () => 0);
    for (let i = n - 1; i >= 0; i--) {
      let rest = rows[i]![n]!;
      for (let k = i + 1; k < n; k++) rest -= rows[i]![k]! * solution[k]!;
      solution[i] = rest / rows[i]![i]!;
    }
    return solution;
  }
}
