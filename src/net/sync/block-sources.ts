import type { ChainReject } from '../../chain/chain-reject.ts';
import { isBlockMutation } from '../../consensus/block-reject.ts';
import type { PeerId } from '../peer.ts';
import type { Outbox } from './outbox.ts';
import { MAX_BLOCK_SOURCES } from './sync-limits.ts';
import type { SyncReason } from './sync-effect.ts';
import type { SyncPeer } from './sync-peer.ts';

/** Who gave us a block. */
export interface BlockSource {
  readonly peer: PeerId;
  /**
   * It was put together from a compact block, which may be passed on before the block is validated: whoever did is not to blame
   * if it turns out to be bad (BIP152).
   */
  readonly isCompact: boolean;
}

/** Who gave us the blocks that are not connected yet, by row; the oldest are forgotten. Source: Core's `mapBlockSource`. */
export class BlockSources {
  readonly #byRow = new Map<number, BlockSource>();

  /** Takes note of the first who gave a block. */
  add(row: number, source: BlockSource): void {
    if (this.#byRow.has(row)) return;
    if (this.#byRow.size >= MAX_BLOCK_SOURCES) {
      for (const oldest of this.#byRow.keys()) {
        this.#byRow.delete(oldest);
        break;
      }
    }
    this.#byRow.set(row, source);
  }

  get(row: number): BlockSource | undefined {
    return this.#byRow.get(row);
  }

  /** Returns who gave a block, and forgets it. */
  take(row: number): BlockSource | undefined {
    const source = this.#byRow.get(row);
    this.#byRow.delete(row);
    return source;
  }
}

/**
 * Says that a peer has misbehaved, if what it gave is its fault.
 *
 * Source: Bitcoin Core's `MaybePunishNodeForBlock`.
 *
 * @param options.isCompact It came in, or was put together from, a compact block.
 */
export function maybePunishForBlock(
  out: Outbox,
  peer: SyncPeer,
  options: { readonly reject: ChainReject; readonly isCompact: boolean; readonly reason: SyncReason },
): void {
  const { reject, isCompact, reason } = options;
  switch (reject.code) {
    case 'time-too-new':
      // Our clock may be the one that is wrong.
      return;
    case 'duplicate':
      // An inbound peer may not know better; an outbound one would keep us on a bad chain.
      if (!isCompact && !peer.isInbound) out.misbehaved(peer, reason);
      return;
    case 'high-hash':
    case 'bad-diffbits':
    case 'time-too-old':
    case 'time-timewarp-attack':
    case 'bad-version':
    case 'bad-prevblk':
    case 'prev-blk-not-found':
      out.misbehaved(peer, reason);
      return;
    default:
      if (!isCompact) out.misbehaved(peer, isBlockMutation(reject) ? 'block-mutated' : reason);
  }
}
