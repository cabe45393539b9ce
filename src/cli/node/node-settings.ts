import { customSignetParams } from '../../consensus/custom-signet.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import type { NodeOptions } from '../../node/node-options.ts';
import { anyAddress } from '../../platform/node-shell/listener.ts';
import type { ListenAddress } from '../../platform/node-shell/listener.ts';
import type { Endpoint, RouteOptions } from '../../platform/node-shell/network-routes.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { parseAddress } from '../../wire/net-address-text.ts';
import { usageError } from '../cli-error.ts';
import type { HostFlag } from './host-flag.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { TOR_CONTROL_PORT } from './node-flags.ts';
import type { NodeFlags } from './node-flags.ts';
import { DEFAULT_MAX_CONNECTIONS } from './node-limits.ts';

const MIB = 1024 * 1024;
const MB = 1_000_000;

/** An onion service that Tor is asked for. */
export interface OnionSettings {
  readonly control: Endpoint;
  readonly password: string | undefined;
  /** Where its connections come in: a port of its own. */
  readonly listen: ListenAddress;
}

/** All that a node is run with, but for its chain. */
export interface NodeSettings {
  /** What the node decides by; addresses of names are added when it is started. */
  readonly options: Omit<NodeOptions, 'connect' | 'addNodes' | 'reachable' | 'listens'>;
  readonly connect: readonly HostFlag[] | undefined;
  readonly addNodes: readonly HostFlag[];
  /** Nowhere when empty. */
  readonly listen: readonly ListenAddress[];
  readonly routes: RouteOptions;
  readonly onion: OnionSettings | undefined;
}

/** The parameters of the network that the flags name. */
export function flaggedParams(flags: Pick<NodeFlags, 'network' | 'signetChallenge'>): NetworkParams {
  const { network, signetChallenge } = flags;
  if (signetChallenge === undefined) return networkParams(network);
  if (network !== 'signet') throw usageError('--signet-challenge goes with --network signet');
  return customSignetParams(signetChallenge);
}

/** Puts together what a node is run with. @throws {CliError} When flags contradict each other. */
export function nodeSettings(flags: NodeFlags, memory: MemoryPlan): NodeSettings {
  const params = flaggedParams(flags);
  const listen = listenAddresses(flags, params);
  const isCustomSignet = flags.signetChallenge !== undefined;
  const connect = flags.connect === false ? [] : flags.connect;
  if (flags.onlyNet?.includes('torv3') === true && flags.onion === false) {
    throw usageError('--only-net onion and --no-onion contradict each other');
  }
  return {
    options: {
      params,
      userAgent: `/Vigil:${readPackageVersion()}/`,
      maxConnections: flags.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
      usesV2Transport: flags.v2Transport,
      wantsTransactions: flags.blocksOnly !== true,
      servesFilters: flags.blockFilters === true,
      maxMempoolBytes: memory.maxMempoolMb * MB,
      usesDnsSeeds: flags.dnsSeed && connect === undefined,
      ...(isCustomSignet && { dnsSeeds: [] }),
      ...(flags.prune !== undefined && { pruneTargetBytes: flags.prune * MIB }),
      ownAddresses: (flags.externalIp ?? []).map((host) => ownAddress(host, params)),
    },
    connect,
    addNodes: flags.addNode ?? [],
    listen,
    routes: {
      proxy: flags.proxy,
      onionProxy: flags.onion,
      onlyNetworks: flags.onlyNet,
      isCjdnsReachable: flags.cjdnsReachable,
    },
    onion: onionSettings(flags, { params, isListening: listen.length > 0 }),
  };
}

/**
 * Where connections are taken. Like Bitcoin Core (`InitParameterInteraction`), nowhere when there is a proxy, since our own
 * address would show, nor when only some nodes are connected to; unless it is asked for.
 */
function listenAddresses(flags: NodeFlags, params: NetworkParams): readonly ListenAddress[] {
  const { bind, connect, proxy } = flags;
  const port = flags.port ?? params.defaultPort;
  const isListening = flags.listen ?? (bind !== undefined || (connect === undefined && proxy === undefined));
  if (!isListening) {
    if (bind !== undefined) throw usageError('--bind and --no-listen contradict each other');
    return [];
  }
  return bind === undefined ? anyAddress(port) : bind.map((each) => ({ host: each.host, port: each.port ?? port }));
}

/** Core binds the onion service's own port beside the usual one: 8334. */
function onionSettings(
  flags: NodeFlags,
  facts: { readonly params: NetworkParams; readonly isListening: boolean },
): OnionSettings | undefined {
  const { torControl, torPassword, port } = flags;
  if (torControl === undefined) {
    if (torPassword !== undefined) throw usageError('--tor-password goes with --tor-control');
    return undefined;
  }
  const control = torControl === true ? { host: '127.0.0.1', port: TOR_CONTROL_PORT } : torControl;
  const besides = port === 0 ? 0 : (port ?? facts.params.defaultPort) + 1;
  return { control, password: torPassword, listen: { host: '127.0.0.1', port: besides } };
}

function ownAddress({ host, port }: HostFlag, params: NetworkParams): NetAddress {
  const address = parseAddress(host, { defaultPort: port ?? params.defaultPort });
  if (address === undefined) throw usageError(`--external-ip takes an address, and "${host}" is a name`);
  return address;
}
