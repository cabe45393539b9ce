import { FILE_PREFIX, ROW_PREFIX, TIP_KEY, decodeFileEnds, decodeTip, numberOfKey } from '../../chain/chain-records.ts';
import type { TipRecord } from '../../chain/chain-records.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { FileEnds } from '../../ports/block-files.ts';
import type { KeyValueStore } from '../../ports/key-value-store.ts';

/** After every time that a header can have: what was taken in once is not too far in the future now. */
const ANY_TIME_SEC = 2 ** 32;

/** Reads how far each block file was filled when the chain was last committed. */
export async function readFileEnds(store: KeyValueStore): Promise<FileEnds[]> {
  const found: FileEnds[] = [];
  for await (const entries of store.entries(FILE_PREFIX)) {
    for (const { key, value } of entries) {
      const ends = decodeFileEnds(numberOfKey(key), value);
      if (ends === undefined) throw damaged('how far a block file is filled');
      found.push(ends);
    }
  }
  return found;
}

/** Reads the tip that the coins belong to; `undefined` when nothing was committed yet. */
export function readTip(store: KeyValueStore): TipRecord | undefined {
  const stored = store.get(TIP_KEY);
  if (stored === undefined) return undefined;
  const tip = decodeTip(stored);
  if (tip === undefined) throw damaged('the tip');
  return tip;
}

/**
 * Reads the index of blocks, checks every header by all rules again, and sets the chain to its tip.
 *
 * @throws {StorageDamageError} When a row makes no sense, or breaks a rule.
 */
export async function loadIndex(chain: ChainState, store: KeyValueStore, signal?: AbortSignal): Promise<void> {
  const { tree, index } = chain;
  let row = 0;
  for await (const entries of store.entries(ROW_PREFIX)) {
    signal?.throwIfAborted();
    for (const { key, value } of entries) {
      if (numberOfKey(key) !== row || !index.loadRow(row, value)) throw damaged(`row ${row}`);
      const accepted = tree.accept(value, 0, ANY_TIME_SEC);
      if (accepted.status === 'rejected') throw damaged(`row ${row}: ${accepted.reject.code}`);
      if (accepted.index !== row) throw damaged(`row ${row} is a header twice`);
      row++;
    }
  }
  const tip = readTip(store);
  if (tip === undefined) return chain.load(-1);
  if (tip.row >= row || !tree.hashOf(tip.row).every((byte, i) => byte === tip.hash[i])) throw damaged('the tip');
  return chain.load(tip.row);
}

function damaged(why: string): StorageDamageError {
  return new StorageDamageError({ code: 'index-damaged', why });
}
