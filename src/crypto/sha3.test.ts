import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesToHex } from '../bytes/hex.ts';
import { sha3256 } from './sha3.ts';

test('digests are those of FIPS 202’s examples', () => {
  const digest = (text: string): string => bytesToHex(sha3256(new TextEncoder().encode(text)));
  assert.equal(digest(''), 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a');
  assert.equal(digest('abc'), '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532');
});
