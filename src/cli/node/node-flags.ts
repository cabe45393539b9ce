import { Command, InvalidArgumentError, Option } from 'commander';
import { bytesFromHex } from '../../bytes/hex.ts';
import { customSignetParams } from '../../consensus/custom-signet.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { MIN_DB_CACHE_MIB } from '../../platform/chain-folder/open-chain.ts';
import { anyAddress } from '../../platform/node-shell/listener.ts';
import type { ListenAddress } from '../../platform/node-shell/listener.ts';
import type { Endpoint } from '../../platform/node-shell/network-routes.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { parseAddress } from '../../wire/net-address-text.ts';
import { assumeValidOption } from '../chain/assume-valid-flag.ts';
import { chainDirOption, pruneOption, threadsOption, wholeNumber } from '../chain/chain-access.ts';
import type { ChainFlags } from '../chain/chain-access.ts';
import { usageError } from '../cli-error.ts';
import { networkOption, portFlag } from '../flags.ts';
import { bindFlag, endpointFlag, hostsFlag } from './host-flag.ts';
import type { HostFlag } from './host-flag.ts';
import { MIN_MAX_MEMPOOL_MB, MIN_MEMORY_MIB } from './memory-plan.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { NodeSettings, OnionSettings } from './node-settings.ts';
import { DEFAULT_MAX_CONNECTIONS } from './running-node.ts';

/** Where Tor's control and SOCKS5 ports are, when only a host is named. */
const TOR_CONTROL_PORT = 9051;
export const SOCKS_PORT = 9050;

/** Connections at most that may be asked for: a socket each. */
const MAX_CONNECTIONS = 1000;

const MIB = 1024 * 1024;
const MB = 1_000_000;

/** How `--only-net` calls networks; Bitcoin Core's names. */
const NETWORKS: Readonly<Record<string, AddressNetwork>> = {
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  onion: 'torv3',
  cjdns: 'cjdns',
};

/** The flags of a node. */
export interface NodeFlags extends Omit<ChainFlags, 'dbcache' | 'json'> {
  readonly dbcache?: number;
  readonly maxMemory?: number;
  readonly maxMempool?: number;
  readonly assumevalid?: string;
  readonly prune?: number;
  readonly signetChallenge?: Uint8Array;
  readonly connect?: readonly HostFlag[] | false;
  readonly addNode?: readonly HostFlag[];
  readonly listen?: boolean;
  readonly port?: number;
  readonly bind?: readonly HostFlag[];
  readonly externalIp?: readonly HostFlag[];
  readonly maxConnections?: number;
  readonly proxy?: Endpoint;
  readonly onion?: Endpoint | false;
  readonly torControl?: Endpoint | true;
  readonly torPassword?: string;
  readonly onlyNet?: readonly AddressNetwork[];
  readonly cjdnsReachable?: boolean;
  readonly v2Transport: boolean;
  readonly dnsSeed: boolean;
  readonly blockFilters?: boolean;
  readonly blocksOnly?: boolean;
}

/** How the flag for the node's port is called where a page has `--port`. */
export const NODE_PORT_FLAG = '--node-port';

/**
 * Adds what a node is told by flags.
 *
 * @param options.isBesidePage Whether the command has `--network`, `--datadir` and `--port` already: then the node's port is
 * `NODE_PORT_FLAG`.
 */
export function addNodeOptions(command: Command, options: { readonly isBesidePage?: boolean } = {}): Command {
  const { isBesidePage = false } = options;
  if (!isBesidePage) command.addOption(networkOption()).addOption(chainDirOption());
  addChainOptions(command);
  addConnectionOptions(command, isBesidePage ? NODE_PORT_FLAG : '--port');
  return addServiceOptions(command);
}

/** What is kept, and with how much memory. */
function addChainOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--signet-challenge <hex>', 'the challenge of a signet other than the public one').argParser(
        challengeFlag,
      ),
    )
    .addOption(pruneOption())
    .addOption(
      new Option('--max-memory <mib>', 'what the whole process may take, about').argParser(
        whole(MIN_MEMORY_MIB, 1_000_000),
      ),
    )
    .addOption(
      new Option('--dbcache <mib>', 'memory for coins, in MiB (default: 450, or what --max-memory leaves)').argParser(
        whole(MIN_DB_CACHE_MIB, 1_000_000),
      ),
    )
    .addOption(
      new Option('--max-mempool <mb>', 'memory for transactions that wait, in MB (default: 300)').argParser(
        whole(MIN_MAX_MEMPOOL_MB, 1_000_000),
      ),
    )
    .addOption(threadsOption())
    .addOption(assumeValidOption());
}

