import { BlockReader } from '../chain/block-reader.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { submitTransaction } from '../node/commands.ts';
import { generateBlock } from '../node/mining-commands.ts';
import type { NodeOptions } from '../node/node-options.ts';
import { Node } from '../node/node.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { PoolAcceptance } from '../mempool/transaction-pool.ts';
import type { NetAddress } from '../wire/net-address.ts';
import { memoryChain } from './memory-chain.ts';
import type { Faulty, MemoryChain } from './memory-chain.ts';
import { World } from './world.ts';
import type { HostOptions } from './world.ts';

/** The name that nodes of the lab look up to find others. */
const SEED = 'seed.lab.';

/** What a network of the lab is made from. */
export interface LabNetworkOptions {
  /** 32-bit integer: the same seed and the same calls make the same network, to the bit. */
  readonly seed: number;
  /** When it begins: milliseconds since 1970. */
  readonly startMs: number;
  readonly params: NetworkParams;
  readonly secp256k1: Secp256k1;
}

/** How one node of it differs from the others. */
export interface LabNodeOptions extends Partial<Omit<NodeOptions, 'params'>> {
  /** Whether others can connect to it; yes unless told. */
  readonly isReachable?: boolean;
  /** Wraps its files, its store, its script checks: where faults are planted. */
  readonly faulty?: Faulty | undefined;
  /** Called with what the node tells. */
  readonly tell?: HostOptions['tell'];
  /** See `HostOptions`. */
  readonly hears?: HostOptions['hears'];
  readonly crashed?: HostOptions['crashed'];
}

/**
 * Nodes in a virtual world: the same `Node` that runs on a machine, each with a chain in memory, all on one clock and one seed.
 */
export class LabNetwork {
  readonly world: World;
  readonly nodes: Node[] = [];
  /** Their chains. */
  readonly chains: MemoryChain[] = [];
  readonly #params: NetworkParams;
  readonly #secp256k1: Secp256k1;

  constructor(options: LabNetworkOptions) {
    this.world = new World({ seed: options.seed, startMs: options.startMs });
    this.#params = options.params;
    this.#secp256k1 = options.secp256k1;
  }

  /** Where the node of an index can be reached: each in a network group of its own, as machines of many providers are. */
  addressOf(index: number): NetAddress {
    // From 23.0 on: a part of IPv4 in which every address is an ordinary one.
    const group = 23 * 256 + index;
    return { network: 'ipv4', bytes: Uint8Array.of(group >>> 8, group & 0xff, 0, 1), port: this.#params.defaultPort };
  }

  /** Adds a node, and starts it. @returns Its index. */
  add(options: LabNodeOptions = {}): number {
    const { isReachable = true, faulty, tell, hears, crashed, ...nodeOptions } = options;
    const random = this.world.random.fork();
    const [params, secp256k1] = [this.#params, this.#secp256k1];
    const made = memoryChain({ params, secp256k1, random, faulty });
    const { chain, scriptCache, files, commit } = made;
    const reader = new BlockReader({ tree: chain.tree, index: chain.index, files });
    const index = this.nodes.length;
    const from = this.addressOf(index);
    const node = new Node(
      // Encryption would not change what nodes decide, and take most of a run's time.
      {
        userAgent: '/Vigil:lab/',
        usesV2Transport: false,
        listens: isReachable,
        // As a machine with an address of its own finds it: nodes that don't know theirs connect to themselves time and again.
        ownAddresses: isReachable ? [from] : [],
        dnsSeeds: [SEED],
        ...nodeOptions,
        params,
      },
      { chain, reader, scriptCache, secp256k1, random },
    );
    this.nodes.push(node);
    this.chains.push(made);
    this.world.add({
      node,
      address: isReachable ? from : undefined,
      from,
      commit,
      tell,
      hears,
      crashed,
    });
    return index;
  }

  /** Has one node connect to another, as if a person had asked for it. */
  connect(from: number, to: number): void {
    const node = this.nodes[from]!;
    node.plan.addNode({ address: this.addressOf(to), usesV2: false });
    this.world.act(from, () => []);
  }

  /** Has a node mine a block. */
  mine(index: number, coinbaseScript: Uint8Array): Block | undefined {
    let mined: Block | undefined;
    this.world.act(index, (nowMs) => {
      const options = { params: this.#params, coinbaseScript, nowMs };
      const { result, effects } = this.nodes[index]!.act(nowMs, (parts) => generateBlock(parts, options));
      mined = result;
      return effects;
    });
    return mined;
  }

  /** Has a node take a transaction of its own. */
  submit(index: number, tx: Transaction): PoolAcceptance {
    let acceptance: PoolAcceptance | undefined;
    this.world.act(index, (nowMs) => {
      const { result, effects } = this.nodes[index]!.act(nowMs, (parts) => submitTransaction(parts, tx, nowMs));
      acceptance = result;
      return effects;
    });
    return acceptance!;
  }

  /** Height of a node's tip. */
  heightOf(index: number): number {
    return this.nodes[index]!.parts.chain.active.height;
  }
}
