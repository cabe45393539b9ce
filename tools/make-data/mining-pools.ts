import { addressFormat } from '../../src/primitives/address/address-format.ts';
import { scriptFromAddress } from '../../src/primitives/address/address.ts';
import { expect } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'mining/mempool_pools-v2.json';

/** The test networks share one form of addresses. */
const NETWORKS = ['mainnet', 'testnet3'] as const;

interface SourcePool {
  readonly id: number;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
}

/** Makes `mining-pools.csv`: a row for each coinbase tag and each payout address, pools in the order of the source. */
export function makeMiningPools(read: (name: string) => string): string {
  const pools = JSON.parse(read(NAME)) as readonly SourcePool[];
  expect(Array.isArray(pools) && pools.length > 100, NAME, 'a list of pools');
  const rows: string[] = [];
  for (const { id, name, addresses, tags } of pools) {
    expect(/^[^,\n]{1,40}$/.test(name) && Number.isInteger(id), NAME, `a name without commas, found "${name}"`);
    for (const tag of tags) {
      expect(!/[\n\r]/.test(tag) && tag.length > 2 - Number(tag.codePointAt(0)! > 0xffff), NAME, `tags of ${name}`);
      rows.push(`${name},tag,${tag}`);
    }
    for (const address of addresses) {
      const isAddress = NETWORKS.some((network) => !('code' in scriptFromAddress(address, addressFormat(network))));
      expect(isAddress, NAME, `addresses of ${name}, found "${address}"`);
      rows.push(`${name},address,${address}`);
    }
  }
  const given = rows.filter((row) => row.includes(',address,')).map((row) => row.split(',')[2]!);
  expect(new Set(given).size === given.length, NAME, 'addresses that belong to one pool each');
  const count = new Set(rows.map((row) => row.split(',')[0])).size;
  return tableText(
    {
      title: `How ${count} mining pools are known by their blocks: tags in the coinbase's script, and payout addresses`,
      source:
        'github.com/mempool/mining-pools at 6abbdc8b9865, pools-v2.json; order kept: the first pool that fits is the pool',
      licence: 'MIT, Copyright (c) 2019 btc.com; the text stands in data/README.md',
      checked:
        'every address is one of mainnet or of the test networks, and no other pool has it; pools without tag and address are left out',
    },
    'pool,kind,value',
    rows,
  );
}
