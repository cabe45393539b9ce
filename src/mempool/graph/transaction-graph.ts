import { assert } from '../../bytes/assert.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { txidToHex } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { EntryHeap } from './entry-heap.ts';
import { isEvictedBefore, isOlder, setEvictionScore } from './entry-order.ts';
import { ENTRY_USAGE_BYTES, LINK_USAGE_BYTES, SPENDER_USAGE_BYTES } from './memory-usage.ts';
import { outPointKey, outPointKeyOf } from './out-point-key.ts';
import type { OutPointKey } from './out-point-key.ts';
import type { PoolEntry } from './pool-entry.ts';

/** How far transactions in the mempool may hang together; each counts the transaction itself. Source: Core's `MemPoolLimits`. */
export interface FamilyLimits {
  readonly ancestorCount: number;
  readonly ancestorVsize: number;
  readonly descendantCount: number;
  readonly descendantVsize: number;
}

/** What newcomers would add to a family: one transaction, or a package taken as one. */
export interface Newcomers {
  readonly count: number;
  readonly vsize: number;
}

/** Why a family would be too large, as Core's debug message has it. */
export interface FamilyTooLarge {
  readonly tooLarge: string;
}

/**
 * The transactions of the mempool as a graph: who spends whom, and for each entry how many ancestors and descendants it has,
 * their virtual bytes and fees, kept up as entries come and go.
 *
 * Source: Bitcoin Core's `CTxMemPool`, `mapTx`, `mapNextTx`.
 */
export class TransactionGraph {
  readonly #byTxid = new Map<HashKey, PoolEntry>();
  readonly #byWtxid = new Map<HashKey, PoolEntry>();
  readonly #spenders = new Map<OutPointKey, PoolEntry>();
  readonly #evictionOrder = new EntryHeap('evictionPlace', isEvictedBefore);
  readonly #timeOrder = new EntryHeap('timePlace', isOlder);
  #walk = 0;
  #totalVsize = 0;
  #totalFeesSats = 0n;
  #innerUsageBytes = 0;

  get size(): number {
    return this.#byTxid.size;
  }

  get totalVsize(): number {
    return this.#totalVsize;
  }

  /** Fees of all, without what `prioritise` added. */
  get totalFeesSats(): bigint {
    return this.#totalFeesSats;
  }

  get usageBytes(): number {
    return this.size * ENTRY_USAGE_BYTES + this.#spenders.size * SPENDER_USAGE_BYTES + this.#innerUsageBytes;
  }

  /** Outputs that entries spend. */
  get spentCount(): number {
    return this.#spenders.size;
  }

  /** The next to be evicted. */
  get lowest(): PoolEntry | undefined {
    return this.#evictionOrder.first;
  }

  get oldest(): PoolEntry | undefined {
    return this.#timeOrder.first;
  }

  byTxid(key: HashKey): PoolEntry | undefined {
    return this.#byTxid.get(key);
  }

  byWtxid(key: HashKey): PoolEntry | undefined {
    return this.#byWtxid.get(key);
  }

  /** What spends an output. */
  spenderOf(key: OutPointKey): PoolEntry | undefined {
    return this.#spenders.get(key);
  }

  entries(): IterableIterator<PoolEntry> {
    return this.#byTxid.values();
  }

  /** Entries that a transaction, in the mempool or not, spends from; each once. */
  parentsOf(tx: Transaction): PoolEntry[] {
    const walk = ++this.#walk;
    const parents: PoolEntry[] = [];
    for (let input = 0; input < tx.inputCount; input++) {
      const parent = this.#byTxid.get(hashKey(tx.bytes, tx.prevoutOffset(input)));
      if (parent === undefined || parent.visitedBy === walk) continue;
      parent.visitedBy = walk;
      parents.push(parent);
    }
    return parents;
  }

  /**
   * Finds all ancestors that newcomers with these parents would have, or says which limit they would break.
   *
   * Source: Bitcoin Core's `CalculateAncestorsAndCheckLimits`.
   *
   * @param parents Each once.
   */
  ancestorsWithin(
    parents: readonly PoolEntry[],
    newcomers: Newcomers,
    limits: FamilyLimits,
  ): PoolEntry[] | FamilyTooLarge {
    if (parents.length + newcomers.count > limits.ancestorCount && parents.length > 0) {
      return { tooLarge: `too many unconfirmed parents [limit: ${limits.ancestorCount}]` };
    }
    const walk = ++this.#walk;
    const ancestors: PoolEntry[] = [];
    const staged = parents.slice();
    for (const parent of parents) parent.visitedBy = walk;
    let vsize = newcomers.vsize;
    for (let entry = staged.pop(); entry !== undefined; entry = staged.pop()) {
      ancestors.push(entry);
      vsize += entry.vsize;
      const tooLarge = familyProblem(entry, { count: newcomers.count, vsize: newcomers.vsize }, limits);
      if (tooLarge !== undefined) return { tooLarge };
      if (vsize > limits.ancestorVsize) {
        return { tooLarge: `exceeds ancestor size limit [limit: ${limits.ancestorVsize}]` };
      }
      for (const parent of entry.parents) {
        if (parent.visitedBy === walk) continue;
        parent.visitedBy = walk;
        staged.push(parent);
      }
      if (staged.length + ancestors.length + newcomers.count > limits.ancestorCount) {
        return { tooLarge: `too many unconfirmed ancestors [limit: ${limits.ancestorCount}]` };
      }
    }
    return ancestors;
  }

