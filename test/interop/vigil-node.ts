import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assert } from '../../src/bytes/assert.ts';
import { bytesToHex } from '../../src/bytes/hex.ts';
import { BlockReader } from '../../src/chain/block-reader.ts';
import { COIN_PREFIX } from '../../src/chain/coins/coin-key.ts';
import { CoinStatsSum } from '../../src/chain/coin-stats.ts';
import { MemoryBlockFiles } from '../../src/chain/memory-block-files.ts';
import { networkParams } from '../../src/consensus/params.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import { memoryChain } from '../../src/lab/memory-chain.ts';
import type { PoolAcceptance } from '../../src/mempool/transaction-pool.ts';
import type { MessageTraffic } from '../../src/net/session/traffic.ts';
import type { PeerSession } from '../../src/net/session/peer-session.ts';
import { invalidateBlock, reconsiderBlock, submitTransaction } from '../../src/node/commands.ts';
import { generateBlock } from '../../src/node/mining-commands.ts';
import type { Commanded } from '../../src/node/commands.ts';
import type { NodeEvent } from '../../src/node/node-event.ts';
import type { NodeOptions } from '../../src/node/node-options.ts';
import type { NodeModules, NodeParts } from '../../src/node/node-parts.ts';
import { Node } from '../../src/node/node.ts';
import { openChain } from '../../src/platform/chain-folder/open-chain.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { HostNames } from '../../src/platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../../src/platform/node-shell/network-routes.ts';
import { NodeShell } from '../../src/platform/node-shell/node-shell.ts';
import type { CallOutcome } from '../../src/platform/node-shell/node-shell.ts';
import { SavedFiles } from '../../src/platform/node-shell/saved-files.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { bestSecp256k1 } from '../../src/platform/secp256k1/best-secp256k1.ts';
import type { KeyValueStore } from '../../src/ports/key-value-store.ts';
import { blockHashFromHex, blockHashToHex, txidToHex } from '../../src/primitives/hash.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND } from '../../src/lab/anyone-can-spend.ts';
import type { MessageType } from '../../src/wire/message.ts';
import type { NetAddress } from '../../src/wire/net-address.ts';

const DB_CACHE_MIB = 32;

/** How a node of the tests is set up. */
export interface VigilNodeOptions extends Partial<Omit<NodeOptions, 'params' | 'userAgent'>> {
  readonly params?: NetworkParams;
  /** Whether the chain lies on disk, and outlives a restart; in memory unless told. */
  readonly isOnDisk?: boolean;
  /** Whether it opens connections by itself: to anchors, and to addresses that it knows. Not unless told. */
  readonly opensConnections?: boolean;
  /** Of a chain in memory: what one of its files may take. */
  readonly maxFileBytes?: number;
  /** Called with what the node tells, in place of `events`. */
  readonly onEvent?: (event: NodeEvent) => void;
}

/** Where a chain lies: the same for one in memory and one on disk. */
interface HeldChain {
  readonly modules: Omit<NodeModules, 'random' | 'saved'>;
  readonly store: KeyValueStore;
  readonly commit: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A node of ours on real sockets of the loopback, with what a test asks of it. It connects to nobody that it is not told to. */
export class VigilNode {
  readonly events: NodeEvent[] = [];
  readonly #options: VigilNodeOptions;
  readonly #directory: string | undefined;
  #chain!: HeldChain;
  #node!: Node;
  #shell!: NodeShell;

  private constructor(options: VigilNodeOptions, directory: string | undefined) {
    this.#options = options;
    this.#directory = directory;
  }

  static async start(options: VigilNodeOptions = {}): Promise<VigilNode> {
    const directory = options.isOnDisk === true ? await mkdtemp(path.join(tmpdir(), 'vigil-interop-')) : undefined;
    const started = new VigilNode(options, directory);
    await started.#start(0);
    return started;
  }

  get node(): Node {
    return this.#node;
  }

  get parts(): NodeParts {
    return this.#node.parts;
  }

