import type { MempoolReject } from '../../mempool/mempool-reject.ts';
import type { PoolAcceptance, TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { Peer, PeerId } from '../peer.ts';
import type { Announcer } from './announcer.ts';
import type { Orphan, Orphanage } from './orphanage.ts';
import { packageHash } from './package-hash.ts';
import type { RecentTransactions } from './recent-transactions.ts';
import type { RelayEffect } from './relay-effect.ts';
import { removed, removedBesides } from './removed-transactions.ts';
import type { TransactionName, TransactionRequests } from './transaction-requests.ts';

/** Bigger ones are not kept for compact blocks: bytes. Source: Bitcoin Core's `ProcessInvalidTx`. */
const MAX_EXTRA_TRANSACTION_BYTES = 100_000;

/** The mempool has it already, perhaps with another witness. Source: Bitcoin Core's `TX_CONFLICT`. */
const KNOWN: MempoolReject = { kind: 'conflict', code: 'txn-already-in-mempool', details: '' };

/** What receives transactions works with. */
export interface ReceiverModules {
  readonly pool: TransactionPool;
  readonly requests: TransactionRequests;
  readonly orphanage: Orphanage;
  readonly recent: RecentTransactions;
  readonly announcer: Announcer;
  readonly random: Random;
}

/**
 * Decides what becomes of a transaction that a peer has sent: into the mempool, kept as an orphan while its parents are
 * asked for, tried with a child, or remembered as refused.
 *
 * No peer is punished for what only the mempool's policy forbids: it may have another. Who sends what no block may hold, is.
 *
 * Source: Bitcoin Core's `ProcessMessage` for `tx`, `ProcessValidTx`, `ProcessInvalidTx`, `ProcessPackageResult`,
 * `Find1P1CPackage` and `ProcessOrphanTx`.
 */
export class TransactionReceiver {
  readonly #pool: TransactionPool;
  readonly #requests: TransactionRequests;
  readonly #orphanage: Orphanage;
  readonly #recent: RecentTransactions;
  readonly #announcer: Announcer;
  readonly #random: Random;

  constructor(modules: ReceiverModules) {
    this.#pool = modules.pool;
    this.#requests = modules.requests;
    this.#orphanage = modules.orphanage;
    this.#recent = modules.recent;
    this.#announcer = modules.announcer;
    this.#random = modules.random;
  }

  /** A peer has sent a transaction, asked for or not. */
  receive(peer: Peer, tx: Transaction, nowMs: number): RelayEffect[] {
    const name = { hash: tx.wtxid, key: hashKey(tx.wtxid), isWtxid: true };
    this.#announcer.peerHas(peer.id, peer.usesWtxids ? tx.wtxid : tx.txid);
    const isByTxid = this.#requests.answered(peer.id, hashKey(tx.txid));
    const isByWtxid = tx.hasWitness && this.#requests.answered(peer.id, name.key);
    const wasKnown = this.#requests.alreadyHas(name, { withReconsiderable: true });
    const effects = this.#consider(peer, tx, { wasKnown, nowMs });
    const isOfUse = isByTxid || isByWtxid || effects.some((effect) => effect.do === 'transaction-added');
    return isOfUse ? effects : [...effects, { do: 'came-to-nothing', peer: peer.id, tx, wasKnown }];
  }

  #consider(
    peer: Peer,
    tx: Transaction,
    { wasKnown, nowMs }: { readonly wasKnown: boolean; readonly nowMs: number },
  ): RelayEffect[] {
    if (wasKnown) {
      // It was refused alone, so it isn't tried alone again; but its child may have come since.
      return this.#recent.isReconsiderable(tx.wtxid) ? this.#tryPackage(peer.id, tx, nowMs) : [];
    }
    const acceptance = this.#pool.accept(tx, { nowSec: Math.floor(nowMs / 1000) });
    if (acceptance.status === 'accepted') return this.accepted(acceptance, { from: peer.id, nowMs });
    const reject = acceptance.status === 'rejected' ? acceptance.reject : KNOWN;
    if (reject.kind === 'missing-inputs') return this.#missesInputs(peer, tx, nowMs);
    const effects = [...removedBy(acceptance), ...this.#refused({ tx, peer: peer.id }, reject, { isNew: true })];
    return reject.kind === 'reconsiderable' ? [...effects, ...this.#tryPackage(peer.id, tx, nowMs)] : effects;
  }

  /**
   * Looks again at orphans whose parent has come: at one of each peer, so that a long chain of them holds up nothing else.
   * `Orphanage.hasWork` says whether there are more.
   */
  reconsiderOrphans(nowMs: number): RelayEffect[] {
    return this.#orphanage.peersToReconsider().flatMap((peer) => this.#reconsiderOrphanOf(peer, nowMs));
  }

  /** A transaction is in the mempool, from a peer or one's own: announces it, and looks for its children. */
  accepted(
    { entry, removed: left }: Extract<PoolAcceptance, { status: 'accepted' }>,
    { from, nowMs }: { readonly from: PeerId | undefined; readonly nowMs: number },
  ): RelayEffect[] {
    this.#requests.forget(hashKey(entry.txid));
    this.#requests.forget(hashKey(entry.wtxid));
    this.#orphanage.parentAccepted(entry.tx);
    this.#orphanage.erase(hashKey(entry.wtxid));
    this.#announcer.announce(entry, nowMs);
    const effects: RelayEffect[] = [{ do: 'transaction-added', entry, removed: left, from }];
    for (const each of left) {
      if (each.reason === 'replaced') effects.push({ do: 'keep-for-compact-blocks', tx: each.entry.tx });
    }
    return effects;
  }

  /** Looks at a peer's orphans, up to the first about which something can be said. */
  #reconsiderOrphanOf(peer: PeerId, nowMs: number): RelayEffect[] {
    for (;;) {
      const tx = this.#orphanage.takeToReconsider(peer);
      if (tx === undefined) return [];
      const acceptance = this.#pool.accept(tx, { nowSec: Math.floor(nowMs / 1000) });
      if (acceptance.status === 'accepted') return this.accepted(acceptance, { from: undefined, nowMs });
      const reject = acceptance.status === 'rejected' ? acceptance.reject : KNOWN;
      if (reject.kind === 'missing-inputs') continue;
      return [...removedBy(acceptance), ...this.#refused({ tx, peer }, reject, { isNew: false })];
    }
  }

  /** Keeps an orphan and asks its sender for its parents, unless they were refused. */
  #missesInputs(peer: Peer, tx: Transaction, nowMs: number): RelayEffect[] {
    const effects: RelayEffect[] = [];
    const parents = parentsOf(tx);
    if (this.#hasRefusedParents(parents)) {
      // Whatever witness comes with it, it won't do: so by txid, too.
      this.#recent.addRejected(tx.txid);
      this.#recent.addRejected(tx.wtxid);
    } else {
      for (const parent of parents) {
        this.#announcer.peerHas(peer.id, parent.hash);
        if (!this.#requests.alreadyHas(parent, { withReconsiderable: false }))
          this.#requests.wanted(peer, parent, nowMs);
      }
      if (this.#orphanage.add(tx, peer.id, nowMs)) effects.push({ do: 'keep-for-compact-blocks', tx });
      this.#orphanage.limit(nowMs);
    }
    this.#requests.forget(hashKey(tx.txid));
    this.#requests.forget(hashKey(tx.wtxid));
    return effects;
  }

  /** Whether one was refused for good, or more than one alone: a package has one parent. */
  #hasRefusedParents(parents: readonly TransactionName[]): boolean {
    let reconsiderable = 0;
    for (const { hash } of parents) {
      if (this.#recent.isRejected(hash)) return true;
      if (this.#recent.isReconsiderable(hash) && this.#pool.get(hash) === undefined) reconsiderable += 1;
      if (reconsiderable > 1) return true;
    }
    return false;
  }

  /** @param options.isNew Whether it was not looked at before, as orphans were. */
  #refused({ tx, peer }: Orphan, reject: MempoolReject, { isNew }: { readonly isNew: boolean }): RelayEffect[] {
    const effects: RelayEffect[] = [];
    if (reject.kind === 'missing-inputs') return effects;
    const wtxid = hashKey(tx.wtxid);
    // What came without its witness may be good with it. By wtxid it can't be remembered: here that is the txid.
    if (reject.kind !== 'witness-stripped') {
      if (reject.kind === 'reconsiderable') this.#recent.addReconsiderable(tx.wtxid);
      else this.#recent.addRejected(tx.wtxid);
      this.#requests.forget(wtxid);
      // What it spends is of no standard form, whatever its witness: so by txid, too.
      if (reject.kind === 'inputs-not-standard' && tx.hasWitness) {
        this.#recent.addRejected(tx.txid);
        this.#requests.forget(hashKey(tx.txid));
      }
      if (isNew && tx.totalSize < MAX_EXTRA_TRANSACTION_BYTES) effects.push({ do: 'keep-for-compact-blocks', tx });
    }
    if (reject.kind === 'consensus') effects.push({ do: 'misbehaved', peer, reason: 'invalid-transaction' });
    this.#orphanage.erase(wtxid);
    return effects;
  }

  /** Tries a transaction that pays too little alone, together with an orphan that spends it. */
  #tryPackage(peer: PeerId, parent: Transaction, nowMs: number): RelayEffect[] {
    const child = this.#findChild(peer, parent);
    if (child === undefined) return [];
    const transactions = [parent, child.tx];
    const result = this.#pool.acceptPackage(transactions, { nowSec: Math.floor(nowMs / 1000) });
    const isRefused = result.reject !== undefined || result.transactions.some((each) => each?.status === 'rejected');
    if (isRefused) this.#recent.addReconsiderable(packageHash(transactions));
    // The child first, so that it has left the orphanage when its parent looks for children.
    return [
      ...this.#packageMemberDone(child, result.transactions[1], nowMs),
      ...this.#packageMemberDone({ tx: parent, peer }, result.transactions[0], nowMs),
      ...removedBesides(result),
    ];
  }

  #packageMemberDone(member: Orphan, acceptance: PoolAcceptance | undefined, nowMs: number): RelayEffect[] {
    if (acceptance === undefined) return [];
    if (acceptance.status === 'accepted') return this.accepted(acceptance, { from: undefined, nowMs });
    if (acceptance.status === 'rejected') {
      return [...removedBy(acceptance), ...this.#refused(member, acceptance.reject, { isNew: false })];
    }
    const isSame = hashKey(acceptance.entry.wtxid) === hashKey(member.tx.wtxid);
    return isSame ? [] : this.#refused(member, KNOWN, { isNew: false });
  }

  /**
   * An orphan that spends a transaction, and was not tried with it yet: from the same peer if there is one, so that others
   * can't get in between with children that are no good; the newest first. Then others' in random order.
   */
  #findChild(peer: PeerId, parent: Transaction): Orphan | undefined {
    const wasTried = (child: Transaction): boolean => this.#recent.isReconsiderable(packageHash([parent, child]));
    for (const tx of this.#orphanage.childrenFromPeer(parent, peer)) if (!wasTried(tx)) return { tx, peer };
    const others = this.#orphanage.childrenFromOthers(parent, peer);
    while (others.length > 0) {
      const [child] = others.splice(this.#random.below(others.length), 1);
      if (!wasTried(child!.tx)) return child;
    }
    return undefined;
  }
}

function removedBy(acceptance: PoolAcceptance): RelayEffect[] {
  return acceptance.status === 'rejected' ? removed(acceptance.removed) : [];
}

/** The txids that a transaction spends from, each once. */
function parentsOf(tx: Transaction): TransactionName[] {
  const parents = new Map<HashKey, TransactionName>();
  for (let input = 0; input < tx.inputCount; input++) {
    const hash = tx.prevoutTxid(input);
    const key = hashKey(hash);
    if (!parents.has(key)) parents.set(key, { hash, key, isWtxid: false });
  }
  return [...parents.values()];
}
