import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { BanList, DEFAULT_BAN_SEC } from './ban-list.ts';
import { subnetAround, subnetOf } from './subnet.ts';

const NOW_SEC = 1_700_000_000;

test('a banned subnet covers its addresses, at any port, and no others', () => {
  const bans = new BanList();
  bans.ban(subnetAround(ipv4('192.0.2.77'), 24), { nowSec: NOW_SEC });
  bans.banAddress(ipv6('2001:db9::1'), { nowSec: NOW_SEC });
  bans.banAddress(hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 0, 'torv3'), {
    nowSec: NOW_SEC,
  });
  const isBanned = (address: Parameters<BanList['isBanned']>[0]): boolean => bans.isBanned(address, NOW_SEC);
  assert.equal(isBanned(ipv4('192.0.2.0', 1)), true);
  assert.equal(isBanned(ipv4('192.0.2.255', 8333)), true);
  assert.equal(isBanned(ipv4('192.0.3.0')), false);
  assert.equal(isBanned(ipv4('192.0.1.255')), false);
  assert.equal(isBanned(ipv6('2001:db9::1')), true);
  assert.equal(isBanned(ipv6('2001:db9::2')), false);
  assert.equal(isBanned(hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 9, 'torv3')), true);
  assert.equal(isBanned(hiddenService('nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad', 9, 'torv3')), false);
});

test('a ban runs out, and a shorter one does not shorten it', () => {
  const bans = new BanList();
  const address = ipv4('1.2.3.4');
  assert.equal(bans.banAddress(address, { nowSec: NOW_SEC, forSec: 100 }), true);
  assert.equal(bans.banAddress(address, { nowSec: NOW_SEC, forSec: 50 }), false);
  assert.equal(bans.banAddress(address, { nowSec: NOW_SEC, forSec: 100 }), false);
  assert.equal(bans.isBanned(address, NOW_SEC + 99), true);
  assert.equal(bans.isBanned(address, NOW_SEC + 100), false);
  assert.equal(bans.list(NOW_SEC + 100).length, 1);
  assert.equal(bans.list(NOW_SEC + 101).length, 0);
});

test('a ban lasts a day, until a time, or as long as is set', () => {
  const until = (bans: BanList): number | undefined => bans.list(NOW_SEC)[0]?.untilSec;
  for (const [time, expected] of [
    [{}, NOW_SEC + DEFAULT_BAN_SEC],
    [{ forSec: 0 }, NOW_SEC + DEFAULT_BAN_SEC],
    [{ forSec: 1 }, NOW_SEC + 1],
    [{ untilSec: NOW_SEC + 7 }, NOW_SEC + 7],
    [{ untilSec: 0 }, NOW_SEC + DEFAULT_BAN_SEC],
  ] as const) {
    const bans = new BanList();
    bans.banAddress(ipv4('1.2.3.4'), { nowSec: NOW_SEC, ...time });
    assert.equal(until(bans), expected);
  }
  const other = new BanList([], 3600);
  other.banAddress(ipv4('1.2.3.4'), { nowSec: NOW_SEC });
  assert.equal(until(other), NOW_SEC + 3600);
});

test('only the very subnet that was banned can be lifted', () => {
  const bans = new BanList();
  bans.ban(subnetAround(ipv4('10.1.0.0'), 16), { nowSec: NOW_SEC });
  assert.equal(bans.unban(subnetOf(ipv4('10.1.0.0'))), false);
  assert.equal(bans.hasSubnet(subnetOf(ipv4('10.1.0.0')), NOW_SEC), false);
  assert.equal(bans.unban(subnetAround(ipv4('10.1.200.200'), 16)), true);
  assert.equal(bans.isBanned(ipv4('10.1.2.3'), NOW_SEC), false);
  bans.ban(subnetAround(ipv4('10.1.0.0'), 16), { nowSec: NOW_SEC });
  bans.clear();
  assert.deepEqual(bans.list(NOW_SEC), []);
});
