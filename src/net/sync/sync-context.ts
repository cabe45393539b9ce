import type { ChainState } from '../../chain/chain-state.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { PeerId } from '../peer.ts';
import type { BlocksInFlight } from './blocks-in-flight.ts';
import type { BlockSources } from './block-sources.ts';
import type { ChainView } from './chain-view.ts';
import type { Outbox } from './outbox.ts';
import { HEADERS_RESPONSE_TIME_MS } from './sync-limits.ts';
import { PROTOCOL_VERSION } from '../../wire/protocol-version.ts';
import type { SyncPeer } from './sync-peer.ts';

/** What the parts of synchronization share. */
export interface SyncContext {
  readonly params: NetworkParams;
  readonly chain: ChainState;
  readonly view: ChainView;
  readonly random: Random;
  readonly peers: ReadonlyMap<PeerId, SyncPeer>;
  readonly inFlight: BlocksInFlight;
  readonly sources: BlockSources;
  readonly out: Outbox;
  /** No transactions are taken, so that compact blocks are of no use (`-blocksonly`). */
  readonly isBlocksOnly: boolean;
}

const NO_HASH = new Uint8Array(32) as Uint8Array as BlockHash;

/** Asks for headers, unless an answer is still awaited. @returns Whether it did. Source: Core's `MaybeSendGetHeaders`. */
export function maybeSendGetHeaders(
  { out }: SyncContext,
  peer: SyncPeer,
  ask: { readonly locator: readonly BlockHash[]; readonly nowMs: number },
): boolean {
  if (ask.nowMs - peer.lastGetHeadersMs <= HEADERS_RESPONSE_TIME_MS) return false;
  out.send(peer, { type: 'getheaders', version: PROTOCOL_VERSION, locator: ask.locator, stopHash: NO_HASH });
  peer.lastGetHeadersMs = ask.nowMs;
  return true;
}

/** Asks a peer for a whole block that it was asked for as a compact one. */
export function sendGetBlock({ out, chain }: SyncContext, peer: SyncPeer, row: number): void {
  out.send(peer, { type: 'getdata', inventory: [{ type: blockItemType(peer), hash: chain.tree.hashOf(row) }] });
}

/** How a peer is asked for blocks: with witnesses if it has them. Source: Core's `GetFetchFlags`. */
export function blockItemType(peer: SyncPeer): number {
  return peer.canServeWitnesses ? INVENTORY_TYPES.witnessBlock : INVENTORY_TYPES.block;
}

/**
 * Looks whether a block that a peer told us of, and that was not known then, is known now. Source: Core's
 * `ProcessBlockAvailability`.
 */
export function updateAvailability({ chain, view }: SyncContext, peer: SyncPeer): void {
  if (peer.lastUnknownHash === undefined) return;
  const row = chain.tree.indexOf(peer.lastUnknownHash);
  if (row < 0) return;
  if (view.hasWorkOf(row, peer.bestKnown)) peer.bestKnown = row;
  peer.lastUnknownHash = undefined;
}

/** Takes note that a peer told us of a block. Source: Core's `UpdateBlockAvailability`. */
export function noteAnnounced(context: SyncContext, peer: SyncPeer, hash: BlockHash): void {
  updateAvailability(context, peer);
  const row = context.chain.tree.indexOf(hash);
  // One that is not known is taken for the best, until its header comes.
  if (row < 0) peer.lastUnknownHash = hash.slice() as BlockHash;
  else if (context.view.hasWorkOf(row, peer.bestKnown)) peer.bestKnown = row;
}

/** Whether a peer has a header, as far as we know: it told us, or we told it. Source: Core's `PeerHasHeader`. */
export function hasHeader({ view }: SyncContext, peer: SyncPeer, row: number): boolean {
  return view.isAncestorOf(row, peer.bestKnown) || view.isAncestorOf(row, peer.bestHeaderSent);
}

/** Hands a block on to be processed, and remembers who gave it. */
export function handOn(
  { sources, view, out }: SyncContext,
  from: { readonly peer: SyncPeer; readonly row: number; readonly block: Block; readonly isCompact: boolean },
): void {
  const { peer, row, block, isCompact } = from;
  sources.add(row, { peer: peer.id, isCompact });
  view.processingBegins(row);
  out.processBlock(peer, block);
}
