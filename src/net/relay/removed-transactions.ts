import type { PackageAcceptance, RemovedEntry } from '../../mempool/transaction-pool.ts';
import type { RelayEffect } from './relay-effect.ts';

/** Tells of transactions that left while none came in: the mempool was full. */
export function removed(entries: readonly RemovedEntry[] = []): RelayEffect[] {
  return entries.length === 0 ? [] : [{ do: 'transactions-removed', removed: entries }];
}

/** Tells of what left for the sake of a package, and is told of with none of its transactions. */
export function removedBesides({ transactions, removed: all = [] }: PackageAcceptance): RelayEffect[] {
  const told = new Set<unknown>();
  for (const each of transactions) {
    if (each === undefined || each.status === 'known') continue;
    for (const { entry } of each.removed ?? []) told.add(entry);
  }
  return removed(all.filter(({ entry }) => !told.has(entry)));
}
