import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../test/seeded-random.ts';
import { AddressManager } from '../net/addresses/address-manager.ts';
import { internalSource } from '../net/addresses/address-source.ts';
import { writePeersFile } from '../net/addresses/peers-file.ts';
import { writeAnchorsFile } from '../net/connections/anchors-file.ts';
import { writeBanFile } from '../net/connections/ban-file.ts';
import { BanList } from '../net/connections/ban-list.ts';
import type { NetAddress } from '../wire/net-address.ts';
import type { SavedThing } from './node-effect.ts';
import { bytesOfText, restoreThings } from './saved-things.ts';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const NOW_SEC = 1_641_378_600;
const ADDRESS: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(23, 1, 2, 3), port: 8333 };
const TOLD = { address: ADDRESS, services: 9n, timeSec: NOW_SEC };

function files(): Map<SavedThing, Uint8Array> {
  const manager = new AddressManager(seededRandom(1));
  manager.add([TOLD], { source: internalSource('seed'), timePenaltySec: 0, nowSec: NOW_SEC });
  const bans = new BanList();
  bans.banAddress(ADDRESS, { nowSec: NOW_SEC });
  return new Map([
    ['addresses', writePeersFile(manager.tables, MAGIC)],
    ['anchors', writeAnchorsFile([TOLD], MAGIC)],
    ['bans', bytesOfText(writeBanFile(bans.list(NOW_SEC)))],
  ]);
}

describe('restoreThings', () => {
  test('what an earlier run has left is found again', () => {
    const restored = restoreThings(files(), MAGIC);
    assert.deepEqual(restored.damaged, []);
    assert.equal(restored.addressTables?.list.length, 1);
    assert.deepEqual(restored.anchors[0]?.address, ADDRESS);
    assert.equal(new BanList(restored.bans).isBanned(ADDRESS, NOW_SEC + 60), true);
    assert.equal(restored.mempool, undefined);
    assert.equal(restored.fees, undefined);
  });

  test('where nothing was left, nothing is missing', () => {
    const restored = restoreThings(new Map(), MAGIC);
    assert.deepEqual(restored.damaged, []);
    assert.deepEqual([restored.addressTables, restored.anchors, restored.bans], [undefined, [], []]);
  });

  test('each damaged thing is named, and the others are taken', () => {
    const saved = files();
    saved.get('addresses')![40]! ^= 1;
    saved.set('mempool', Uint8Array.of(1, 2, 3));
    saved.set('fee-estimates', Uint8Array.of(9));
    saved.set('bans', bytesOfText('{"banned_nets": 1}'));
    const restored = restoreThings(saved, MAGIC);
    assert.deepEqual(restored.damaged.map(({ thing }) => thing).sort(), [
      'addresses',
      'bans',
      'fee-estimates',
      'mempool',
    ]);
    assert.equal(restored.anchors.length, 1);
    assert.equal(restored.addressTables, undefined);
  });

  test('files of another network are not taken', () => {
    const restored = restoreThings(files(), Uint8Array.of(1, 2, 3, 4));
    assert.deepEqual(
      restored.damaged.map(({ thing, why }) => [thing, why]),
      [['addresses', 'invalid-magic']],
    );
    assert.deepEqual(restored.anchors, []);
  });
});
