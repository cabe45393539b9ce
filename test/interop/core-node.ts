import path from 'node:path';
import { bytesToHex } from '../../src/bytes/hex.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND } from '../../src/lab/anyone-can-spend.ts';
import { Bitcoind, freePort } from '../../bench/bitcoind.ts';
import type { BitcoindPlace } from '../../bench/bitcoind.ts';

/** A peer as bitcoind's `getpeerinfo` shows it, as far as it is looked at here. */
export interface CorePeer {
  readonly id: number;
  readonly addr: string;
  readonly inbound: boolean;
  readonly subver: string;
  readonly transport_protocol_type: 'detecting' | 'v1' | 'v2';
  readonly relaytxes: boolean;
  readonly minfeefilter: number;
  readonly synced_headers: number;
  readonly synced_blocks: number;
  readonly bip152_hb_to: boolean;
  readonly bip152_hb_from: boolean;
  readonly pingtime?: number;
  readonly servicesnames: readonly string[];
  readonly bytesrecv_per_msg: Readonly<Record<string, number>>;
  readonly bytessent_per_msg: Readonly<Record<string, number>>;
}

/** What a state of unspent outputs comes to: bitcoind's `gettxoutsetinfo`. */
export interface CoinsHashes {
  readonly height: number;
  readonly bestblock: string;
  /** What was asked for, of the two. */
  readonly hash_serialized_3?: string;
  readonly muhash?: string;
}

/** A bitcoind that takes connections on the loopback, and that tests talk with by RPC. */
export class CoreNode {
  readonly port: number;
  readonly #file: string;
  #options: readonly string[];
  readonly #place: BitcoindPlace;
  #bitcoind: Bitcoind;

  private constructor(
    bitcoind: Bitcoind,
    by: { file: string; options: readonly string[]; place: BitcoindPlace; port: number },
  ) {
    this.#bitcoind = bitcoind;
    this.#file = by.file;
    this.#options = by.options;
    this.#place = by.place;
    this.port = by.port;
  }

  /** Starts one. @param file The program. */
  static async start(file: string, options: readonly string[] = [], place: BitcoindPlace = {}): Promise<CoreNode> {
    const port = await freePort();
    const all = ['-listen=1', `-bind=127.0.0.1:${port}`, '-listenonion=0', '-debug=net', ...options];
    return new CoreNode(await Bitcoind.start(file, all, place), { file, options: all, place, port });
  }

  /** Its data directory. */
  get directory(): string {
    return this.#bitcoind.directory;
  }

  /** The directory of its network, where the files are that it writes when it stops. */
  get files(): string {
    return path.join(this.#bitcoind.directory, this.#place.chain ?? 'regtest');
  }

  /** Its process. */
  get pid(): number {
    return this.#bitcoind.pid;
  }

  /** Calls a method. @throws {RpcError} When it answers with an error. */
  async call<Result = unknown>(method: string, ...params: readonly unknown[]): Promise<Result> {
    return (await this.#bitcoind.call(method, params)) as Result;
  }

  /**
   * Ends it as `kill -9` does, or in order, and starts it again with what it has kept.
   *
   * @param between Is done while it does not run.
   */
  async restart(how: 'killed' | 'stopped', between: () => void | Promise<void> = () => {}): Promise<void> {
    const { directory } = this.#bitcoind;
    if (how === 'killed') await this.#bitcoind.kill();
    else await this.#bitcoind.stop({ keepsDirectory: true });
    await between();
    this.#bitcoind = await Bitcoind.start(this.#file, this.#options, { ...this.#place, directory });
  }

  stop(): Promise<void> {
    return this.#bitcoind.stop();
  }

  /** Mines blocks, with what is in the mempool; they pay to anybody unless told. @returns Their hashes. */
  mine(count = 1, script: Uint8Array = ANYONE_CAN_SPEND): Promise<string[]> {
    return this.call('generatetodescriptor', count, `raw(${bytesToHex(script)})`);
  }

  tip(): Promise<string> {
    return this.call('getbestblockhash');
  }

  height(): Promise<number> {
    return this.call('getblockcount');
  }

  /** Txids of what is in its mempool, sorted. */
  async mempool(): Promise<string[]> {
    return (await this.call<string[]>('getrawmempool')).toSorted();
  }

  submit(tx: Transaction): Promise<string> {
    return this.call('sendrawtransaction', bytesToHex(tx.serialized()), 0);
  }

  peers(): Promise<CorePeer[]> {
    return this.call('getpeerinfo');
  }

  /** The only peer. */
  async peer(): Promise<CorePeer> {
    const peers = await this.peers();
    if (peers.length !== 1) throw new Error(`bitcoind has ${peers.length} peers, not one`);
    return peers[0]!;
  }

  /** Connects to somebody on the loopback. */
  async connectTo(port: number, options: { readonly usesV2: boolean }): Promise<void> {
    await this.call('addnode', `127.0.0.1:${port}`, 'onetry', options.usesV2);
  }

  /** What its coins come to, by one of two hashes. */
  coins(hash: 'hash_serialized_3' | 'muhash'): Promise<CoinsHashes> {
    return this.call('gettxoutsetinfo', hash);
  }
}
