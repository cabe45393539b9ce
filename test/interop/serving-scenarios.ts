import assert from 'node:assert/strict';
import { bytesToHex } from '../../src/bytes/hex.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { BASIC_FILTER_TYPE } from '../../src/net/serve/serve-limits.ts';
import { blockHashFromHex } from '../../src/primitives/hash.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import { INVENTORY_TYPES } from '../../src/wire/inventory.ts';
import type { Message } from '../../src/wire/message.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import { SERVICE_FLAGS } from '../../src/wire/services.ts';
import { coinbases, split } from './coins.ts';
import { CoreNode } from './core-node.ts';
import { LINKS, link, sameCoins, sameTip, secondsSince, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';
import { WireClient } from './wire-client.ts';

const { magic } = networkParams('regtest');

/** Blocks that a pruned node has at the least. */
const KEPT = 288;

async function hashAt(core: CoreNode, height: number): Promise<BlockHash> {
  return blockHashFromHex(await core.call<string>('getblockhash', height))!;
}

/** A node of ours that has given up old blocks serves the last ones, and only those. */
async function pruned(pair: Pair, bitcoind: string): Promise<string> {
  const { vigil, core } = pair;
  const second = await CoreNode.start(bitcoind);
  try {
    await core.mine(1000);
    await second.connectTo(core.port, { usesV2: true });
    await until('the second bitcoind has 1,000 blocks', async () => (await second.height()) === 1000);
    await second.call('setnetworkactive', false);
    await until('it is alone', async () => (await core.peers()).length === 0);
    await core.mine(200);
    await link(pair, LINKS[0]!);
    await sameTip(pair);
    await vigil.commit();
    const { chain } = vigil.parts;
    let first = 1;
    while (chain.readBlock(chain.active.at(first)) === undefined) first++;
    assert.ok(first > 500 && first <= 1200 - KEPT + 1, `blocks from ${first} on are kept`);
    await core.call('setnetworkactive', false);
    await until('vigil is alone', () => vigil.peers.length === 0);
    await second.call('setnetworkactive', true);
    const startMs = performance.now();
    await second.connectTo(vigil.port, { usesV2: true });
    await until('the second bitcoind has caught up', async () => (await second.tip()) === vigil.tip);
    const seconds = secondsSince(startMs);
    const services = (await second.peer()).servicesnames.join(' ');
    assert.equal(services, 'WITNESS NETWORK_LIMITED P2P_V2');
    const client = await WireClient.open(vigil.port, magic);
    const ask = (hash: BlockHash): Message => ({
      type: 'getdata',
      inventory: [{ type: INVENTORY_TYPES.witnessBlock, hash }],
    });
    await client.ask(ask(await hashAt(core, 1200 - KEPT + 1)), 'block');
    client.send(ask(await hashAt(core, 10)));
    await client.until('it is dropped for asking for what was given up', () => client.isClosed);
    return `blocks from ${first} on kept; 200 blocks to a second bitcoind in ${seconds}; a request for block 10 ends the connection`;
  } finally {
    await second.stop();
  }
}

/** Questions of BIP157, the same to both; the bytes of the answers are compared. */
async function filters(pair: Pair): Promise<string> {
  const { core, vigil } = pair;
  await core.mine(130);
  const coins = await coinbases(core, 1, 20);
  for (let i = 0; i < 20; i++) {
    await core.submit(split([coins.shift()!], 40)[0]);
    await core.mine();
  }
  await core.mine(1000);
  await link(pair, LINKS[1]!);
  await sameTip(pair);
  await until('vigil has all filters', () => vigil.parts.filters?.isComplete === true);
  await until('bitcoind has all filters', async () => {
    const { 'basic block filter index': index } = await core.call<Record<string, { synced: boolean }>>('getindexinfo');
    return index?.synced === true;
  });
  const clients = await Promise.all([vigil.port, core.port].map((port) => WireClient.open(port, magic)));
  const height = vigil.height;
  const filterType = BASIC_FILTER_TYPE;
  const stopHash = await hashAt(core, height);
  const of = async (question: Message, answer: 'cfilter' | 'cfheaders' | 'cfcheckpt', count = 1): Promise<void> => {
    const [ours, theirs] = await Promise.all(clients.map((client) => client.ask(question, answer, count)));
    const bytes = (messages: readonly Message[]): string[] =>
      messages.map((message) => bytesToHex(encodeMessage(message).payload));
    assert.equal(ours?.length, count);
    assert.deepEqual(bytes(ours!), bytes(theirs!));
  };
  await of({ type: 'getcfheaders', filterType, startHeight: 0, stopHash }, 'cfheaders');
  await of({ type: 'getcfheaders', filterType, startHeight: 100, stopHash }, 'cfheaders');
  await of({ type: 'getcfcheckpt', filterType, stopHash }, 'cfcheckpt');
  const middle = await hashAt(core, 999);
  await of({ type: 'getcfilters', filterType, startHeight: 0, stopHash: middle }, 'cfilter', 1000);
  await of({ type: 'getcfilters', filterType, startHeight: 1000, stopHash }, 'cfilter', height - 999);
  // What asks for too much is dropped by both.
  for (const client of clients) client.send({ type: 'getcfilters', filterType, startHeight: 0, stopHash });
  for (const client of clients) await client.until('who asks for too much is dropped', () => client.isClosed);
  return `${height + 1} filters, filter headers and checkpoints are bitcoind's to the byte; 1,001 at a time are refused by both; ${await sameCoins(pair)}`;
}

/** Both ask the other for addresses, and learn some. */
async function addresses(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const nowSec = Math.floor(Date.now() / 1000);
  for (let i = 0; i < 200; i++) await core.call('addpeeraddress', `45.${i}.7.9`, 8333);
  await core.call('addpeeraddress', 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion', 8333);
  const services = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;
  vigil.node.addresses.add(
    Array.from({ length: 200 }, (_, i) => ({
      address: { network: 'ipv4' as const, bytes: Uint8Array.of(91, i, 3, 4), port: 8333 },
      services,
      timeSec: nowSec,
    })),
    { source: { network: 'ipv4', bytes: Uint8Array.of(91, 0, 0, 1), port: 0 }, timePenaltySec: 0, nowSec },
  );
  const before = vigil.node.addresses.size;
  await core.mine(1);
  await link(pair, LINKS[0]!);
  await until('vigil has learnt addresses', () => vigil.node.addresses.size > before + 20);
  const learnt = vigil.node.addresses.size - before;
  const message = vigil.received('addrv2');
  assert.equal(vigil.received('addr').count, 0, 'both speak addrv2');
  await core.call('setnetworkactive', false);
  await until('vigil is alone', () => vigil.peers.length === 0);
  await core.call('setnetworkactive', true);
  // Vigil opens it again at once; bitcoind asks those for addresses that it has connected to itself.
  await core.connectTo(vigil.port, { usesV2: true });
  const isOurs = ({ address }: { address: string }): boolean => address.startsWith('91.');
  const known = async (): Promise<number> =>
    (await core.call<{ address: string }[]>('getnodeaddresses', 0)).filter(isOurs).length;
  await until('bitcoind has learnt addresses', async () => (await known()) > 20);
  return `vigil learnt ${learnt} of 201 by ${message.count} addrv2 (${message.sizeBytes} bytes), bitcoind ${await known()} of ${before}`;
}

const MOCK_STEPS = 20;
/** A little more than the two minutes between pings. */
const MOCK_STEP_SEC = 125;

/** bitcoind's clock goes on by hours, while nothing happens but pings; then a block comes. */
async function idle(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await core.mine(1);
  await link(pair, LINKS[0]!);
  await sameTip(pair);
  const startSec = Math.floor(Date.now() / 1000);
  const { id } = vigil.peer;
  const before = vigil.received('ping').count;
  for (let step = 1; step <= MOCK_STEPS; step++) {
    await core.call('setmocktime', startSec + step * MOCK_STEP_SEC);
    await until('a ping has come', () => vigil.received('ping').count >= before + step);
  }
  await until(
    'bitcoind has heard the last pong',
    async () => (await core.peer()).bytesrecv_per_msg['pong'] !== undefined,
  );
  await core.call('setmocktime', 0);
  await core.mine(1);
  await sameTip(pair);
  assert.equal(vigil.peer.id, id, 'it is the same connection');
  const pings = vigil.received('ping').count;
  assert.equal(vigil.sent('pong').count, pings);
  assert.equal(vigil.received('pong').count, vigil.sent('ping').count);
  return `${pings} pings in ${((MOCK_STEPS * MOCK_STEP_SEC) / 60).toFixed(0)} minutes of bitcoind's clock, all answered; the same connection gives the next block`;
}

export const SERVING_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'a pruned vigil serves its last 288 blocks',
    run: (bitcoind) =>
      withPair(bitcoind, { vigil: { pruneTargetBytes: 1, maxFileBytes: 10_000 } }, (pair) => pruned(pair, bitcoind)),
  },
  {
    name: 'filters of blocks are the same to the byte',
    run: (bitcoind) =>
      withPair(
        bitcoind,
        { vigil: { servesFilters: true }, core: ['-blockfilterindex=1', '-peerblockfilters=1'] },
        filters,
      ),
  },
  {
    name: 'addresses are exchanged by addrv2',
    run: (bitcoind) => withPair(bitcoind, { core: ['-test=addrman'] }, addresses),
  },
  { name: 'an idle connection is kept by pings', run: (bitcoind) => withPair(bitcoind, {}, idle) },
];
