import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { CORE_TEST_KEY, coreTestManager, tablesFault } from '../../../test/addresses-manager.ts';
import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { hostBytes } from './address-key.ts';
import { AddressManager } from './address-manager.ts';
import type { AddressTables } from './address-tables.ts';
import { internalSource } from './address-source.ts';
import { readPeersFile, writePeersFile } from './peers-file.ts';
import type { PeersFileReject } from './peers-file.ts';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const NOW_SEC = 1_700_000_000;

function filled(count: number): AddressManager {
  const manager = new AddressManager(seededRandom(3));
  for (let n = 0; n < count; n++) {
    const address = ipv4(`${(n % 200) + 11}.${n >> 8}.${n & 255}.1`, 8333 + (n % 3));
    const source = n % 5 === 0 ? internalSource('x9.seed.example.') : ipv4(`${(n % 100) + 11}.1.1.1`, 0);
    const told = [{ address, services: n % 7 === 0 ? 0x1_0000_0409n : 9n, timeSec: NOW_SEC - n }];
    for (let again = 0; again < 4; again++) {
      manager.add(told, { source, timePenaltySec: 0, nowSec: NOW_SEC });
      told[0] = { ...told[0]!, timeSec: told[0]!.timeSec + 1 };
    }
    if (n % 3 === 0) manager.good(address, NOW_SEC);
    else if (n % 4 === 0) manager.attempt(address, NOW_SEC, { countsFailure: true });
  }
  const others = [
    hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3'),
    hiddenService('udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna', 0, 'i2p'),
    ipv6('fc00:1:2:3:4:5:6:7', 8333, 'cjdns'),
    ipv6('2803:0:1234:abcd::1'),
  ];
  for (const address of others) {
    manager.add([{ address, services: 1n, timeSec: NOW_SEC }], { source: address, timePenaltySec: 0, nowSec: NOW_SEC });
  }
  return manager;
}

function shown(tables: AddressTables): string[] {
  return tables.list
    .map(({ address, source, newBuckets, lastSuccessSec, attempts, isTried, services, timeSec }) =>
      JSON.stringify([
        address.network,
        address.bytes.join(),
        address.port,
        source.network,
        source.bytes.join(),
        newBuckets.toSorted((a, b) => a - b),
        [lastSuccessSec, attempts, isTried, String(services), timeSec],
      ]),
    )
    .toSorted();
}

function isTables(read: AddressTables | PeersFileReject): read is AddressTables {
  return !('code' in read);
}

/** A file whose last 32 bytes are the hash of what is before. */
function sealed(content: Uint8Array): Uint8Array {
  return Uint8Array.from([...content, ...sha256d(content)]);
}

test('all addresses are found again, in the same places', () => {
  const manager = filled(2000);
  const bytes = writePeersFile(manager.tables, MAGIC);
  const read = readPeersFile(bytes, MAGIC);
  assert.ok(isTables(read));
  assert.deepEqual(shown(read), shown(manager.tables));
  assert.equal(tablesFault(read), undefined);
  assert.deepEqual(read.count(), manager.tables.count());
  assert.deepEqual(writePeersFile(read, MAGIC).length, bytes.length);
});

test('no addresses are a file of 4,210 bytes, as in Bitcoin Core', () => {
  const bytes = writePeersFile(coreTestManager().tables, MAGIC);
  assert.equal(bytes.length, 4 + 2 + 32 + 12 + 4 * 1024 + 32 + 32);
  const read = readPeersFile(bytes, MAGIC);
  assert.ok(isTables(read));
  assert.equal(read.list.length, 0);
});

