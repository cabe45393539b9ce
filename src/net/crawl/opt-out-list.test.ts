import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { OptOutList } from './opt-out-list.ts';

function at(text: string): NetAddress {
  return parseAddress(text, { defaultPort: 8333 })!;
}

describe('OptOutList', () => {
  test('leaves out a machine on all ports, one node on its port, and networks; remarks and empty lines say nothing', () => {
    const list = new OptOutList();
    const text = '# asked on 5 May\n1.2.3.4\n\n5.6.7.8:8333 # this one\n9.9.0.0/16\n2001:4:5::/48\r\n[2001:9::1]:8333';
    assert.equal(list.add(text), undefined);
    assert.equal(list.count, 5);
    for (const covered of [
      '1.2.3.4:8333',
      '1.2.3.4:1',
      '5.6.7.8:8333',
      '9.9.255.255',
      '[2001:4:5:6::7]:1',
      '[2001:9::1]:8333',
    ]) {
      assert.equal(list.covers(at(covered)), true, covered);
    }
    for (const free of ['1.2.3.5:8333', '5.6.7.8:8334', '9.10.0.0', '[2001:4:6::1]:1', '[2001:9::1]:8334']) {
      assert.equal(list.covers(at(free)), false, free);
    }
  });

  test('a line that names nobody is told by its number, and so is a port without an address', () => {
    assert.deepEqual(new OptOutList().add('1.2.3.4\nexample.org\n'), {
      code: 'opt-out-malformed',
      line: 2,
      found: 'example.org',
    });
    for (const wrong of ['1.2.3.4/33', '1.2.3', ':8333', '1.2.3.4:0', 'x'.repeat(500)]) {
      assert.equal(new OptOutList().add(wrong)?.code, 'opt-out-malformed', wrong);
    }
  });
});
