// Transaction relay with the real mempool on a regtest chain: two nodes whose messages are carried by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Peer } from '../src/net/peer.ts';
import type { RelayEffect } from '../src/net/relay/relay-effect.ts';
import { TransactionRelay } from '../src/net/relay/transaction-relay.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { MempoolScene, coinOf, makeTx } from './mempool-scene.ts';
import { effectsOf, sent, testPeer, wtx } from './relay-scene.ts';
import { seededRandom } from './seeded-random.ts';

/** A mempool on a chain, with relay beside it, and its view of the one peer that it has. */
class RelayingNode {
  readonly scene: MempoolScene;
  readonly relay: TransactionRelay;
  readonly peer: Peer;
  readonly told: RelayEffect[] = [];

  constructor(scene: MempoolScene, seed: number, peer: Partial<Peer>) {
    this.scene = scene;
    this.peer = testPeer(seed, peer);
    const options = {
      minRelayFeeRateSatsPerKvb: 1000n,
      blocksOnly: false,
      servesMempool: false,
      isInitialBlockDownload: false,
    };
    this.relay = new TransactionRelay(options, { pool: scene.mempool, random: seededRandom(seed) });
  }

  /** Deals with what the other side has sent. */
  receive(effects: readonly RelayEffect[], nowMs: number): RelayEffect[] {
    const answers: RelayEffect[] = [];
    for (const effect of effects) {
      if (effect.do !== 'send') continue;
      const { message } = effect;
      if (message.type === 'inv') answers.push(...this.relay.receiveInv(this.peer, message.inventory, nowMs));
      else if (message.type === 'getdata') answers.push(...this.relay.receiveGetData(this.peer, message.inventory));
      else answers.push(...this.relay.receive(this.peer, message, nowMs));
    }
    this.told.push(...answers);
    return answers;
  }
}

/** Two nodes on the same chain, the second connected to the first. */
async function twoNodes(): Promise<{ first: RelayingNode; second: RelayingNode; run: (ms: number) => void }> {
  const scenes = [await MempoolScene.create(), await MempoolScene.create()] as const;
  const first = new RelayingNode(scenes[0], 1, { kind: 'inbound' });
  const second = new RelayingNode(scenes[1], 2, { kind: 'outbound-full-relay' });
  let nowMs = scenes[0].nowSec * 1000;
  let [toFirst, toSecond]: RelayEffect[][] = [
    second.relay.peerReady(second.peer, nowMs),
    first.relay.peerReady(first.peer, nowMs),
  ];
  const run = (ms: number): void => {
    for (const end = nowMs + ms; nowMs < end; nowMs += 50) {
      const [fromFirst, fromSecond] = [first.receive(toFirst!, nowMs), second.receive(toSecond!, nowMs)];
      toSecond = [...fromFirst, ...first.relay.tick(nowMs)];
      toFirst = [...fromSecond, ...second.relay.tick(nowMs)];
    }
    for (const node of [first, second]) node.scene.nowSec = Math.floor(nowMs / 1000);
  };
  return { first, second, run };
}

function submit(node: RelayingNode, tx: Transaction): void {
  const { acceptance } = node.relay.submit(tx, node.scene.nowSec * 1000);
  assert.equal(acceptance.status, 'accepted', acceptance.status === 'rejected' ? acceptance.reject.code : '');
}

test('a chain of transactions goes from one mempool to the other, in order, and the fee filter with it', async () => {
  const { first, second, run } = await twoNodes();
  let tx = makeTx([first.scene.coinbases[0]!], { fee: 1000n });
  submit(first, tx);
  for (let i = 0; i < 20; i++) {
    tx = makeTx([coinOf(tx)], { fee: BigInt(1000 + 100 * i) });
    submit(first, tx);
  }
  assert.equal(first.relay.unbroadcastTxids().length, 21);
  run(30_000);
  assert.equal(second.scene.mempool.size, 21);
  assert.equal(first.relay.unbroadcastTxids().length, 0);
  assert.equal(second.relay.orphanCount, 0);
  assert.ok(first.relay.peerFacts(1).feeFilterSatsPerKvb >= 1000n);
  second.scene.mempool.check();
});

