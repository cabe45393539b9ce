// Imports a regtest file into a data directory, as `vigil headers import` does, in a process of its own that a test may
// kill at any instant. Writes a line to standard output on each read, so that the test knows when that is.
//
//   node dist/test/headers-import-child.js DATADIR FILE
import { writeSync } from 'node:fs';
import { networkParams } from '../src/consensus/params.ts';
import { HeaderStore } from '../src/platform/header-store.ts';
import { HeaderStoreError } from '../src/platform/header-store-failure.ts';
import { importHeaders } from '../src/platform/import-headers.ts';
import { NOW_SEC } from './headers-regtest-chain.ts';

const [dataDir = '', file = ''] = process.argv.slice(2);
try {
  const opened = await HeaderStore.open({ dataDir, network: 'regtest' });
  let store = opened.store;
  writeSync(1, 'open\n');
  await importHeaders({
    files: [file],
    params: networkParams('regtest'),
    nowSec: NOW_SEC,
    keeper: store ?? (opened.store === undefined ? (root) => (store = opened.begin(root)) : opened.store),
    onProgress: () => writeSync(1, 'read\n'),
  });
  await store?.close();
  writeSync(1, 'done\n');
} catch (error) {
  if (!(error instanceof HeaderStoreError)) throw error;
  writeSync(1, `${error.failure.code}\n`);
  process.exitCode = 1;
}