  /** Where it takes connections. */
  get port(): number {
    return this.#shell.listening[0]!.port;
  }

  get height(): number {
    return this.parts.chain.active.height;
  }

  get tip(): string {
    const { active, tree } = this.parts.chain;
    return blockHashToHex(tree.hashOf(active.tip));
  }

  /** Txids of what is in its mempool, sorted as RPC shows them. */
  get mempool(): string[] {
    return [...this.parts.pool.entriesForRelay()].map(({ txid }) => txidToHex(txid)).toSorted();
  }

  /** Peers that have greeted. */
  get peers(): PeerSession[] {
    return [...this.#node.peers.sessions()].filter(({ handshake }) => handshake.isReady);
  }

  /** The only peer. */
  get peer(): PeerSession {
    const [peer, other] = this.peers;
    assert(peer !== undefined && other === undefined, 'there is one peer');
    return peer;
  }

  /** Messages that came from the only peer, by name. */
  received(type: MessageType): MessageTraffic {
    return this.peer.traffic.received.get(type) ?? { count: 0, sizeBytes: 0 };
  }

  sent(type: MessageType): MessageTraffic {
    return this.peer.traffic.sent.get(type) ?? { count: 0, sizeBytes: 0 };
  }

  /** Mines blocks, with what is in the mempool; they pay to anybody unless told. @returns Their hashes. */
  async mine(count = 1, coinbaseScript: Uint8Array = ANYONE_CAN_SPEND): Promise<string[]> {
    const hashes: string[] = [];
    const { params } = this;
    for (let i = 0; i < count; i++) {
      const block = await this.act((parts, nowMs) => generateBlock(parts, { params, coinbaseScript, nowMs }));
      assert(block !== undefined, 'a block of regtest is found');
      hashes.push(blockHashToHex(block.hash));
    }
    return hashes;
  }

  get params(): NetworkParams {
    return this.#options.params ?? networkParams('regtest');
  }

  submit(tx: Transaction): Promise<PoolAcceptance> {
    return this.act((parts, nowMs) => submitTransaction(parts, tx, nowMs));
  }

  invalidate(hash: string): Promise<boolean> {
    return this.act((parts, nowMs) => invalidateBlock(parts, blockHashFromHex(hash)!, nowMs));
  }

  reconsider(hash: string): Promise<boolean> {
    return this.act((parts, nowMs) => reconsiderBlock(parts, blockHashFromHex(hash)!, nowMs));
  }

  /** Has the node do something when it is its turn. */
  act<T>(act: (parts: NodeParts, nowMs: number) => Commanded<T>): Promise<T> {
    return this.#shell.call((nowMs) => this.#node.act(nowMs, (parts) => act(parts, nowMs)));
  }

  /** Calls the node when it is its turn, and does what it wants done. */
  call<Result>(work: (node: Node, nowMs: number) => CallOutcome<Result>): Promise<Result> {
    return this.#shell.call((nowMs) => work(this.#node, nowMs));
  }

  /** Keeps a connection to somebody on the loopback. */
  connectTo(port: number, options: { readonly usesV2: boolean }): Promise<void> {
    const address: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(127, 0, 0, 1), port };
    return this.#shell.call(() => {
      this.#node.plan.addNode({ address, usesV2: options.usesV2 });
      return { effects: [], result: undefined };
    });
  }

  /** Ends the connections that there are. Those that it keeps are opened again soon. */
  disconnectAll(): Promise<void> {
    return this.#shell.call((nowMs) => {
      const effects = this.peers.flatMap(({ id }) => [...this.#node.disconnect(id, 'test', nowMs)]);
      return { effects, result: undefined };
    });
  }

  /** Commits now what would be committed within minutes. */
  async commit(): Promise<void> {
    await this.#shell.call(() => {
      this.parts.driver.prepareCommit();
      return { effects: [{ do: 'commit' }], result: undefined };
    });
    // The next call waits for the commit.
    await this.#shell.call(() => ({ effects: [], result: undefined }));
  }

  /** Bitcoin Core's hashes of its coins, as `gettxoutsetinfo` shows them. */
  async coinsHashes(): Promise<{ readonly serialized: string; readonly muhash: string }> {
    await this.commit();
    const sum = new CoinStatsSum({ serialized: true, muhash: true });
    for await (const entries of this.#chain.store.entries(Uint8Array.of(COIN_PREFIX))) {
      for (const { key, value } of entries) sum.add(key, value);
    }
    const { hashSerialized3, muhash } = sum.finish();
    return { serialized: bytesToHex(hashSerialized3!.toReversed()), muhash: bytesToHex(muhash!.toReversed()) };
  }

  /** The directory with its files, where the chain is on disk. */
  get files(): string {
    assert(this.#directory !== undefined, 'the chain is on disk');
    return this.#directory;
  }

  /**
   * Stops it, and starts it again on the same port with what lies on disk.
   *
   * @param between Is done while it does not run.
   */
  async restart(between: () => void | Promise<void> = () => {}): Promise<void> {
    const { port } = this;
    await this.#end();
    await between();
    await this.#start(port);
  }

  async stop(): Promise<void> {
    await this.#end();
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
  }

  async #start(port: number): Promise<void> {
    const onTold = (event: NodeEvent): void => void this.events.push(event);
    const {
      isOnDisk: _,
      params: __,
      maxFileBytes: ___,
      onEvent = onTold,
      opensConnections,
      ...options
    } = this.#options;
    const { params } = this;
    const random = new SystemRandom();
    this.#chain = this.#directory === undefined ? this.#inMemory() : await onDisk(params, this.#directory);
    const onWarning = (text: string): void => void this.events.push({ event: 'warning', text });
    const files = new SavedFiles(this.#directory ?? tmpdir(), onWarning);
    const saved = this.#directory === undefined ? undefined : await files.loadAll();
    this.#node = new Node(
      {
        userAgent: '/Vigil:interop/',
        listens: true,
        ...(opensConnections !== true && { connect: [] }),
        usesDnsSeeds: false,
        ...options,
        params,
      },
      { ...this.#chain.modules, random, ...(saved !== undefined && { saved }) },
    );
    for (const { thing, why } of this.#node.damaged) onWarning(`${thing}: ${why}`);
    this.#shell = new NodeShell(
      { listen: [{ host: '127.0.0.1', port }] },
      {
        node: this.#node,
        clock: systemClock,
        random,
        chain: { commit: this.#chain.commit },
        files,
        routes: new NetworkRoutes({}),
        names: new HostNames(),
        onEvent,
        // What lies in memory has no place for files.
        ...(this.#directory !== undefined && { lastEffects: () => this.#node.stop() }),
      },
    );
    await this.#shell.start();
  }

  async #end(): Promise<void> {
    const failure = await this.#shell.stop();
    await this.#chain.close();
    if (failure !== undefined) throw failure;
  }

  #inMemory(): HeldChain {
    const { params } = this;
    const secp256k1 = bestSecp256k1();
    const files = new MemoryBlockFiles(this.#options.maxFileBytes);
    const { chain, scriptCache, store, commit } = memoryChain({ params, secp256k1, random: new SystemRandom(), files });
    const reader = new BlockReader({ tree: chain.tree, index: chain.index, files });
    return {
      modules: { chain, reader, scriptCache, secp256k1 },
      store,
      commit: async () => commit(),
      close: async () => {},
    };
  }
}

async function onDisk(params: NetworkParams, dataDir: string): Promise<HeldChain> {
  const opened = await openChain({ dataDir, network: params.name, params, dbCacheMib: DB_CACHE_MIB, threads: 1 });
  const { chain, reader, scriptCache, secp256k1, store } = opened;
  return {
    modules: { chain, reader, scriptCache, secp256k1 },
    store,
    commit: () => opened.flush(),
    close: () => opened.close(),
  };
}
