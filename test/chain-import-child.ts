// Imports a block file into a regtest chain, as `vigil chain import` does, in a process of its own that a test may kill at any
// instant. Writes a line to standard output whenever a block was read, so that the test knows when that is.
//
//   node dist/test/chain-import-child.js DATADIR FILE [UNCOMMITTED_BYTES]
import { writeSync } from 'node:fs';
import { StorageDamageError } from '../src/chain/storage-damage.ts';
import { ChainStoreError } from '../src/platform/chain-folder/chain-store-failure.ts';
import { openChain } from '../src/platform/chain-folder/open-chain.ts';
import type { OpenChain } from '../src/platform/chain-folder/open-chain-handle.ts';
import { importBlocks } from '../src/platform/chain-import/import-blocks.ts';
import { NOW_SEC } from './chain-regtest.ts';

const [dataDir = '', file = '', uncommitted = '2000'] = process.argv.slice(2);
let chain: OpenChain | undefined;
try {
  chain = await openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 });
  writeSync(1, 'open\n');
  const outcome = await importBlocks(chain, {
    files: [file],
    network: 'regtest',
    nowSec: NOW_SEC,
    maxUncommittedBytes: Number(uncommitted),
    onProgress: () => writeSync(1, 'block\n'),
  });
  await chain.close();
  writeSync(1, `${outcome.status}\n`);
} catch (error) {
  if (!(error instanceof ChainStoreError || error instanceof StorageDamageError)) throw error;
  await chain?.abandon();
  writeSync(1, `${error instanceof ChainStoreError ? error.failure.code : error.damage.code}\n`);
  process.exitCode = 1;
}
