import type { Block } from '../../primitives/block.ts';
import type { Message } from '../../wire/message.ts';
import type { SyncEffect, SyncReason } from './sync-effect.ts';
import type { SyncPeer } from './sync-peer.ts';

/** Collects what is to be done while one input is dealt with. */
export class Outbox {
  #effects: SyncEffect[] = [];

  send(peer: SyncPeer, message: Message): void {
    if (!peer.isLeaving) this.#effects.push({ do: 'send', peer: peer.id, message });
  }

  disconnect(peer: SyncPeer, reason: SyncReason): void {
    if (peer.isLeaving) return;
    peer.isLeaving = true;
    this.#effects.push({ do: 'disconnect', peer: peer.id, reason });
  }

  /** Whether the connection ends is decided by who does this: a protected peer stays. */
  misbehaved(peer: SyncPeer, reason: SyncReason): void {
    if (peer.isLeaving) return;
    peer.isAccused = true;
    this.#effects.push({ do: 'misbehaved', peer: peer.id, reason });
  }

  processBlock(peer: SyncPeer, block: Block): void {
    this.#effects.push({ do: 'process-block', peer: peer.id, block });
  }

  take(): SyncEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
