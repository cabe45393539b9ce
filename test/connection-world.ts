import assert from 'node:assert/strict';

import { ipv4 } from './net-addresses.ts';
import { testPeer } from './net-peer.ts';
import { seededRandom } from './seeded-random.ts';
import type { AddressNetwork, NetAddress } from '../src/wire/net-address.ts';
import { AddressManager } from '../src/net/addresses/address-manager.ts';
import { LocalAddresses } from '../src/net/addresses/local-addresses.ts';
import type { ConnectionKind, PeerId } from '../src/net/peer.ts';
import { BanList } from '../src/net/connections/ban-list.ts';
import type { ConnectionEffect } from '../src/net/connections/connection-effect.ts';
import { connectionLimits } from '../src/net/connections/connection-limits.ts';
import { ConnectionPlan } from '../src/net/connections/connection-plan.ts';
import type { ConnectionPlanOptions } from '../src/net/connections/connection-plan.ts';
import type { OutboundPeerFacts } from '../src/net/connections/extra-peers.ts';
import { PeerBans } from '../src/net/connections/peer-bans.ts';

/** When it begins: milliseconds since 1970. */
export const START_MS = 1_700_000_000_000;

type OpenEffect = Extract<ConnectionEffect, { do: 'open' }>;

/** A plan of connections in a network in which whoever is asked answers after a tenth of a second, or after five seconds not. */
export class ConnectionWorld {
  nowMs: number = START_MS;
  readonly addresses: AddressManager;
  readonly bans: PeerBans;
  readonly local: LocalAddresses;
  readonly plan: ConnectionPlan;
  readonly opened: { readonly atMs: number; readonly effect: OpenEffect }[] = [];
  readonly ended: { readonly atMs: number; readonly peer: PeerId; readonly reason: string }[] = [];
  readonly lookedUp: { readonly atMs: number; readonly seed: string }[] = [];
  readonly facts: Map<PeerId, OutboundPeerFacts> = new Map();
  answers: (address: NetAddress) => boolean = () => true;
  tipMayBeStale: boolean = false;
  canDirectFetch: boolean = false;
  mostAttempts: number = 0;
  wakes: number = 0;
  #nextId = 1;
  #events: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(options: Partial<ConnectionPlanOptions> = {}, seed: number = 1) {
    const random = seededRandom(seed);
    this.addresses = new AddressManager(random);
    this.bans = new PeerBans(new BanList(), random);
    const reachable: ReadonlySet<AddressNetwork> = options.reachable ?? new Set(['ipv4']);
    this.local = new LocalAddresses({ listens: true, discovers: true, reachable });
    this.plan = new ConnectionPlan(
      {
        limits: connectionLimits(),
        reachable,
        usesV2: true,
        addNodes: [],
        dnsSeeds: [],
        defaultPort: 8333,
        seedNodes: [],
        anchors: [],
        ...options,
      },
      {
        addresses: this.addresses,
        local: this.local,
        filter: this.bans,
        random,
        takeConnectionId: () => this.#nextId++,
      },
    );
  }

  /** Makes addresses known, each in a group of its own. */
  know(count: number, { services = 9n, first = 11 }: { services?: bigint; first?: number } = {}): void {
    for (let n = 0; n < count; n++) {
      const address = ipv4(`${first + (n >> 8)}.${n & 255}.1.1`);
      const told = { address, services, timeSec: Math.floor(this.nowMs / 1000) };
      this.addresses.add([told], { source: address, timePenaltySec: 0, nowSec: told.timeSec });
    }
  }

  start(): this {
    this.plan.start(this.nowMs);
    return this;
  }

  run(durationMs: number): this {
    const endMs = this.nowMs + durationMs;
    for (;;) {
      const event = this.#events.toSorted((a, b) => a.atMs - b.atMs)[0];
      const dueMs = Math.max(this.nowMs, this.plan.nextDueMs);
      if (Math.min(event?.atMs ?? Infinity, dueMs) > endMs) break;
      if (event !== undefined && event.atMs <= dueMs) {
        this.nowMs = event.atMs;
        this.#events = this.#events.filter((other) => other !== event);
        event.run();
        continue;
      }
      assert.ok(++this.wakes < 200_000, 'what is due gets done');
      this.nowMs = dueMs;
      this.#do(this.plan.tick(this.nowMs, this.#chainFacts()));
    }
    this.nowMs = endMs;
    return this;
  }

  close(id: PeerId, options?: { retriesV1: boolean }): void {
    this.plan.closed(id, this.nowMs, options);
  }

  of(kind: ConnectionKind): readonly { readonly id: PeerId; readonly address: NetAddress }[] {
    return this.plan.connections.ready(kind);
  }

  seedAnswered(seed: string, addresses: readonly NetAddress[]): void {
    this.#do(this.plan.seedAnswered(seed, addresses, this.nowMs));
  }

  #chainFacts(): Parameters<ConnectionPlan['tick']>[1] {
    const { tipMayBeStale, canDirectFetch } = this;
    return { tipMayBeStale, canDirectFetch, isNearTip: false, outboundPeer: (id) => this.facts.get(id) };
  }

  #do(effects: readonly ConnectionEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'open') this.#open(effect);
      else if (effect.do === 'look-up-seed') this.lookedUp.push({ atMs: this.nowMs, seed: effect.seed });
      else if (effect.do === 'disconnect') {
        this.ended.push({ atMs: this.nowMs, peer: effect.peer, reason: effect.reason });
        this.close(effect.peer);
      }
    }
    this.mostAttempts = Math.max(this.mostAttempts, this.plan.connections.openingCount);
  }

  #open(effect: OpenEffect): void {
    this.opened.push({ atMs: this.nowMs, effect });
    const { connection: id, kind, address, timeoutMs } = effect;
    if (!this.answers(address)) {
      this.#events.push({ atMs: this.nowMs + timeoutMs, run: () => this.close(id) });
      return;
    }
    this.#events.push({
      atMs: this.nowMs + 100,
      run: () => {
        this.plan.opened(id, this.nowMs);
        this.#do(this.plan.ready(testPeer({ id, kind, address }), this.nowMs));
      },
    });
  }
}