test('a replacement goes to the other node, and what it replaced is kept for compact blocks', async () => {
  const { first, second, run } = await twoNodes();
  const tx = makeTx([first.scene.coinbases[0]!], { fee: 1000n });
  submit(first, tx);
  run(30_000);
  const replacing = makeTx([first.scene.coinbases[0]!], { fee: 5000n });
  submit(first, replacing);
  run(30_000);
  assert.equal(second.scene.mempool.getByWtxid(replacing.wtxid)?.feeSats, 5000n);
  assert.equal(second.scene.mempool.size, 1);
  const kept = effectsOf(second.told, 'keep-for-compact-blocks');
  assert.deepEqual(
    kept.map((each) => each.tx.txid),
    [tx.txid],
  );
});

test('a parent of version 3 that pays nothing comes in with its child (BIP431)', async () => {
  const { second } = await twoNodes();
  const { relay, peer, scene } = second;
  const nowMs = scene.nowSec * 1000;
  const parent = makeTx([scene.coinbases[0]!], { fee: 0n, version: 3 });
  const child = makeTx([coinOf(parent)], { fee: 5000n, version: 3 });
  relay.receive(peer, { type: 'tx', tx: child }, nowMs);
  assert.equal(relay.orphanCount, 1);
  const effects = relay.receive(peer, { type: 'tx', tx: parent }, nowMs);
  assert.equal(effectsOf(effects, 'transaction-added').length, 2);
  assert.equal(scene.mempool.size, 2);
  assert.equal(relay.orphanCount, 0);
});

test('a package that pays too little is refused whole, and not tried again', async () => {
  const { second } = await twoNodes();
  const { relay, peer, scene } = second;
  const nowMs = scene.nowSec * 1000;
  const parent = makeTx([scene.coinbases[0]!], { fee: 0n, version: 3 });
  const child = makeTx([coinOf(parent)], { fee: 10n, version: 3 });
  relay.receive(peer, { type: 'tx', tx: child }, nowMs);
  relay.receive(peer, { type: 'tx', tx: parent }, nowMs);
  assert.equal(scene.mempool.size, 0);
  relay.receive(peer, { type: 'tx', tx: parent }, nowMs);
  relay.receiveInv(peer, [wtx(parent)], nowMs);
  assert.equal(relay.announcementCount, 0);
  const better = makeTx([coinOf(parent)], { fee: 5000n, version: 3 });
  relay.receive(peer, { type: 'tx', tx: better }, nowMs);
  relay.receive(peer, { type: 'tx', tx: parent }, nowMs);
  assert.equal(scene.mempool.size, 2);
});

test('what no block may hold is punished, and what only policy forbids is not', async () => {
  const { second } = await twoNodes();
  const { relay, peer, scene } = second;
  const nowMs = scene.nowSec * 1000;
  const coin = scene.coinbases[0]!;
  const tooMuch = makeTx([{ ...coin, value: coin.value + 1n }], { fee: 0n });
  const offence = relay.receive(peer, { type: 'tx', tx: tooMuch }, nowMs);
  assert.deepEqual(effectsOf(offence, 'misbehaved'), [
    { do: 'misbehaved', peer: peer.id, reason: 'invalid-transaction' },
  ]);
  const odd = makeTx([coin], { fee: 1000n, version: 77 });
  const effects = relay.receive(peer, { type: 'tx', tx: odd }, nowMs);
  assert.deepEqual(effectsOf(effects, 'misbehaved'), []);
  assert.equal(scene.mempool.size, 0);
});

test('what a reorganization gives back may be asked for at once', async () => {
  const { first } = await twoNodes();
  const { relay, peer, scene } = first;
  const tx = makeTx([scene.coinbases[0]!], { fee: 1000n });
  scene.mine([tx]);
  const block = parseBlock(scene.tip.bytes);
  assert.ok(!('code' in block));
  relay.blockConnected(block);
  const { added } = scene.reorg(1, [[], []]);
  relay.blockDisconnected();
  relay.tipChanged();
  assert.equal(added.length, 1);
  assert.equal(sent(relay.receiveGetData(peer, [wtx(tx)]), 'tx').length, 1);
});
