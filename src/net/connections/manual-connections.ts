import type { NetAddress } from '../../wire/net-address.ts';
import { isSameAddress } from '../addresses/address-key.ts';
import type { OpenConnections } from './open-connections.ts';

/** How many connections to added nodes there are at most. Source: Core's `MAX_ADDNODE_CONNECTIONS`. */
const MAX_ADDNODE_CONNECTIONS = 8;
/** How many nodes a person may add. Core has no limit. */
export const MAX_ADDED_NODES = 1000;
/** When an added node is tried again. Source: Core's `ThreadOpenAddedConnections`. */
const ADDNODE_RETRY_MS = 60_000;
/** By how much each try of a `connect` node puts off the next, up to ten times. Source: Core's `ThreadOpenConnections`. */
const CONNECT_RETRY_STEP_MS = 500;
const MAX_CONNECT_RETRY_STEPS = 10;
/** How far attempts lie apart. */
const SPACING_MS = 500;

/** A node that a person wants to be connected to. */
export interface ManualTarget {
  readonly address: NetAddress;
  /** Whether the encrypted transport is tried first (BIP324). */
  readonly usesV2: boolean;
}

interface HeldTarget extends ManualTarget {
  nextTryMs: number;
  tries: number;
}

/** Keeps connections to the nodes that a person has named: `connect`, where nobody else is connected to, or `addnode`. */
export class ManualConnections {
  readonly #mode: 'connect' | 'addnode';
  #targets: HeldTarget[] = [];
  #nextTryMs = 0;

  constructor(mode: 'connect' | 'addnode', targets: readonly ManualTarget[]) {
    this.#mode = mode;
    for (const target of targets) this.add(target);
  }

  /** The nodes that were named. */
  get targets(): readonly ManualTarget[] {
    return this.#targets;
  }

  /** @returns Whether it was not there yet, and there was room. */
  add(target: ManualTarget): boolean {
    if (this.#targets.length >= MAX_ADDED_NODES) return false;
    if (this.#targets.some(({ address }) => isSameAddress(address, target.address))) return false;
    this.#targets.push({ ...target, nextTryMs: 0, tries: 0 });
    return true;
  }

  /** @returns Whether it was there. */
  remove(address: NetAddress): boolean {
    const left = this.#targets.filter((target) => !isSameAddress(target.address, address));
    const wasThere = left.length < this.#targets.length;
    this.#targets = left;
    return wasThere;
  }

  /** When somebody is to be tried next: infinity when all are connected, or no more may be. */
  nextDueMs(connections: OpenConnections): number {
    if (!this.#hasRoom(connections)) return Infinity;
    let dueMs = Infinity;
    for (const { address, nextTryMs } of this.#targets) {
      if (!connections.hasAddress(address)) dueMs = Math.min(dueMs, nextTryMs);
    }
    return Math.max(dueMs, this.#nextTryMs);
  }

  /** The node to try now, if any; it counts as tried. */
  take(nowMs: number, connections: OpenConnections): ManualTarget | undefined {
    if (nowMs < this.#nextTryMs || !this.#hasRoom(connections)) return undefined;
    const target = this.#targets.find(({ address, nextTryMs }) => {
      return nextTryMs <= nowMs && !connections.hasAddress(address);
    });
    if (target === undefined) return undefined;
    target.tries++;
    const steps = Math.min(target.tries, MAX_CONNECT_RETRY_STEPS);
    target.nextTryMs = nowMs + (this.#mode === 'connect' ? steps * CONNECT_RETRY_STEP_MS : ADDNODE_RETRY_MS);
    this.#nextTryMs = nowMs + SPACING_MS;
    return target;
  }

  /** A connection to a node worked: the next try after it ends is soon. */
  worked(address: NetAddress): void {
    const target = this.#targets.find((held) => isSameAddress(held.address, address));
    if (target !== undefined) target.tries = 0;
  }

  #hasRoom(connections: OpenConnections): boolean {
    return this.#mode === 'connect' || connections.count('manual') < MAX_ADDNODE_CONNECTIONS;
  }
}
