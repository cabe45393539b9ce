import { AddressManager } from '../net/addresses/address-manager.ts';
import { AddressRelay } from '../net/addresses/address-relay.ts';
import { LOCAL_SCORE, LocalAddresses } from '../net/addresses/local-addresses.ts';
import { connectionLimits } from '../net/connections/connection-limits.ts';
import { ConnectionPlan } from '../net/connections/connection-plan.ts';
import { DNS_SEEDS, SEED_NODES } from '../net/connections/dns-seeds.ts';
import type { ManualTarget } from '../net/connections/manual-connections.ts';
import type { Random } from '../ports/random.ts';
import type { AddressNetwork, NetAddress } from '../wire/net-address.ts';
import type { NodeOptions } from './node-options.ts';
import { servicesOf } from './node-parts.ts';
import type { NodeParts } from './node-parts.ts';
import { PeerGuard } from './peer-guard.ts';
import { PeerNetwork } from './peer-network.ts';
import { PeerTable } from './peer-table.ts';
import type { RestoredThings } from './saved-things.ts';

/** Networks that need no proxy. */
const DIRECT_NETWORKS: ReadonlySet<AddressNetwork> = new Set(['ipv4', 'ipv6']);

/** Parts of a node that concern connections and addresses. */
export interface ConnectionParts {
  readonly peers: PeerTable;
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly guard: PeerGuard;
  readonly addressRelay: AddressRelay;
  readonly plan: ConnectionPlan;
  readonly network: PeerNetwork;
}

/** Makes the parts of a node that concern connections, made to fit each other and the others. */
export function makeConnectionParts(
  options: NodeOptions,
  modules: { readonly random: Random; readonly parts: NodeParts; readonly restored: RestoredThings },
): ConnectionParts {
  const { params, connect, addNodes = [], usesV2Transport = true, wantsTransactions = true } = options;
  const { random, restored } = modules;
  const { sync, outbox } = modules.parts;
  const reachable = options.reachable ?? DIRECT_NETWORKS;
  const services = servicesOf(options);
  const isProtected = options.isProtected ?? ((): boolean => false);
  const facts = { services, userAgent: options.userAgent, wantsTransactions };
  const peers = new PeerTable({ local: facts, isProtected }, { random });
  const addresses = new AddressManager(random, restored.addressTables);
  const local = new LocalAddresses({ listens: options.listens ?? false, discovers: true, reachable });
  for (const address of options.ownAddresses ?? []) local.add(address, LOCAL_SCORE.manual);
  const limits = connectionLimits(options.maxConnections);
  const guardOptions = { maxInbound: limits.inbound, isProtected, bans: restored.bans };
  const guard = new PeerGuard(guardOptions, { table: peers, sync, random });
  const known = { addresses, local, filter: guard.bans, random };
  const targetsOf = (list: readonly NetAddress[]): ManualTarget[] =>
    list.map((address) => ({ address, usesV2: usesV2Transport }));
  const plan = new ConnectionPlan(
    {
      limits,
      reachable,
      usesV2: usesV2Transport,
      connect: connect === undefined ? undefined : targetsOf(connect),
      addNodes: targetsOf(addNodes),
      dnsSeeds: options.usesDnsSeeds === false ? [] : (options.dnsSeeds ?? DNS_SEEDS[params.name]),
      defaultPort: params.defaultPort,
      seedNodes: SEED_NODES[params.name],
      anchors: restored.anchors,
    },
    { ...known, takeConnectionId: () => peers.nextId() },
  );
  const network = new PeerNetwork(
    { magic: params.magic, usesV2: usesV2Transport, dropsMalformed: options.dropsMalformed ?? true },
    { table: peers, plan, outbox, random },
  );
  return {
    peers,
    addresses,
    local,
    guard,
    addressRelay: new AddressRelay({ services, reachable }, known),
    plan,
    network,
  };
}
