import type { AddressRelay } from '../net/addresses/address-relay.ts';
import type { NetEffect } from '../net/net-effect.ts';
import type { TransactionRelay } from '../net/relay/transaction-relay.ts';
import type { RelayEffect } from '../net/relay/relay-effect.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { BlockSync } from '../net/sync/block-sync.ts';
import type { SyncEffect } from '../net/sync/sync-effect.ts';
import { isBlockItem, isTransactionItem } from '../wire/inventory.ts';
import type { Message } from '../wire/message.ts';

/** What any part of `net` may want done. */
export type AnyNetEffect = NetEffect | SyncEffect | RelayEffect;

/** The parts of `net` that messages are for. */
export interface MessageParts {
  readonly sync: BlockSync;
  readonly relay: TransactionRelay;
  readonly addresses: AddressRelay;
}

/**
 * Gives a message of a peer whose handshake is done to the part that it is for. Messages that name blocks and transactions
 * alike are given to both, each with its items.
 */
export function routeMessage(
  session: PeerSession,
  message: Message,
  so: { readonly parts: MessageParts; readonly nowMs: number },
): readonly AnyNetEffect[] {
  const { sync, relay, addresses } = so.parts;
  const { nowMs } = so;
  switch (message.type) {
    case 'ping':
      return [{ do: 'send', peer: session.id, message: { type: 'pong', nonce: message.nonce } }];
    case 'pong':
      session.keepalive.pong(message.nonce, nowMs);
      return [];
    case 'sendheaders':
      session.preferHeaders();
      return [];
    case 'addr':
    case 'addrv2':
    case 'getaddr':
      return addresses.receive(session, message, nowMs);
    case 'inv':
      return [
        ...sync.receiveInv(session, message.inventory.filter(isBlockItem), nowMs),
        ...relay.receiveInv(session, message.inventory.filter(isTransactionItem), nowMs),
      ];
    case 'getdata':
      return [
        ...relay.receiveGetData(session, message.inventory.filter(isTransactionItem)),
        ...sync.receiveGetData(session, message.inventory.filter(isBlockItem)),
      ];
    case 'notfound':
      return [...sync.receive(session, message, nowMs), ...relay.receive(session, message, nowMs)];
    case 'tx':
    case 'feefilter':
    case 'mempool':
      return relay.receive(session, message, nowMs);
    case 'filterload':
    case 'filteradd':
    case 'filterclear':
      // Bloom filters are not offered. Source: Bitcoin Core's `ProcessMessage` (FILTERLOAD).
      return [{ do: 'disconnect', peer: session.id, reason: 'bloom-filters-not-served' }];
    case 'version':
    case 'verack':
    case 'wtxidrelay':
    case 'sendaddrv2':
      // The handshake has taken them.
      return [];
    case 'sendtxrcncl':
    case 'merkleblock':
    case 'unknown':
      return [];
    default:
      return sync.receive(session, message, nowMs);
  }
}
