import type { AddressNetwork, GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { isSameAddress } from '../addresses/address-key.ts';
import type { AddressManager, SelectedAddress } from '../addresses/address-manager.ts';
import type { AddressFilter } from '../addresses/address-relay.ts';
import type { LocalAddresses } from '../addresses/local-addresses.ts';
import { isValid } from '../addresses/network-group.ts';
import { isBadPort } from './bad-ports.ts';
import { hasDesirableServices, mayKnowAddresses } from './desirable-services.ts';
import { groupKey, isGrouped } from './open-connections.ts';
import type { OpenConnections } from './open-connections.ts';

/** How many addresses are drawn before a choice is given up for now. */
const MAX_TRIES = 100;
/** Until so many tries, addresses that were tried in the last ten minutes are passed over. */
const RECENT_TRIES = 30;
/** Until so many tries, those with a port of another service are. */
const BAD_PORT_TRIES = 50;
const RECENT_SEC = 10 * 60;
/** Beyond so many added nodes it is not looked whether an address is one of them. */
const MAX_ADDED_NODES_LOOKED_AT = 24;

/** From what is chosen. */
export interface OutboundChoiceModules {
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly filter: AddressFilter;
  readonly connections: OpenConnections;
}

/** What is wanted. */
export interface OutboundWish {
  /** A feeler goes to an address that was never tried, or whose place in the tried table another wants. */
  readonly isFeeler: boolean;
  readonly network?: AddressNetwork | undefined;
  readonly reachable: ReadonlySet<AddressNetwork>;
  readonly isNearTip: boolean;
  /** Nodes that a person has named: they are not taken up by our own slots. */
  readonly addedNodes: readonly NetAddress[];
  readonly nowSec: number;
}

/**
 * Chooses to whom to connect: into a network group where we have nobody yet, offering what we want, not tried lately.
 * @returns `undefined` where no draw of a hundred fits. Source: the inner loop of Bitcoin Core's `ThreadOpenConnections`.
 */
export function chooseOutbound(wish: OutboundWish, modules: OutboundChoiceModules): SelectedAddress | undefined {
  const { addresses, local, connections } = modules;
  const { groups } = connections.outboundGroups('all');
  const { nowSec } = wish;
  addresses.resolveCollisions(nowSec);
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const drawn = wish.isFeeler ? drawFeeler(wish, modules) : addresses.select({ network: wish.network }, nowSec);
    if (drawn === undefined || local.has(drawn.address)) return undefined;
    const { address, services, lastTrySec } = drawn;
    if (!wish.isFeeler && isGrouped(address.network) && groups.has(groupKey(address))) continue;
    if (!wish.reachable.has(address.network)) continue;
    if (nowSec - lastTrySec < RECENT_SEC && tries < RECENT_TRIES) continue;
    const isUseful = wish.isFeeler ? mayKnowAddresses(services) : hasDesirableServices(services, wish.isNearTip);
    if (!isUseful) continue;
    if (tries < BAD_PORT_TRIES && isGrouped(address.network) && isBadPort(address.port)) continue;
    if (
      wish.addedNodes.length < MAX_ADDED_NODES_LOOKED_AT &&
      wish.addedNodes.some((node) => isSameAddress(node, address))
    ) {
      continue;
    }
    if (isRefused(address, wish, modules)) continue;
    return drawn;
  }
  return undefined;
}

/** Whether an address of the last run, to which we were connected for blocks only, may be connected to again. */
export function isGoodAnchor(anchor: GossipedAddress, wish: OutboundWish, modules: OutboundChoiceModules): boolean {
  const { address, services } = anchor;
  if (!isValid(address) || modules.local.has(address) || !wish.reachable.has(address.network)) return false;
  const { groups } = modules.connections.outboundGroups('all');
  if (isGrouped(address.network) && groups.has(groupKey(address))) return false;
  return hasDesirableServices(services, wish.isNearTip) && !isRefused(address, wish, modules);
}

function drawFeeler(
  wish: OutboundWish,
  { addresses, connections }: OutboundChoiceModules,
): SelectedAddress | undefined {
  const collision = addresses.selectTriedCollision();
  if (collision !== undefined && !connections.hasHost(collision.address)) return collision;
  // We are connected to it, so it works; and we could not connect to it again to see that.
  if (collision !== undefined) addresses.good(collision.address, wish.nowSec);
  return addresses.select({ newOnly: true }, wish.nowSec);
}

/** Core gives up here, and draws again half a second later. */
function isRefused(
  address: NetAddress,
  { nowSec }: OutboundWish,
  { filter, connections }: OutboundChoiceModules,
): boolean {
  return filter.isUnwanted(address, nowSec) || connections.hasHost(address);
}
