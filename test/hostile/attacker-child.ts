// Many hostile connections in a process of their own: `attacker-child.js PORT NAME COUNT SECONDS`. Says at the end how many the node
// has closed, and after how long.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockHash } from '../../src/primitives/hash.ts';
import { INVENTORY_TYPES } from '../../src/wire/inventory.ts';
import { testTransaction } from '../block-builder.ts';
import { madeUpItems, orphan } from './hostile-items.ts';
import { SOCKET_ATTACKS } from './socket-attacks.ts';
import type { AttackOutcome } from './socket-attacks.ts';
import { SocketPeer } from './socket-peer.ts';

const [portText = '', name = '', countText = '', secondsText = ''] = process.argv.slice(2);
const [port, count, seconds] = [Number(portText), Number(countText), Number(secondsText)];
const ZERO = new Uint8Array(32) as BlockHash;
const INV = { type: 'inv', inventory: madeUpItems(INVENTORY_TYPES.wtx, 50_000) } as const;
const GETDATA = { type: 'getdata', inventory: madeUpItems(INVENTORY_TYPES.tx, 50_000) } as const;

const attack = SOCKET_ATTACKS.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no such attack: ${name}`);
const peers: SocketPeer[] = [];
let serial = 0;

/** What a connection does each time that it has its turn. */
function turn(peer: SocketPeer): void {
  if (peer.isClosed || peer.socket.connecting || peer.socket.writableNeedDrain) return;
  switch (attack!.does) {
    case 'nothing':
      return;
    case 'drip':
      return peer.sendBytes(Uint8Array.of(0xfa));
    case 'garbage':
      return peer.sendBytes(Uint8Array.from({ length: 4096 }, () => 0x55));
    case 'pings':
      for (let i = 0; i < 500; i++) peer.send({ type: 'ping', nonce: BigInt(i) });
      return;
    case 'getheaders':
      for (let i = 0; i < 200; i++) peer.send({ type: 'getheaders', version: 70_016, locator: [ZERO], stopHash: ZERO });
      return;
    case 'inv':
      return peer.send(INV);
    case 'getdata':
      return peer.send(GETDATA);
    case 'orphans':
      return peer.send({ type: 'tx', tx: testTransaction(orphan(serial++, 2400)) });
    case 'malformed':
      return peer.sendPayload('inv', Uint8Array.of(0xff, 1));
  }
}

for (let i = 0; i < count; i++) {
  const behaves = attack.greets;
  const peer = new SocketPeer({ port, behaves, usesV2: attack.usesV2 === true });
  if (attack.reads === false) void peer.ready().then(() => peer.socket.pause());
  peers.push(peer);
  if (i % 50 === 49) await sleep(5);
}
const endMs = performance.now() + seconds * 1000;
while (performance.now() < endMs) {
  for (const peer of peers) if (!attack.greets || peer.isReady) turn(peer);
  await sleep(attack.does === 'drip' ? 100 : 1);
}
const droppedAfterMs = peers
  .flatMap(({ openedAtMs, closedAtMs }) => (closedAtMs === undefined ? [] : [closedAtMs - openedAtMs]))
  .toSorted((a, b) => a - b);
const outcome: AttackOutcome = { ready: peers.filter(({ isReady }) => isReady).length, droppedAfterMs };
process.send!(outcome, () => process.exit(0));
