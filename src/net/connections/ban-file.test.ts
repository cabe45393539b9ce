import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { readBanFile, writeBanFile } from './ban-file.ts';
import { subnetAround, subnetOf } from './subnet.ts';

test('bans are found again as they were', () => {
  const onion = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 0, 'torv3');
  const subnets = [subnetAround(ipv4('192.0.2.0'), 24), subnetOf(ipv6('2001:db9::1')), subnetOf(onion)];
  const bans = subnets.map((subnet, n) => ({ subnet, createdSec: 100 + n, untilSec: 200 + n }));
  assert.deepEqual(readBanFile(writeBanFile(bans)), bans);
});

/** One entry of a file as Bitcoin Core 28.1 writes it, with a change. */
function coreFile(change: object): string {
  const entry = { version: 1, ban_created: 5, banned_until: 9, address: '1.2.3.0/24', ...change };
  return JSON.stringify({ banned_nets: [entry] });
}

test("Core's file is read, without entries that cannot be", () => {
  const whole = [{ subnet: subnetAround(ipv4('1.2.3.0'), 24), createdSec: 5, untilSec: 9 }];
  assert.deepEqual(readBanFile(coreFile({})), whole);
  assert.deepEqual(readBanFile(coreFile({ version: 2 })), []);
  assert.deepEqual(readBanFile(coreFile({ address: '1.2.3.0/33' })), []);
  assert.deepEqual(readBanFile(coreFile({ address: 'example.com' })), []);
});

test('what is no file of bans is none', () => {
  for (const text of [
    '',
    '[]',
    '{}',
    'null',
    '{"banned_nets":{}}',
    coreFile({ address: 1 }),
    coreFile({ banned_until: 'x' }),
  ]) {
    assert.equal(readBanFile(text), undefined, text);
  }
  assert.deepEqual(readBanFile('{"banned_nets":[]}'), []);
});
