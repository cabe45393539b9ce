import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClient, whenClosed } from '../../../test/shell-fake-node.ts';
import { ListenError, Listener, anyAddress } from './listener.ts';
import type { ListenFailure } from './listener.ts';

async function failureOf(opening: Promise<void>): Promise<ListenFailure> {
  try {
    await opening;
  } catch (error) {
    assert.ok(error instanceof ListenError);
    return error.failure;
  }
  assert.fail('it listens');
}

function listener(): Listener {
  return new Listener((socket) => socket.destroy());
}

test('a port that is taken is named, and what was opened before it is given back', async () => {
  const first = listener();
  await first.open([{ host: '127.0.0.1', port: 0 }]);
  const [{ port } = { port: 0 }] = first.addresses;
  const second = listener();
  const failure = await failureOf(
    second.open([
      { host: '127.0.0.1', port: 0 },
      { host: '127.0.0.1', port },
    ]),
  );
  assert.deepEqual(failure, { code: 'port-taken', host: '127.0.0.1', port });
  assert.deepEqual(second.addresses, []);
  await first.close();
  await second.open([{ host: '127.0.0.1', port }]);
  await second.close();
});

test("an address that is not this machine's, or none at all, is named", async () => {
  for (const host of ['192.0.2.1', 'no-such-name.invalid']) {
    const failure = await failureOf(listener().open([{ host, port: 0 }]));
    assert.deepEqual(failure, { code: 'address-not-local', host, port: 0 });
  }
});

test('an optional address that is missing is left out', async () => {
  const some = listener();
  await some.open([
    { host: '127.0.0.1', port: 0 },
    { host: '2001:db8::1', port: 0, isOptional: true },
  ]);
  assert.equal(some.addresses.length, 1);
  await some.close();
});

test('by default it listens on IPv4, and on IPv6 where there is any, with one port', async () => {
  const probe = listener();
  await probe.open([{ host: '0.0.0.0', port: 0 }]);
  const [{ port } = { port: 0 }] = probe.addresses;
  await probe.close();
  const all = listener();
  await all.open(anyAddress(port));
  assert.deepEqual(new Set(all.addresses.map((address) => address.port)), new Set([port]));
  await whenClosed(await openClient(port));
  await all.close();
});
