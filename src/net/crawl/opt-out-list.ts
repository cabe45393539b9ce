import { parseAddress, parseHost } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { addressKey, hostKey } from '../addresses/address-key.ts';
import { subnetAround, subnetFromText, subnetKey } from '../connections/subnet.ts';

/** A line that names nobody. */
export interface OptOutReject {
  readonly code: 'opt-out-malformed';
  /** Counts from 1. */
  readonly line: number;
  readonly found: string;
}

/** Entries at most: of a longer list, whole networks should be named. */
const MAX_ENTRIES = 200_000;

/** Longest line that is looked at. */
const MAX_LINE_CHARS = 200;

/**
 * Who does not want to be visited: single nodes, machines, and whole networks.
 *
 * A line is an address (`192.0.2.7`, `2001:db8::7`, an onion address), one with a port (`192.0.2.7:8333`: that node alone), or
 * a network (`192.0.2.0/24`). What follows a `#` is a remark.
 */
export class OptOutList {
  readonly #hosts = new Set<string>();
  readonly #nodes = new Set<string>();
  /** Networks by the length of their prefix. */
  readonly #networks = new Map<number, Set<string>>();
  #count = 0;

  /** Reads a list. @returns The first line that names nobody; `undefined` when all do. */
  add(text: string): OptOutReject | undefined {
    let line = 0;
    for (const row of text.split(/\r?\n/)) {
      line++;
      const entry = (row.length > MAX_LINE_CHARS ? row.slice(0, MAX_LINE_CHARS) : row).replace(/#.*$/, '').trim();
      if (entry === '') continue;
      if (!this.#addEntry(entry)) return { code: 'opt-out-malformed', line, found: row.trim().slice(0, 60) };
    }
    return undefined;
  }

  /** Entries so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether a node does not want to be visited. */
  covers(address: NetAddress): boolean {
    if (this.#hosts.has(hostKey(address)) || this.#nodes.has(addressKey(address))) return true;
    for (const [prefixBits, keys] of this.#networks) {
      if (prefixBits > 8 * address.bytes.length) continue;
      if (keys.has(subnetKey(subnetAround(address, prefixBits)))) return true;
    }
    return false;
  }

  #addEntry(entry: string): boolean {
    if (this.#count >= MAX_ENTRIES) return false;
    const host = parseHost(entry);
    const network = entry.includes('/') ? subnetFromText(entry) : undefined;
    const node = host === undefined && network === undefined ? parseAddress(entry, { defaultPort: 0 }) : undefined;
    if (host !== undefined) this.#hosts.add(hostKey(host));
    else if (network !== undefined) {
      const keys = this.#networks.get(network.prefixBits) ?? new Set<string>();
      this.#networks.set(network.prefixBits, keys.add(subnetKey(network)));
    } else if (node !== undefined && node.port > 0) this.#nodes.add(addressKey(node));
    else return false;
    this.#count++;
    return true;
  }
}

/** Says in one line what is wrong with an opt-out list. */
export function describeOptOutReject({ line, found }: OptOutReject): string {
  return `line ${line}: "${found}" names no node; write an address, ADDRESS:PORT, or a network such as 192.0.2.0/24`;
}
