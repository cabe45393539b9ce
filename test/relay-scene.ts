import { assert } from '../src/bytes/assert.ts';
import type { Peer, PeerId } from '../src/net/peer.ts';
import type { RelayEffect } from '../src/net/relay/relay-effect.ts';
import { TransactionRelay } from '../src/net/relay/transaction-relay.ts';
import type { TransactionRelayOptions } from '../src/net/relay/transaction-relay.ts';
import { hashKey } from '../src/primitives/hash-key.ts';
import type { Txid } from '../src/primitives/hash.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { INVENTORY_TYPES } from '../src/wire/inventory.ts';
import type { InventoryItem } from '../src/wire/inventory.ts';
import type { Message, MessageType } from '../src/wire/message.ts';
import { SERVICE_FLAGS } from '../src/wire/services.ts';
import { testInput, testOutput, testTransaction } from './block-builder.ts';
import { FakeTransactionPool } from './fake-transaction-pool.ts';
import { seededRandom } from './seeded-random.ts';

/** When scenes begin: milliseconds since 1970. */
export const START_MS = 1_700_000_000_000;

/** A peer with its handshake done: inbound, with wtxids and witnesses, that wants transactions, unless told. */
export function testPeer(id: PeerId, peer: Partial<Peer> = {}): Peer {
  return {
    id,
    kind: 'inbound',
    address: { network: 'ipv4', bytes: Uint8Array.of(10, 0, id >>> 8, id & 0xff), port: 8333 },
    connectedAtMs: START_MS,
    version: 70_016,
    services: SERVICE_FLAGS.network | SERVICE_FLAGS.witness,
    userAgent: '/test/',
    startHeight: 0,
    relaysTransactions: true,
    usesWtxids: true,
    usesAddrV2: true,
    prefersHeaders: true,
    isProtected: false,
    ...peer,
  };
}

/** A 32-byte hash that is easy to tell from others. */
export function testHash(number: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xab);
  new DataView(hash.buffer).setUint32(0, number);
  return hash;
}

/** Names a transaction by wtxid. */
export function wtx(hash: Uint8Array | Transaction): InventoryItem {
  return { type: INVENTORY_TYPES.wtx, hash: 'wtxid' in hash ? hash.wtxid : hash };
}

/** Names a transaction by txid. */
export function txByTxid(hash: Uint8Array | Transaction, type: number = INVENTORY_TYPES.tx): InventoryItem {
  return { type, hash: 'txid' in hash ? hash.txid : hash };
}

/** Transaction relay with peers and a mempool that is made up, at a time that the test sets. */
export class RelayScene {
  readonly pool: FakeTransactionPool = new FakeTransactionPool();
  readonly relay: TransactionRelay;
  nowMs: number = START_MS;
  #made = 0;

  constructor(options: Partial<TransactionRelayOptions> = {}, seed: number = 7) {
    const all = { minRelayFeeRateSatsPerKvb: 1000n, blocksOnly: false, servesMempool: false };
    this.relay = new TransactionRelay(
      { ...all, isInitialBlockDownload: false, ...options },
      { pool: this.pool, random: seededRandom(seed) },
    );
  }

  /** Connects a peer. */
  connect(id: PeerId, peer: Partial<Peer> = {}): Peer {
    const connected = testPeer(id, peer);
    this.relay.peerReady(connected, this.nowMs);
    return connected;
  }

  /** Lets time pass, with `tick` each time that something is due. @returns All that was wanted. */
  advance(ms: number): RelayEffect[] {
    const effects: RelayEffect[] = [];
    const end = this.nowMs + ms;
    for (let rounds = 0; this.relay.nextDueMs <= end; rounds++) {
      assert(rounds < 100_000, 'the relay comes to rest');
      this.nowMs = Math.max(this.nowMs, this.relay.nextDueMs);
      effects.push(...this.relay.tick(this.nowMs));
    }
    this.nowMs = end;
    return effects;
  }

  announce(peer: Peer, ...items: InventoryItem[]): RelayEffect[] {
    return this.relay.receiveInv(peer, items, this.nowMs);
  }

  send(peer: Peer, tx: Transaction): RelayEffect[] {
    return this.relay.receive(peer, { type: 'tx', tx }, this.nowMs);
  }

  /**
   * Makes a transaction that spends outputs; one of a confirmed transaction that is nobody else's, unless told.
   *
   * @param options.witness Something to tell two with one txid apart; empty for none.
   */
  transaction(
    options: { spends?: readonly (Transaction | Txid)[]; witness?: string; feeSats?: bigint; outputs?: number } = {},
  ): Transaction {
    const number = ++this.#made;
    const own = testHash(number) as Txid;
    if (options.spends === undefined) this.pool.confirmed.add(hashKey(own));
    const prevouts = (options.spends ?? [own]).map((parent) => ('txid' in parent ? parent.txid : parent));
    const witness = options.witness === '' ? [] : [new TextEncoder().encode(options.witness ?? 'a')];
    const tx = testTransaction({
      inputs: prevouts.map((txid) => testInput({ prevout: { txid, vout: 0 }, witness })),
      outputs: Array.from({ length: options.outputs ?? 1 }, () => testOutput({ value: BigInt(number) })),
    });
    if (options.feeSats !== undefined) this.pool.fees.set(hashKey(tx.txid), options.feeSats);
    return tx;
  }

  /** The same transaction with another witness. */
  withWitness(tx: Transaction, witness: string): Transaction {
    return testTransaction({
      inputs: Array.from({ length: tx.inputCount }, (_, i) =>
        testInput({
          prevout: { txid: tx.prevoutTxid(i), vout: tx.prevoutVout(i) },
          witness: witness === '' ? [] : [new TextEncoder().encode(witness)],
        }),
      ),
      outputs: Array.from({ length: tx.outputCount }, (_, i) => testOutput({ value: tx.value(i) })),
    });
  }
}

/** A message of one type. */
type Sent<T extends MessageType> = Message & { readonly type: T };

/** The messages of one type that are sent, to one peer if told. */
export function sent<T extends MessageType>(effects: readonly RelayEffect[], type: T, to?: Peer): Sent<T>[] {
  const messages: Sent<T>[] = [];
  for (const effect of effects) {
    if (effect.do !== 'send' || effect.message.type !== type) continue;
    if (to === undefined || effect.peer === to.id) messages.push(effect.message as Sent<T>);
  }
  return messages;
}

/** Hashes in all `inv`, `getdata` or `notfound` messages of `effects`, as keys, in order. */
export function hashesIn(
  effects: readonly RelayEffect[],
  type: 'inv' | 'getdata' | 'notfound',
  to?: Peer,
): ReturnType<typeof hashKey>[] {
  return sent(effects, type, to).flatMap(({ inventory }) => inventory.map(({ hash }) => hashKey(hash)));
}

/** The effects of one kind. */
export function effectsOf<T extends RelayEffect['do']>(
  effects: readonly RelayEffect[],
  kind: T,
): Extract<RelayEffect, { do: T }>[] {
  return effects.filter((effect): effect is Extract<RelayEffect, { do: T }> => effect.do === kind);
}