  /** Finds all ancestors of an entry, each once, without itself. */
  ancestorsOf(entry: PoolEntry): PoolEntry[] {
    const walk = ++this.#walk;
    const found: PoolEntry[] = [];
    gather(entry.parents, walk, found);
    for (let i = 0; i < found.length; i++) gather(found[i]!.parents, walk, found);
    return found;
  }

  /** Finds entries and all their descendants, each once. */
  withDescendants(entries: Iterable<PoolEntry>): PoolEntry[] {
    const walk = ++this.#walk;
    const found: PoolEntry[] = [];
    gather(entries, walk, found);
    for (let i = 0; i < found.length; i++) gather(found[i]!.children, walk, found);
    return found;
  }

  /**
   * Adds an entry, of which nothing in the mempool is taken to be a child (`linkChildren`).
   *
   * Source: Bitcoin Core's `addUnchecked`.
   *
   * @param family.parents What it spends from, each once.
   * @param family.ancestors All its ancestors.
   */
  add(
    entry: PoolEntry,
    family: { readonly parents: readonly PoolEntry[]; readonly ancestors: readonly PoolEntry[] },
  ): void {
    assert(!this.#byTxid.has(entry.txidKey), 'a transaction is added once');
    this.#byTxid.set(entry.txidKey, entry);
    this.#byWtxid.set(entry.wtxidKey, entry);
    const { tx } = entry;
    for (let input = 0; input < tx.inputCount; input++) {
      this.#spenders.set(outPointKey(tx.bytes, tx.prevoutOffset(input)), entry);
    }
    for (const parent of family.parents) this.#link(parent, entry);
    for (const ancestor of family.ancestors) {
      this.#changeDescendants(ancestor, 1, entry);
      changeAncestors(entry, 1, ancestor);
    }
    this.#totalVsize += entry.vsize;
    this.#totalFeesSats += entry.feeSats;
    this.#innerUsageBytes += entry.usageBytes;
    setEvictionScore(entry);
    this.#evictionOrder.add(entry);
    this.#timeOrder.add(entry);
  }

  /**
   * Removes entries. Source: Bitcoin Core's `RemoveStaged`.
   *
   * @param options.leavesDescendants Whether descendants stay, as they do when a block has taken an entry; else all are among
   * the entries.
   */
  remove(entries: readonly PoolEntry[], options: { readonly leavesDescendants: boolean }): void {
    if (options.leavesDescendants) {
      for (const entry of entries) {
        if (entry.children.length === 0) continue;
        const [, ...descendants] = this.withDescendants([entry]);
        for (const descendant of descendants) changeAncestors(descendant, -1, entry);
      }
    }
    for (const entry of entries) {
      if (entry.parents.length === 0) continue;
      for (const ancestor of this.ancestorsOf(entry)) this.#changeDescendants(ancestor, -1, entry);
      for (const parent of entry.parents) this.#unlink(parent.children, entry);
    }
    for (const entry of entries) for (const child of entry.children) this.#unlink(child.parents, entry);
    for (const entry of entries) this.#forget(entry);
  }

  /** Changes the fee by which an entry is mined and evicted. Source: Bitcoin Core's `PrioritiseTransaction`. */
  changeFee(entry: PoolEntry, deltaSats: bigint): void {
    entry.modifiedFeeSats += deltaSats;
    entry.ancestorFeesSats += deltaSats;
    for (const ancestor of [entry, ...this.ancestorsOf(entry)]) {
      ancestor.descendantFeesSats += deltaSats;
      this.#placeAnew(ancestor);
    }
    const [, ...descendants] = this.withDescendants([entry]);
    for (const descendant of descendants) descendant.ancestorFeesSats += deltaSats;
  }

  /**
   * Finds the children of entries that were added while those were there already, as after a reorganization, and brings the
   * sums of all that this concerns up to date.
   *
   * Source: Bitcoin Core's `UpdateTransactionsFromBlock`.
   *
   * @returns The entries and all their descendants.
   */
  linkChildren(entries: readonly PoolEntry[]): PoolEntry[] {
    for (const entry of entries) {
      for (let output = 0; output < entry.tx.outputCount; output++) {
        const child = this.#spenders.get(outPointKeyOf(entry.txidKey, output));
        if (child !== undefined && !entry.children.includes(child)) this.#link(entry, child);
      }
    }
    const below = this.withDescendants(entries);
    const ancestors = new Set(entries);
    for (const entry of entries) for (const ancestor of this.ancestorsOf(entry)) ancestors.add(ancestor);
    for (const entry of below) {
      startAncestors(entry);
      for (const ancestor of this.ancestorsOf(entry)) changeAncestors(entry, 1, ancestor);
    }
    for (const entry of ancestors) {
      startDescendants(entry);
      const [, ...descendants] = this.withDescendants([entry]);
      for (const descendant of descendants) addDescendant(entry, 1, descendant);
      this.#placeAnew(entry);
    }
    return below;
  }

  #changeDescendants(entry: PoolEntry, sign: 1 | -1, descendant: PoolEntry): void {
    addDescendant(entry, sign, descendant);
    this.#placeAnew(entry);
  }

