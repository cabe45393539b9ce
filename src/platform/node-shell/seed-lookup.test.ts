import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeEffect } from '../../node/node-effect.ts';
import type { NodeInput } from '../../node/node-input.ts';
import { FakeNode, startShell } from '../../../test/shell-fake-node.ts';
import { formatAddress } from '../../wire/net-address-text.ts';
import { HostNames } from './host-names.ts';
import { NetworkRoutes } from './network-routes.ts';
import { MAX_SEED_ADDRESSES, SeedLookup } from './seed-lookup.ts';
import type { SeedResolver } from './seed-lookup.ts';

function resolver(v4: readonly string[] | Error, v6: readonly string[] | Error): SeedResolver & { asked: string[] } {
  const asked: string[] = [];
  const answer = (found: readonly string[] | Error) => async (host: string) => {
    asked.push(host);
    if (found instanceof Error) throw found;
    return found;
  };
  return { asked, resolve4: answer(v4), resolve6: answer(v6), cancel: () => {} };
}

const many = (prefix: string): string[] => Array.from({ length: 100 }, (_, i) => `${prefix}${i + 1}`);

test('a seed is asked, and what it answers is addresses', async () => {
  const dns = resolver(['1.2.3.4', 'nonsense'], ['2001:db8::1']);
  const found = await new SeedLookup(dns).lookUp('seed.example.com', 8333);
  assert.deepEqual(found.map(formatAddress), ['1.2.3.4:8333', '[2001:db8::1]:8333']);
  assert.deepEqual(new Set(dns.asked), new Set(['seed.example.com']));
});

test('a seed that answers too much fills 32 places, half of them with IPv6', async () => {
  const found = await new SeedLookup(resolver(many('1.2.3.'), many('2001:db8::'))).lookUp('seed.example.com', 1);
  assert.equal(found.length, MAX_SEED_ADDRESSES);
  assert.equal(found.filter(({ network }) => network === 'ipv6').length, MAX_SEED_ADDRESSES / 2);
  const lone = await new SeedLookup(resolver(many('1.2.3.'), new Error('ENODATA'))).lookUp('seed.example.com', 1);
  assert.equal(lone.length, MAX_SEED_ADDRESSES);
  assert.deepEqual(await new SeedLookup(resolver(new Error(), new Error())).lookUp('seed.example.com', 1), []);
});

test('a real resolver that is stopped answers at once, with nothing', async () => {
  const seeds = new SeedLookup();
  const found = seeds.lookUp('seed.invalid', 1);
  seeds.stop();
  assert.deepEqual(await found, []);
});

test("a shell looks seeds up, but where names are a proxy's to resolve a seed is somebody to connect to", async () => {
  const found = { network: 'ipv4', bytes: Uint8Array.of(1, 2, 3, 4), port: 8333 } as const;
  const asked: string[] = [];
  const seeds = {
    lookUp: async (host: string) => {
      asked.push(host);
      return [found];
    },
    stop: () => {},
  };
  const names = new HostNames();
  const look = (seed: string): NodeEffect => ({ do: 'look-up-seed', seed, port: 8333 });
  const answers = async (routes: NetworkRoutes): Promise<NodeInput[]> => {
    const node = new FakeNode((input) => (input.type === 'start' ? [look('x9.seed.org'), look('seed.org')] : []));
    const started = await startShell(node, { seeds, routes, names });
    await node.until((told) => told.all('seed-answered').length === 2);
    await started.shell.stop();
    return node.all('seed-answered');
  };
  assert.deepEqual(
    (await answers(new NetworkRoutes({}))).map((answer) => ('addresses' in answer ? answer.addresses : undefined)),
    [[found], [found]],
  );
  assert.deepEqual(asked, ['x9.seed.org', 'seed.org']);
  const proxied = await answers(new NetworkRoutes({ proxy: { host: '127.0.0.1', port: 1 } }));
  const contact = names.addressOf('seed.org', 8333);
  assert.deepEqual(proxied, [
    { type: 'seed-answered', seed: 'x9.seed.org', addresses: [] },
    { type: 'seed-answered', seed: 'seed.org', addresses: [contact] },
  ]);
  assert.equal(names.nameOf(contact), 'seed.org');
  assert.equal(asked.length, 2);
});