test('a file that cannot be read says why, as Bitcoin Core does', () => {
  const whole = writePeersFile(coreTestManager().tables, MAGIC);
  const content = whole.subarray(0, -32);
  const changed = (offset: number, ...bytes: readonly number[]): Uint8Array => {
    const copy = content.slice();
    copy.set(bytes, offset);
    return sealed(copy);
  };
  const codeOf = (bytes: Uint8Array): unknown => readPeersFile(bytes, MAGIC);
  assert.deepEqual(codeOf(whole.subarray(0, -1)), { code: 'end-of-file' });
  assert.deepEqual(codeOf(new Uint8Array(0)), { code: 'end-of-file' });
  assert.deepEqual(codeOf(changed(0, 1)), { code: 'invalid-magic' });
  assert.deepEqual(codeOf(changed(5, 0)), { code: 'compat-too-low', compat: 0, least: 32 });
  assert.deepEqual(codeOf(changed(5, 32 + 111)), { code: 'unsupported-format', format: 4, lowestCompatible: 111 });
  assert.deepEqual(codeOf(changed(4, 0, 32)), { code: 'unsupported-format', format: 0, lowestCompatible: 0 });
  assert.deepEqual(codeOf(changed(38, 255, 255, 255, 255)), {
    code: 'bad-count',
    field: 'nNew',
    count: -1,
    max: 65_536,
  });
  assert.deepEqual(codeOf(changed(38, 1, 0, 1, 0)), { code: 'bad-count', field: 'nNew', count: 65_537, max: 65_536 });
  assert.deepEqual(codeOf(changed(42, 1, 64, 0, 0)), {
    code: 'bad-count',
    field: 'nTried',
    count: 16_385,
    max: 16_384,
  });
  assert.deepEqual(codeOf(changed(6, 0)), { code: 'inconsistent', check: -16 });
  const damaged = whole.slice();
  damaged[whole.length - 1]! ^= 1;
  assert.deepEqual(codeOf(damaged), { code: 'checksum-mismatch' });
});

test('a file of before BIP155, as Core makes one in its tests, is read', () => {
  const out = new ByteWriter()
    .raw(MAGIC)
    .u8(1)
    .u8(32)
    .raw(CORE_TEST_KEY)
    .u32Le(1)
    .u32Le(1)
    .u32Le(1024 ^ (1 << 30));
  for (const [last, success] of [
    [7, 0n],
    [8, 5n],
  ] as const) {
    out.u32Le(140_000).u32Le(NOW_SEC).u64Le(9n);
    out
      .raw(hostBytes(ipv4(`252.1.1.${last}`)))
      .u8(0x20)
      .u8(0x8d);
    out
      .raw(hostBytes(ipv4('252.2.2.2')))
      .u64Le(success)
      .u32Le(0);
  }
  const source = ipv4('252.2.2.2');
  const bucket = coreTestManager().tables.buckets.new(ipv4('252.1.1.7'), source);
  for (let n = 0; n < 1024; n++) {
    out.u32Le(n === bucket ? 1 : 0);
    if (n === bucket) out.u32Le(0);
  }
  const read = readPeersFile(sealed(out.finish()), MAGIC);
  assert.ok(isTables(read));
  assert.equal(tablesFault(read), undefined);
  assert.deepEqual(read.count('ipv4'), { new: 1, tried: 1 });
  assert.equal(read.find(ipv4('252.1.1.8', 0x208d))?.isTried, true);
  assert.deepEqual(read.find(ipv4('252.1.1.7', 0x208d))?.newBuckets, [bucket]);
});

test('addresses that are none are left out', () => {
  const manager = coreTestManager();
  const addresses = ['5.5.5.5', '6.6.6.6', '7.7.7.7', '8.8.8.8'].map((text) => ipv4(text, 0));
  const told = addresses.map((address) => ({ address, services: 0n, timeSec: NOW_SEC }));
  manager.add(told, { source: ipv4('1.1.1.1'), timePenaltySec: 0, nowSec: NOW_SEC });
  manager.good(addresses[2]!, NOW_SEC);
  manager.good(addresses[3]!, NOW_SEC);
  const content = writePeersFile(manager.tables, MAGIC).slice(0, -32);
  const replace = (byte: number, by: number): void => {
    const at = content.findIndex((_, i) => [0, 1, 2, 3].every((k) => content[i + k] === byte));
    content.fill(by, at, at + 4);
  };
  replace(6, 0);
  replace(8, 255);
  const read = readPeersFile(sealed(content), MAGIC);
  assert.ok(isTables(read));
  assert.deepEqual(
    read.list.map(({ address }) => address.bytes[0]!).toSorted((a, b) => a - b),
    [5, 7],
  );
  assert.equal(tablesFault(read), undefined);
});

test('whatever the bytes are, they are tables in order or no tables', () => {
  const content = writePeersFile(filled(60).tables, MAGIC).slice(0, -32);
  let whole = 0;
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(content.length - 1), byte: fc.nat(255) }), { maxLength: 4 }),
      fc.oneof({ weight: 9, arbitrary: fc.constant(content.length) }, { weight: 1, arbitrary: fc.nat(content.length) }),
      (changes, length) => {
        const bytes = content.slice(0, length);
        for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
        const read = readPeersFile(sealed(bytes), MAGIC);
        if (!isTables(read)) return;
        whole++;
        assert.equal(tablesFault(read), undefined);
        // A draw ends, whatever the numbers are.
        new AddressManager(seededRandom(1), read).select({}, NOW_SEC);
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(whole > 30, `${whole} files were tables`);
});
