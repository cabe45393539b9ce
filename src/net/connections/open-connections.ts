import { addressKey, hostKey } from '../addresses/address-key.ts';
import { networkGroup } from '../addresses/network-group.ts';
import type { ConnectionKind, PeerId } from '../peer.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';

/** A connection that stands, or that is being opened. */
export interface Connection {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  /** When it was opened, or asked for. */
  openedAtMs: number;
  /** `opening`: nobody has answered yet; `ready`: the handshake is done. */
  stage: 'opening' | 'open' | 'ready';
  readonly usesV2: boolean;
  /** What it said in its greeting that it offers. */
  services?: bigint;
}

/** All connections, whoever opened them. */
export class OpenConnections {
  readonly #byId = new Map<PeerId, Connection>();
  /** How many there are to each machine: looked up for each address that is drawn. */
  readonly #hosts = new Map<string, number>();

  /** @param connection Under a name of its own; its address stays. */
  add(connection: Connection): void {
    this.delete(connection.id);
    this.#byId.set(connection.id, connection);
    const host = hostKey(connection.address);
    this.#hosts.set(host, (this.#hosts.get(host) ?? 0) + 1);
  }

  get(id: PeerId): Connection | undefined {
    return this.#byId.get(id);
  }

  delete(id: PeerId): void {
    const connection = this.#byId.get(id);
    if (connection === undefined) return;
    this.#byId.delete(id);
    const host = hostKey(connection.address);
    const left = this.#hosts.get(host)! - 1;
    if (left === 0) this.#hosts.delete(host);
    else this.#hosts.set(host, left);
  }

  values(): Iterable<Connection> {
    return this.#byId.values();
  }

  /** How many there are of some kinds. */
  count(...kinds: readonly ConnectionKind[]): number {
    return this.#countWhere(({ kind }) => kinds.includes(kind));
  }

  /** Those of a kind whose handshake is done. */
  ready(kind: ConnectionKind): Connection[] {
    return [...this.#byId.values()].filter((connection) => connection.kind === kind && connection.stage === 'ready');
  }

  /** How many are being opened. */
  get openingCount(): number {
    return this.#countWhere(({ stage }) => stage === 'opening');
  }

  /** Whether we are connected to that machine, at whatever port. Source: Core's `AlreadyConnectedToAddress`. */
  hasHost(address: NetAddress): boolean {
    return this.#hosts.has(hostKey(address));
  }

  /** Whether we are connected to that address at that port. */
  hasAddress(address: NetAddress): boolean {
    const key = addressKey(address);
    return this.#countWhere((connection) => addressKey(connection.address) === key) > 0;
  }

  /**
   * The network groups to which we hold connections of our own that last, and how many such there are into networks whose
   * groups say nothing about who is behind them.
   * @param stages `all`: attempts count too, so that two do not go to one group; `open`: only where somebody has answered.
   */
  outboundGroups(stages: 'all' | 'open'): { readonly groups: ReadonlySet<string>; readonly hidden: number } {
    const groups = new Set<string>();
    let hidden = 0;
    for (const { kind, address, stage } of this.#byId.values()) {
      if (!isLasting(kind) || (stages === 'open' && stage === 'opening')) continue;
      if (isGrouped(address.network)) groups.add(groupKey(address));
      else hidden++;
    }
    return { groups, hidden };
  }

  /** How many full-relay and manual connections stand into a network. Source: Core's `m_network_conn_counts`. */
  countOfNetwork(network: AddressNetwork): number {
    return this.#countWhere(({ kind, address, stage }) => {
      const isOfKind = kind === 'outbound-full-relay' || kind === 'manual';
      return isOfKind && stage !== 'opening' && address.network === network;
    });
  }

  #countWhere(fits: (connection: Connection) => boolean): number {
    let count = 0;
    for (const connection of this.#byId.values()) if (fits(connection)) count++;
    return count;
  }
}

/** A network group as a key of a `Set`. */
export function groupKey(address: NetAddress): string {
  return String.fromCharCode(...networkGroup(address));
}

/** Whether connections to a network go to different groups of it. */
export function isGrouped(network: AddressNetwork): boolean {
  return network === 'ipv4' || network === 'ipv6';
}

function isLasting(kind: ConnectionKind): boolean {
  return kind === 'outbound-full-relay' || kind === 'block-relay-only' || kind === 'manual';
}
