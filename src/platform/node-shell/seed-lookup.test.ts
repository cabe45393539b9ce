import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { FakeNode, startShell } from '../../../test/shell-fake-node.ts';
import { hostAndPortOf } from './host-text.ts';
import { HostNames } from './host-names.ts';
import { NetworkRoutes } from './network-routes.ts';
import type { NodeShell } from './node-shell.ts';
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

let shell: NodeShell | undefined;
afterEach(async () => {
  await shell?.stop();
  shell = undefined;
});

test('a seed is asked for nodes with all blocks and witnesses, and what it answers is addresses', async () => {
  const dns = resolver(['1.2.3.4', 'nonsense'], ['2001:db8::1']);
  const found = await new SeedLookup(dns).lookUp('seed.example.com', 8333);
  assert.deepEqual(found.map(hostAndPortOf), ['1.2.3.4:8333', '[2001:db8:0:0:0:0:0:1]:8333']);
  assert.deepEqual(new Set(dns.asked), new Set(['x9.seed.example.com']));
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

const asks = (): FakeNode =>
  new FakeNode((input) =>
    input.type === 'start' ? [{ do: 'look-up-seed', seed: 'seed.example.com', port: 8333 }] : [],
  );

test('a seed that knows nothing, or that only a proxy may look up, is named as somebody to contact', async () => {
  const found = { network: 'ipv4', bytes: Uint8Array.of(1, 2, 3, 4), port: 8333 } as const;
  const proxied = new NetworkRoutes({ proxy: { host: '127.0.0.1', port: 1 } });
  let lookUps = 0;
  const answers = (addresses: readonly (typeof found)[]) => ({
    lookUp: async () => {
      lookUps++;
      return [...addresses];
    },
    stop: () => {},
  });
  const cases = [
    { seeds: answers([found]), routes: new NetworkRoutes({}), addresses: 1, isNamed: false, asked: 1 },
    { seeds: answers([]), routes: new NetworkRoutes({}), addresses: 0, isNamed: true, asked: 2 },
    { seeds: answers([found]), routes: proxied, addresses: 0, isNamed: true, asked: 2 },
  ];
  for (const { seeds, routes, addresses, isNamed, asked } of cases) {
    const names = new HostNames();
    const node = asks();
    const started = await startShell(node, { seeds, routes, names });
    await node.until((told) => told.all('seed-answered').length === 1);
    const [answer] = node.all('seed-answered');
    assert.equal(answer?.addresses.length, addresses);
    assert.equal(answer.contact && names.nameOf(answer.contact), isNamed ? 'seed.example.com' : undefined);
    assert.equal(lookUps, asked);
    await started.shell.stop();
  }
});
