import type { PeerId } from '../peer.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import { CMPCTBLOCKS_VERSION } from '../../wire/protocol-version.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';

/** How many peers send us new blocks unasked (BIP152). */
const MAX_HIGH_BANDWIDTH_PEERS = 3;

/**
 * The peers that are asked to send new blocks as compact blocks at once: the last three that gave us a new block first, one
 * outbound peer at least, if there was one.
 *
 * Source: Bitcoin Core's `MaybeSetPeerAsAnnouncingHeaderAndIDs`.
 */
export class HighBandwidthPeers {
  readonly #context: SyncContext;
  /** From the one that is given up next to the last. */
  readonly #ids: PeerId[] = [];

  constructor(context: SyncContext) {
    this.#context = context;
  }

  has(peer: SyncPeer): boolean {
    return this.#ids.includes(peer.id);
  }

  peerGone(peer: SyncPeer): void {
    const at = this.#ids.indexOf(peer.id);
    if (at >= 0) this.#ids.splice(at, 1);
  }

  /** Takes note that a peer gave us a new block first. */
  delivered(peer: SyncPeer): void {
    if (this.#context.isBlocksOnly || !peer.providesCompactBlocks) return;
    const at = this.#ids.indexOf(peer.id);
    if (at >= 0) {
      this.#ids.push(...this.#ids.splice(at, 1));
      return;
    }
    if (this.#ids.length >= MAX_HIGH_BANDWIDTH_PEERS) this.#giveUpFirst(peer);
    this.#tell(peer, true);
    this.#ids.push(peer.id);
  }

  #giveUpFirst(newcomer: SyncPeer): void {
    const outbound = this.#ids.filter((id) => this.#context.peers.get(id)?.isInbound === false);
    // An inbound peer does not take the place of the last outbound one.
    if (newcomer.isInbound && outbound.length === 1 && outbound[0] === this.#ids[0]) {
      this.#ids.splice(0, 2, this.#ids[1]!, this.#ids[0]!);
    }
    const first = this.#context.peers.get(this.#ids.shift()!);
    if (first !== undefined) this.#tell(first, false);
  }

  #tell(peer: SyncPeer, highBandwidth: boolean): void {
    this.#context.out.send(peer, { type: 'sendcmpct', highBandwidth, version: CMPCTBLOCKS_VERSION });
  }
}
