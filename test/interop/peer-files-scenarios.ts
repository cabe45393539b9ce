import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readAnchorsFile, writeAnchorsFile } from '../../src/net/connections/anchors-file.ts';
import { subnetFromText, subnetToText } from '../../src/net/connections/subnet.ts';
import { SERVICE_FLAGS } from '../../src/wire/services.ts';
import { formatAddress, formatHost } from '../../src/wire/net-address-text.ts';
import type { CorePeer, CoreNode } from './core-node.ts';
import { withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';
import type { VigilNode } from './vigil-node.ts';

const SERVICES = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;

/** An address as bitcoind's `getrawaddrman` shows it, by its place. */
interface RawAddress {
  readonly address: string;
  readonly port: number;
  readonly services: number;
  readonly time: number;
  readonly source: string;
}

interface RawTables {
  readonly new: Readonly<Record<string, RawAddress>>;
  readonly tried: Readonly<Record<string, RawAddress>>;
}

async function coreTables(core: CoreNode): Promise<RawTables> {
  const raw = await core.call<RawTables>('getrawaddrman');
  const shown = (table: RawTables['new']): RawTables['new'] =>
    Object.fromEntries(
      Object.entries(table)
        .map(([place, { address, port, services, time, source }]) => {
          return [place, { address, port, services, time, source }] as const;
        })
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return { new: shown(raw.new), tried: shown(raw.tried) };
}

function tablesOf({ node }: VigilNode): RawTables {
  const known = node.addresses.tables;
  const tables: { new: [string, RawAddress][]; tried: [string, RawAddress][] } = { new: [], tried: [] };
  for (const { address, services, timeSec, source, newBuckets, isTried } of known.list) {
    const host = formatHost(address);
    const shown = {
      address: host,
      port: address.port,
      services: Number(services),
      time: timeSec,
      source: source.network === 'internal' ? 'internal' : formatHost(source),
    };
    if (isTried) {
      const { bucket, position } = known.triedPlace(address);
      tables.tried.push([`${bucket}/${position}`, shown]);
    }
    for (const bucket of newBuckets) {
      tables.new.push([`${bucket}/${known.buckets.position(address, 'new', bucket)}`, shown]);
    }
  }
  const sorted = (rows: [string, RawAddress][]): RawTables['new'] =>
    Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { new: sorted(tables.new), tried: sorted(tables.tried) };
}

const OTHER_NETWORKS = [
  ['2a01:4f8::1', 8333],
  ['pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion', 8333],
  ['udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna.b32.i2p', 0],
  ['fc00:1:2:3:4:5:6:7', 8333],
] as const;

/** What `FILE` holds goes from bitcoind to vigil and back. */
async function addresses(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const FILE = 'peers.dat';
  for (let i = 0; i < 300; i++) await core.call('addpeeraddress', `${20 + (i % 90)}.${i % 250}.7.9`, 8333, i % 3 === 0);
  for (const [host, port] of OTHER_NETWORKS) await core.call('addpeeraddress', host, port, false);
  await core.restart('stopped');
  const expected = await coreTables(core);
  const known = Object.keys(expected.new).length + Object.keys(expected.tried).length;
  assert.ok(known > 200);
  await vigil.restart(() => copyFileSync(path.join(core.files, FILE), path.join(vigil.files, FILE)));
  assert.deepEqual(tablesOf(vigil), expected, 'vigil has bitcoind’s tables');
  // Vigil learns more, and gives all of it back.
  const nowSec = Math.floor(Date.now() / 1000);
  await vigil.call((node) => {
    const told = Array.from({ length: 200 }, (_, i) => ({
      address: { network: 'ipv4' as const, bytes: Uint8Array.of(130 + (i % 50), i, 3, 4), port: 8333 },
      services: SERVICES,
      timeSec: nowSec - 60 * i,
    }));
    const source = { network: 'ipv4' as const, bytes: Uint8Array.of(91, 1, 2, 3), port: 0 };
    node.addresses.add(told, { source, timePenaltySec: 0, nowSec });
    for (const { address } of told.slice(0, 40)) node.addresses.good(address, nowSec);
    return { result: undefined, effects: [] };
  });
  const ours = tablesOf(vigil);
  await vigil.restart();
  assert.deepEqual(tablesOf(vigil), ours, 'vigil reads its own');
  await core.restart('stopped', () => copyFileSync(path.join(vigil.files, FILE), path.join(core.files, FILE)));
  assert.deepEqual(await coreTables(core), ours, 'bitcoind has vigil’s tables');
  const given = Object.keys(ours.new).length + Object.keys(ours.tried).length;
  assert.ok(given > known + 150);
  return `${known} places of bitcoind's tables, then ${given} of vigil's: each address in the same bucket and place, of five networks`;
}

async function bans(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const FILE = 'banlist.json';
  const farSec = Math.floor(Date.now() / 1000) + 1_000_000;
  const banned = ['45.7.8.0/24', '198.51.100.7', '2a01:4f8::/32', OTHER_NETWORKS[1][0]];
  for (const subnet of banned) await core.call('setban', subnet, 'add', farSec, true);
  await core.restart('stopped');
  const listed = async (): Promise<Record<string, readonly number[]>> => {
    const all = await core.call<{ address: string; ban_created: number; banned_until: number }[]>('listbanned');
    return Object.fromEntries(
      all.map(({ address, ban_created, banned_until }) => [address, [ban_created, banned_until]]),
    );
  };
  const oursOf = (): Record<string, readonly number[]> =>
    Object.fromEntries(
      vigil.node.guard.bans.banned
        .list(Math.floor(Date.now() / 1000))
        .map(({ subnet, createdSec, untilSec }) => [subnetToText(subnet), [createdSec, untilSec]]),
    );
  const expected = await listed();
  assert.equal(Object.keys(expected).length, banned.length);
  await vigil.restart(() => copyFileSync(path.join(core.files, FILE), path.join(vigil.files, FILE)));
  assert.deepEqual(oursOf(), expected);
  await vigil.call((node, nowMs) => {
    const nowSec = Math.floor(nowMs / 1000);
    node.guard.bans.banned.ban(subnetFromText('203.0.113.0/25')!, { nowSec, untilSec: farSec });
    return { result: undefined, effects: node.saveBans(nowMs) };
  });
  const ours = oursOf();
  await vigil.restart();
  assert.deepEqual(oursOf(), ours);
  await core.restart('stopped', () => copyFileSync(path.join(vigil.files, FILE), path.join(core.files, FILE)));
  assert.deepEqual(await listed(), ours);
  return `${banned.length} bans of bitcoind's, then ${Object.keys(ours).length} of vigil's, with their times`;
}

type TypedPeer = CorePeer & { readonly connection_type: string };

const isRelayOfBlocks = ({ connection_type: type, subver }: TypedPeer): boolean =>
  type === 'block-relay-only' && subver.includes('Vigil');

/** bitcoind writes vigil down as an anchor, and comes back to it by a file of ours. */
async function anchorsOfCore(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const file = path.join(core.files, 'anchors.dat');
  const { magic } = vigil.params;
  await core.mine(1);
  await core.call('addconnection', `127.0.0.1:${vigil.port}`, 'block-relay-only', true);
  await until('both have greeted', () => vigil.peers.length === 1);
  await core.restart('stopped', () => {
    const anchors = readAnchorsFile(readFileSync(file), magic);
    assert.deepEqual(
      anchors.map(({ address }) => formatAddress(address)),
      [`127.0.0.1:${vigil.port}`],
    );
    // An address that was given by hand comes without services, and bitcoind would pass over it.
    assert.equal(anchors[0]!.services, 0n);
    writeFileSync(file, writeAnchorsFile([{ ...anchors[0]!, services: SERVICES }], magic));
  });
  await until('bitcoind has come back to its anchor', async () => {
    return ((await core.peers()) as TypedPeer[]).some(isRelayOfBlocks);
  });
  return 'vigil read the anchors of bitcoind, which came back by anchors that vigil wrote';
}

/** Vigil has bitcoind as an anchor, and comes back to it, though it is none of the addresses that it knows. */
async function anchorsOfVigil(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const file = path.join(vigil.files, 'anchors.dat');
  const { magic } = vigil.params;
  await core.mine(1);
  const address = { network: 'ipv4', bytes: Uint8Array.of(127, 0, 0, 1), port: core.port } as const;
  await vigil.restart(() =>
    writeFileSync(file, writeAnchorsFile([{ address, services: SERVICES, timeSec: 0 }], magic)),
  );
  const isBack = (): boolean => vigil.peers.some(({ kind }) => kind === 'block-relay-only');
  for (let round = 0; round < 2; round++) {
    await until('vigil has come to its anchor', isBack);
    assert.equal((await core.peer()).relaytxes, false);
    await vigil.restart();
  }
  await until('vigil has come back to its anchor', isBack);
  assert.equal(vigil.node.addresses.size, 0);
  return 'vigil came to bitcoind by its anchors, three starts in a row';
}

export const PEER_FILES_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'peers.dat goes from bitcoind to vigil and back',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, addresses),
  },
  {
    name: 'banlist.json goes from bitcoind to vigil and back',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, bans),
  },
  {
    name: 'bitcoind writes vigil down as an anchor, and comes back to it',
    run: (bitcoind) =>
      withPair(bitcoind, { vigil: { isOnDisk: true }, place: { opensConnections: true } }, anchorsOfCore),
  },
  {
    name: 'vigil writes bitcoind down as an anchor, and comes back to it',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true, opensConnections: true } }, anchorsOfVigil),
  },
];
