import { assert } from '../../src/bytes/assert.ts';

/** A true hashrate that is constant between knots: what a drawn history's blocks are found with. */
export class HashrateCurve {
  readonly #timesSec: Float64Array;
  readonly #rates: Float64Array;
  readonly #hashes: Float64Array;

  /**
   * @param timesSec Knots, ascending; the last one ends the curve.
   * @param rates H/s from each knot to the next: one fewer than knots.
   */
  constructor(timesSec: Float64Array, rates: Float64Array) {
    assert(timesSec.length === rates.length + 1 && rates.length > 0, 'a curve has one rate between two knots');
    this.#timesSec = timesSec;
    this.#rates = rates;
    this.#hashes = new Float64Array(timesSec.length);
    for (let i = 0; i < rates.length; i++) {
      this.#hashes[i + 1] = this.#hashes[i]! + rates[i]! * (timesSec[i + 1]! - timesSec[i]!);
    }
  }

  /** Hashrate at a moment, H/s. */
  at(timeSec: number): number {
    return this.#rates[this.#pieceAt(timeSec)]!;
  }

  /** Mean hashrate over a span of time, H/s. */
  mean(fromSec: number, toSec: number): number {
    return (this.#hashesAt(toSec) - this.#hashesAt(fromSec)) / (toSec - fromSec);
  }

  /** The moment at which the network has done so many hashes more than at `fromSec`; Infinity when the curve ends first. */
  timeAfter(fromSec: number, hashes: number): number {
    const goal = this.#hashesAt(fromSec) + hashes;
    if (goal > this.#hashes[this.#hashes.length - 1]!) return Infinity;
    let piece = this.#pieceAt(fromSec);
    while (this.#hashes[piece + 1]! < goal) piece++;
    return this.#timesSec[piece]! + (goal - this.#hashes[piece]!) / this.#rates[piece]!;
  }

  #hashesAt(timeSec: number): number {
    const piece = this.#pieceAt(timeSec);
    return this.#hashes[piece]! + (timeSec - this.#timesSec[piece]!) * this.#rates[piece]!;
  }

  #pieceAt(timeSec: number): number {
    let low = 0;
    let high = this.#rates.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#timesSec[middle]! <= timeSec) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