  #placeAnew(entry: PoolEntry): void {
    setEvictionScore(entry);
    this.#evictionOrder.update(entry);
  }

  #forget(entry: PoolEntry): void {
    const { tx } = entry;
    for (let input = 0; input < tx.inputCount; input++) {
      this.#spenders.delete(outPointKey(tx.bytes, tx.prevoutOffset(input)));
    }
    this.#byTxid.delete(entry.txidKey);
    this.#byWtxid.delete(entry.wtxidKey);
    this.#evictionOrder.remove(entry);
    this.#timeOrder.remove(entry);
    this.#totalVsize -= entry.vsize;
    this.#totalFeesSats -= entry.feeSats;
    this.#innerUsageBytes -= entry.usageBytes + (entry.parents.length + entry.children.length) * LINK_USAGE_BYTES;
  }

  #link(parent: PoolEntry, child: PoolEntry): void {
    parent.children.push(child);
    child.parents.push(parent);
    this.#innerUsageBytes += 2 * LINK_USAGE_BYTES;
  }

  #unlink(list: PoolEntry[], entry: PoolEntry): void {
    const at = list.indexOf(entry);
    assert(at >= 0, 'parents and children know each other');
    const last = list.pop()!;
    if (at < list.length) list[at] = last;
    this.#innerUsageBytes -= LINK_USAGE_BYTES;
  }
}

/** Adds to `found` what this walk has not come by yet. */
function gather(entries: Iterable<PoolEntry>, walk: number, found: PoolEntry[]): void {
  for (const entry of entries) {
    if (entry.visitedBy === walk) continue;
    entry.visitedBy = walk;
    found.push(entry);
  }
}

function familyProblem(ancestor: PoolEntry, newcomers: Newcomers, limits: FamilyLimits): string | undefined {
  if (ancestor.descendantVsize + newcomers.vsize > limits.descendantVsize) {
    return `exceeds descendant size limit for tx ${txidToHex(ancestor.txid)} [limit: ${limits.descendantVsize}]`;
  }
  return ancestor.descendantCount + newcomers.count > limits.descendantCount
    ? `too many descendants for tx ${txidToHex(ancestor.txid)} [limit: ${limits.descendantCount}]`
    : undefined;
}

function changeAncestors(entry: PoolEntry, sign: 1 | -1, ancestor: PoolEntry): void {
  entry.ancestorCount += sign;
  entry.ancestorVsize += sign * ancestor.vsize;
  entry.ancestorSigOpCost += sign * ancestor.sigOpCost;
  entry.ancestorFeesSats += sign > 0 ? ancestor.modifiedFeeSats : -ancestor.modifiedFeeSats;
}

function addDescendant(entry: PoolEntry, sign: 1 | -1, descendant: PoolEntry): void {
  entry.descendantCount += sign;
  entry.descendantVsize += sign * descendant.vsize;
  entry.descendantFeesSats += sign > 0 ? descendant.modifiedFeeSats : -descendant.modifiedFeeSats;
}

function startAncestors(entry: PoolEntry): void {
  entry.ancestorCount = 1;
  entry.ancestorVsize = entry.vsize;
  entry.ancestorFeesSats = entry.modifiedFeeSats;
  entry.ancestorSigOpCost = entry.sigOpCost;
}

function startDescendants(entry: PoolEntry): void {
  entry.descendantCount = 1;
  entry.descendantVsize = entry.vsize;
  entry.descendantFeesSats = entry.modifiedFeeSats;
}
