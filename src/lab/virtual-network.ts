import { assert } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import type { PeerId } from '../net/peer.ts';
import type { Random } from '../ports/random.ts';
import type { NetAddress } from '../wire/net-address.ts';

/** How long bytes take from one host to another, at least and at most, one way. */
const MIN_DELAY_US = 5_000;
const MAX_DELAY_US = 150_000;

/** A virtual line: what a home connection sends, in bytes a microsecond (100 Mbit/s). */
const BYTES_PER_US = 12.5;

/** A host names each of its connections anew, and runs out of names after this many. */
const MAX_CONNECTIONS = 0x400_0000;

/** One side of a link: a host, and its name for the connection. */
export interface LinkEnd {
  readonly host: number;
  readonly connection: PeerId;
}

/** What has arrived and is not read yet. */
export interface Unread {
  readonly sizeBytes: number;
  readonly read: () => void;
}

/** A connection between two hosts. */
export interface Link {
  readonly ends: readonly [LinkEnd, LinkEnd];
  readonly delayUs: number;
  /** When the last of what either end has sent arrives: nothing overtakes. */
  readonly arrivesUs: [number, number];
  /** Which ends still have it open. */
  readonly isOpen: [boolean, boolean];
  /** What waits while the hosts can't reach each other; `undefined` while they can. */
  held: (() => void)[] | undefined;
  /** Which ends do not read at the moment. */
  readonly isPaused: [boolean, boolean];
  /** What has arrived at an end that does not read. */
  readonly unread: readonly [Unread[], Unread[]];
}

/**
 * Who is connected to whom, who can reach whom, and how long it takes. It keeps the books; the world moves the bytes.
 *
 * A partition is silence, as a cut cable is: connections stay open at both ends until somebody gives up, and what was sent
 * arrives if the cable is mended before.
 */
export class VirtualNetwork {
  readonly #random: Random;
  readonly #hostOf = new Map<string, number>();
  readonly #links = new Map<number, Link>();
  #groupOf: readonly number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Says where a host can be reached. */
  listen(host: number, address: NetAddress): void {
    this.#hostOf.set(nameOf(address), host);
  }

  unlisten(address: NetAddress): void {
    this.#hostOf.delete(nameOf(address));
  }

  /** The host that listens there. */
  find(address: NetAddress): number | undefined {
    return this.#hostOf.get(nameOf(address));
  }

  /** How many hosts listen. */
  get listening(): number {
    return this.#hostOf.size;
  }

  /** Whether bytes get from one host to another. */
  areConnected(a: number, b: number): boolean {
    return (this.#groupOf[a] ?? 0) === (this.#groupOf[b] ?? 0);
  }

  /** Splits the hosts into groups that can't reach each other. @param groupOf Group by host; a host without one is in 0. */
  partition(groupOf: readonly number[]): void {
    this.#groupOf = groupOf;
    for (const link of this.#links.values()) {
      const [a, b] = link.ends;
      if (!this.areConnected(a.host, b.host)) link.held ??= [];
    }
  }

  /** Mends all cables. @returns What was held back, in the order in which it was sent. */
  heal(): (() => void)[] {
    this.#groupOf = [];
    const released: (() => void)[] = [];
    for (const link of this.#links.values()) {
      released.push(...(link.held ?? []));
      link.held = undefined;
    }
    return released;
  }

  /** Draws how long bytes take on a new link. */
  drawDelayUs(): number {
    return MIN_DELAY_US + this.#random.below(MAX_DELAY_US - MIN_DELAY_US);
  }

  open(a: LinkEnd, b: LinkEnd, delayUs: number): Link {
    const link: Link = {
      ends: [a, b],
      delayUs,
      arrivesUs: [0, 0],
      isOpen: [true, true],
      held: undefined,
      isPaused: [false, false],
      unread: [[], []],
    };
    this.#links.set(endName(a), link);
    this.#links.set(endName(b), link);
    return link;
  }

  /** The link of an end that is open there, and which of its ends it is. */
  linkOf(end: LinkEnd): { readonly link: Link; readonly side: 0 | 1 } | undefined {
    const link = this.#links.get(endName(end));
    if (link === undefined) return undefined;
    const side = link.ends[0].host === end.host && link.ends[0].connection === end.connection ? 0 : 1;
    return link.isOpen[side] ? { link, side } : undefined;
  }

  /** How many bytes have arrived at a host that does not read them. */
  unreadBytes(host: number): number {
    let bytes = 0;
    for (const link of new Set(this.#links.values())) {
      for (const side of [0, 1] as const) {
        if (link.ends[side].host !== host) continue;
        for (const { sizeBytes } of link.unread[side]) bytes += sizeBytes;
      }
    }
    return bytes;
  }

  /** Takes note that an end has closed. */
  close(link: Link, side: 0 | 1): void {
    link.isOpen[side] = false;
    this.#links.delete(endName(link.ends[side]));
  }

  /** Takes note that a host is gone. @returns Its links, each with the side that is left. */
  drop(host: number): { readonly link: Link; readonly side: 0 | 1 }[] {
    const dropped: { readonly link: Link; readonly side: 0 | 1 }[] = [];
    for (const link of new Set(this.#links.values())) {
      const side = link.ends[0].host === host ? 0 : link.ends[1].host === host ? 1 : undefined;
      if (side === undefined || !link.isOpen[side]) continue;
      this.close(link, side);
      dropped.push({ link, side: side === 0 ? 1 : 0 });
    }
    return dropped;
  }

  /**
   * When bytes that are sent now arrive: after what was sent before, after the line's delay, as fast as the line is.
   *
   * @param side The end that sends.
   */
  arrivalUs(link: Link, side: 0 | 1, sent: { readonly nowUs: number; readonly sizeBytes: number }): number {
    assert(link.isOpen[side], 'only an open end sends');
    const departsUs = Math.max(sent.nowUs, link.arrivesUs[side] - link.delayUs);
    const arrives = Math.ceil(departsUs + sent.sizeBytes / BYTES_PER_US) + link.delayUs;
    link.arrivesUs[side] = arrives;
    return arrives;
  }
}

function nameOf({ network, bytes, port }: NetAddress): string {
  return `${network}:${bytesToHex(bytes)}:${port}`;
}

/** One number for an end: cheaper to look up than a text. */
function endName({ host, connection }: LinkEnd): number {
  assert(connection < MAX_CONNECTIONS, 'a host has not had so many connections');
  return host * MAX_CONNECTIONS + connection;
}
