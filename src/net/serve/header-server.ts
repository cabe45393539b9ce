import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { isSameHash } from '../sync/header-batch.ts';
import { findLocatorFork } from '../sync/locator.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import { MAX_HEADERS_RESULTS, MAX_LOCATOR_HASHES } from '../sync/sync-limits.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';
import { MAX_GETBLOCKS_RESULTS } from './serve-limits.ts';

/** What a `getheaders` or a `getblocks` asks for. */
export interface ChainQuestion {
  readonly locator: readonly BlockHash[];
  readonly stopHash: BlockHash;
}

/** Blocks that pruning leaves, less an hour's: those below are not told of by `getblocks`. Core's `MIN_BLOCKS_TO_KEEP`. */
const MIN_BLOCKS_TO_KEEP = 288;
const HOUR_SEC = 60 * 60;

/** Answers `getheaders`. Source: Bitcoin Core's `GETHEADERS`. */
export function answerGetHeaders(context: SyncContext, peer: SyncPeer, question: ChainQuestion): void {
  const { chain, view, out } = context;
  const { locator, stopHash } = question;
  if (locator.length > MAX_LOCATOR_HASHES) {
    out.disconnect(peer, 'locator-oversized');
    return;
  }
  const { active, tree } = chain;
  if (view.tip < 0 || (!view.hasMinimumWork(view.tip) && !peer.peer.isProtected)) {
    // A chain that may be made up is passed on to nobody; no answer at all would look as if we were dead.
    out.send(peer, { type: 'headers', headers: new Uint8Array(0) });
    return;
  }
  let row: number;
  if (locator.length === 0) {
    row = tree.indexOf(stopHash);
    if (row < 0 || !view.isServed(row)) return;
  } else row = active.at(tree.heightOf(findLocatorFork(chain, locator)) + 1);
  const rows: number[] = [];
  for (; row >= 0; row = active.has(row) ? active.at(tree.heightOf(row) + 1) : -1) {
    rows.push(row);
    if (rows.length === MAX_HEADERS_RESULTS || isSameHash(tree.hashOf(row), stopHash)) break;
  }
  // Set back, too: the tip may have been told of by a compact block, and this be the question for it.
  peer.bestHeaderSent = row >= 0 ? row : active.tip;
  const headers = new Uint8Array(rows.length * HEADER_BYTES);
  for (const [i, each] of rows.entries()) headers.set(tree.headerBytes(each), i * HEADER_BYTES);
  out.send(peer, { type: 'headers', headers });
}

/** Answers `getblocks`, which old nodes send. Source: Bitcoin Core's `GETBLOCKS`. */
export function answerGetBlocks(
  context: SyncContext,
  peer: SyncPeer,
  question: ChainQuestion & { readonly isPruned: boolean },
): void {
  const { chain, view, out, params } = context;
  const { locator, stopHash, isPruned } = question;
  if (locator.length > MAX_LOCATOR_HASHES) {
    out.disconnect(peer, 'locator-oversized');
    return;
  }
  const { active, tree } = chain;
  const lowestKept = active.height - (MIN_BLOCKS_TO_KEEP - HOUR_SEC / params.targetSpacingSec);
  const inventory: InventoryItem[] = [];
  for (let height = tree.heightOf(findLocatorFork(chain, locator)) + 1; height <= active.height; height++) {
    const row = active.at(height);
    const hash = tree.hashOf(row);
    if (isSameHash(hash, stopHash)) break;
    if (isPruned && (!view.hasData(row) || height <= lowestKept)) break;
    inventory.push({ type: INVENTORY_TYPES.block, hash });
    if (inventory.length < MAX_GETBLOCKS_RESULTS) continue;
    // When it asks for this one, it is told of the tip, and asks for more.
    peer.continuationRow = row;
    break;
  }
  if (inventory.length > 0) out.send(peer, { type: 'inv', inventory });
}
