import type { MempoolEntry } from '../mempool/mempool-entry.ts';

/** A transaction of the mempool that may go into a block, with those of its ancestors that are not in it yet. */
export interface Candidate {
  readonly entry: MempoolEntry;
  /** Itself and its ancestors that are not in the block: virtual bytes, modified fees, signature operations' cost. */
  readonly packageVsize: number;
  readonly packageFeesSats: bigint;
  readonly packageSigOpCost: number;
  /** The fee and the size whose quotient it is ranked by. */
  readonly rankFee: number;
  readonly rankVsize: number;
}

/** What a candidate's ancestors come to. */
export type CandidatePackage = Pick<Candidate, 'packageVsize' | 'packageFeesSats' | 'packageSigOpCost'>;

/** Makes a candidate of an entry and what it needs to bring along. */
export function candidateOf(entry: MempoolEntry, sums: CandidatePackage): Candidate {
  const { packageVsize, packageFeesSats, packageSigOpCost } = sums;
  const own = Number(entry.modifiedFeeSats);
  const all = Number(packageFeesSats);
  // It is worth no more alone than with its ancestors. Source: Core's `CompareTxMemPoolEntryByAncestorFee`.
  const isPackageLower = own * packageVsize > all * entry.vsize;
  return {
    entry,
    packageVsize,
    packageFeesSats,
    packageSigOpCost,
    rankFee: isPackageLower ? all : own,
    rankVsize: isPackageLower ? packageVsize : entry.vsize,
  };
}

/** Whether `a` is to be looked at before `b`: the higher fee rate, then the lower txid. In doubles, as in Core. */
function isBefore(a: Candidate, b: Candidate): boolean {
  const left = a.rankFee * b.rankVsize;
  const right = b.rankFee * a.rankVsize;
  return left === right ? isLower(a.entry.txid, b.entry.txid) : left > right;
}

function isLower(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

/**
 * Gives out candidates, the best first. A binary heap: a block takes some thousands of a mempool that may have a hundred
 * thousand, and need not sort the others.
 */
export class CandidateHeap {
  readonly #items: Candidate[];

  /** @param items Taken over, in any order. */
  constructor(items: Candidate[]) {
    this.#items = items;
    for (let at = (items.length >>> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  push(item: Candidate): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(item, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  /** Takes the best out; `undefined` when there is none left. */
  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) {
      items[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #sink(from: number): void {
    const items = this.#items;
    const item = items[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child++;
      if (!isBefore(items[child]!, item)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
  }
}