/** Who is connected to, and where connections are taken. */
function addConnectionOptions(command: Command, portName: string): Command {
  return command
    .addOption(
      new Option('--connect <host>', 'connect to this node and to no others; several times for several').argParser(
        hostsFlag,
      ),
    )
    .addOption(new Option('--no-connect', 'connect to nobody'))
    .addOption(
      new Option('--add-node <host>', 'keep a connection to this node too; several times for several').argParser(
        hostsFlag,
      ),
    )
    .addOption(new Option('--listen', 'take connections (default: yes, but not with --connect or --proxy)'))
    .addOption(new Option('--no-listen', 'take no connections'))
    .addOption(
      new Option(`${portName} <n>`, "port for other nodes; 0 takes a free one (default: the network's own)").argParser(
        portFlag,
      ),
    )
    .addOption(
      new Option(
        '--bind <address>',
        'address to listen on, with a port or without; several times for several',
      ).argParser(bindFlag),
    )
    .addOption(new Option('--external-ip <address>', 'tell others that we are reached there').argParser(hostsFlag))
    .addOption(
      new Option('--max-connections <n>', 'connections at most')
        .argParser(whole(0, MAX_CONNECTIONS))
        .default(DEFAULT_MAX_CONNECTIONS),
    );
}

/** Through what others are reached, and what they are given. */
function addServiceOptions(command: Command): Command {
  const { torControl, proxies } = privacyOptions();
  return command
    .addOption(proxies[0])
    .addOption(proxies[1])
    .addOption(proxies[2])
    .addOption(torControl[0])
    .addOption(torControl[1])
    .addOption(
      new Option(
        '--only-net <name>',
        `connect to one network only: ${Object.keys(NETWORKS).join(', ')}; several times for several`,
      ).argParser(networksFlag),
    )
    .addOption(new Option('--cjdns-reachable', 'addresses in fc00::/8 are those of CJDNS, and reached'))
    .addOption(new Option('--no-v2-transport', 'do not encrypt connections (BIP324)'))
    .addOption(new Option('--no-dns-seed', 'do not ask DNS for nodes'))
    .addOption(new Option('--block-filters', 'make compact filters of blocks, and serve them (BIP157)'))
    .addOption(new Option('--blocks-only', 'take no transactions of others'));
}

function privacyOptions(): {
  readonly proxies: readonly [Option, Option, Option];
  readonly torControl: readonly [Option, Option];
} {
  return {
    proxies: [
      new Option('--proxy <host:port>', 'connect through a SOCKS5 proxy, names too; or unix:PATH').argParser(
        endpointFlag(SOCKS_PORT),
      ),
      new Option('--onion <host:port>', "another SOCKS5 proxy for Tor's addresses").argParser(endpointFlag(SOCKS_PORT)),
      new Option('--no-onion', "do not connect to Tor's addresses"),
    ],
    torControl: [
      new Option('--tor-control [host:port]', "be reached through an onion service, by Tor's control port").argParser(
        endpointFlag(TOR_CONTROL_PORT),
      ),
      new Option('--tor-password <text>', "password of Tor's control port, where it wants one"),
    ],
  };
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

function networksFlag(text: string, before: readonly AddressNetwork[] | undefined): AddressNetwork[] {
  const network = NETWORKS[text];
  if (network === undefined) {
    throw new InvalidArgumentError(
      text === 'i2p' ? 'I2P is not reached by Vigil yet.' : `"${text}" is none of ${Object.keys(NETWORKS).join(', ')}.`,
    );
  }
  return [...(before ?? []), network];
}

function challengeFlag(text: string): Uint8Array {
  const bytes = bytesFromHex(text);
  if (bytes === undefined || bytes.length === 0) throw new InvalidArgumentError('write the script as hex.');
  return bytes;
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => wholeNumber(text, least, most);
}
