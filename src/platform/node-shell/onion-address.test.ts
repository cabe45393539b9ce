import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onionHostFromKey, onionKeyFromHost } from './onion-address.ts';

// From Bitcoin Core's src/test/net_tests.cpp (cnetaddr_basic, cnetaddr_unserialize_v2).
const HOST = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const KEY = '79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f';

test('a Tor v3 address is read and written', () => {
  assert.equal(Buffer.from(onionKeyFromHost(HOST)!).toString('hex'), KEY);
  assert.equal(Buffer.from(onionKeyFromHost(HOST.toUpperCase().replace('ONION', 'onion'))!).toString('hex'), KEY);
  assert.equal(onionHostFromKey(Buffer.from(KEY, 'hex')), HOST);
});

test('one wrong letter, a version that is not 3, a v2 address and other names are none', () => {
  assert.equal(onionKeyFromHost(`qg${HOST.slice(2)}`), undefined);
  // The last letters hold the version: the checksum stands and the version does not.
  assert.equal(onionKeyFromHost(HOST.replace('d.onion', 'a.onion')), undefined);
  for (const host of ['6hzph5hv6337r6p2.onion', 'example.com', '', `${HOST}.`, `a.${HOST}`, HOST.slice(0, -6)]) {
    assert.equal(onionKeyFromHost(host), undefined, host);
  }
});
