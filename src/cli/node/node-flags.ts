import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { bytesFromHex } from '../../bytes/hex.ts';
import { MIN_DB_CACHE_MIB } from '../../platform/chain-folder/open-chain.ts';
import type { Endpoint } from '../../platform/node-shell/network-routes.ts';
import type { AddressNetwork } from '../../wire/net-address.ts';
import { assumeValidOption } from '../chain/assume-valid-flag.ts';
import { chainDirOption, pruneOption, threadsOption, wholeNumber } from '../chain/chain-access.ts';
import type { ChainFlags } from '../chain/chain-access.ts';
import { networkOption, portFlag } from '../flags.ts';
import { bindFlag, endpointFlag, hostsFlag } from './host-flag.ts';
import type { HostFlag } from './host-flag.ts';
import { MIN_MAX_MEMPOOL_MB, MIN_MEMORY_MIB } from './memory-plan.ts';
import { DEFAULT_MAX_CONNECTIONS } from './node-limits.ts';

/** Where Tor's control and SOCKS5 ports are, when only a host is named. */
export const TOR_CONTROL_PORT = 9051;
const SOCKS_PORT = 9050;

/** Connections at most that may be asked for: a socket each. */
const MAX_CONNECTIONS = 1000;

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

/** Adds what a node is told by flags. */
export function addNodeOptions(command: Command): Command {
  for (const option of [...chainOptions(), ...peerOptions(), ...listenOptions(), ...privacyOptions()]) {
    command.addOption(option);
  }
  return command;
}

/** Which chain is kept, and with what means. */
function chainOptions(): Option[] {
  return [
    networkOption(),
    new Option('--signet-challenge <hex>', 'the challenge of a signet other than the public one').argParser(
      challengeFlag,
    ),
    chainDirOption(),
    pruneOption(),
    new Option('--max-memory <mib>', 'what the whole process may take, about').argParser(
      whole(MIN_MEMORY_MIB, 1_000_000),
    ),
    new Option('--dbcache <mib>', 'memory for coins, in MiB (default: 450, or what --max-memory leaves)').argParser(
      whole(MIN_DB_CACHE_MIB, 1_000_000),
    ),
    new Option('--max-mempool <mb>', 'memory for transactions that wait, in MB (default: 300)').argParser(
      whole(MIN_MAX_MEMPOOL_MB, 1_000_000),
    ),
    threadsOption(),
    assumeValidOption(),
    new Option('--block-filters', 'make compact filters of blocks, and serve them (BIP157)'),
  ];
}

/** Whom the node connects to. */
function peerOptions(): Option[] {
  const several = 'several times for several';
  return [
    new Option('--connect <host>', `connect to this node and to no others; ${several}`).argParser(hostsFlag),
    new Option('--no-connect', 'connect to nobody'),
    new Option('--add-node <host>', `keep a connection to this node too; ${several}`).argParser(hostsFlag),
    new Option('--max-connections <n>', 'connections at most')
      .argParser(whole(0, MAX_CONNECTIONS))
      .default(DEFAULT_MAX_CONNECTIONS),
    new Option(
      '--only-net <name>',
      `connect to one network only: ${Object.keys(NETWORKS).join(', ')}; ${several}`,
    ).argParser(networksFlag),
    new Option('--cjdns-reachable', 'addresses in fc00::/8 are those of CJDNS, and reached'),
    new Option('--no-v2-transport', 'do not encrypt connections (BIP324)'),
    new Option('--no-dns-seed', 'do not ask DNS for nodes'),
    new Option('--blocks-only', 'take no transactions of others'),
  ];
}

/** Where others connect to us. */
function listenOptions(): Option[] {
  return [
    new Option('--listen', 'take connections (default: yes, but not with --connect or --proxy)'),
    new Option('--no-listen', 'take no connections'),
    new Option('--port <n>', "port to listen on; 0 takes a free one (default: the network's own)").argParser(portFlag),
    new Option('--bind <address>', 'address to listen on, with a port or without; several times for several').argParser(
      bindFlag,
    ),
    new Option('--external-ip <address>', 'tell others that we are reached there').argParser(hostsFlag),
  ];
}

/** Through what the node connects, and is reached. */
function privacyOptions(): Option[] {
  const proxy = endpointFlag(SOCKS_PORT);
  return [
    new Option('--proxy <host:port>', 'connect through a SOCKS5 proxy, names too; or unix:PATH').argParser(proxy),
    new Option('--onion <host:port>', "another SOCKS5 proxy for Tor's addresses").argParser(proxy),
    new Option('--no-onion', "do not connect to Tor's addresses"),
    new Option('--tor-control [host:port]', "be reached through an onion service, by Tor's control port").argParser(
      endpointFlag(TOR_CONTROL_PORT),
    ),
    new Option('--tor-password <text>', "password of Tor's control port, where it wants one"),
  ];
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
