import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4 } from '../../../test/net-addresses.ts';
import { readAnchorsFile, writeAnchorsFile } from './anchors-file.ts';

const MAGIC = Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9);
const ONION = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3');
const ANCHORS = [
  { address: ipv4('1.2.3.4'), services: 9n, timeSec: 1_700_000_000 },
  { address: ONION, services: 0x1_0000_0c09n, timeSec: 5 },
];

test('anchors are found again, and no more than two', () => {
  assert.deepEqual(readAnchorsFile(writeAnchorsFile(ANCHORS, MAGIC), MAGIC), ANCHORS);
  assert.deepEqual(readAnchorsFile(writeAnchorsFile([], MAGIC), MAGIC), []);
  assert.deepEqual(readAnchorsFile(writeAnchorsFile([...ANCHORS, ANCHORS[0]!], MAGIC), MAGIC), ANCHORS);
});

test('a damaged file, or one of another network, gives none', () => {
  const bytes = writeAnchorsFile(ANCHORS, MAGIC);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    assert.deepEqual(readAnchorsFile(damaged, MAGIC), []);
    assert.deepEqual(readAnchorsFile(bytes.subarray(0, at), MAGIC), []);
  }
  assert.deepEqual(readAnchorsFile(bytes, Uint8Array.of(1, 2, 3, 4)), []);
});
