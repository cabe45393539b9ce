import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressFromSystem } from './system-address.ts';

function hex(host: string): string | undefined {
  const address = addressFromSystem(host, 8333);
  return address && `${address.network} ${Buffer.from(address.bytes).toString('hex')} ${address.port}`;
}

test('IPv4 in IPv6 is IPv4, however it is written; a zone is left out', () => {
  assert.equal(hex('1.2.3.4'), 'ipv4 01020304 8333');
  assert.equal(hex('::ffff:1.2.3.4'), 'ipv4 01020304 8333');
  assert.equal(hex('::ffff:102:304'), 'ipv4 01020304 8333');
  assert.equal(hex('fe80::1%eth0'), 'ipv6 fe800000000000000000000000000001 8333');
});

test('names are no address', () => {
  for (const host of ['', 'localhost', '1.2.3', '%eth0']) assert.equal(hex(host), undefined, host);
});
