// Takes blocks of a file into a regtest chain with filters, and commits every few blocks, in a process of its own that a test
// may kill at any instant. Writes a line to standard output after each block.
//
//   node dist/test/filter-index-child.js DATADIR FILE BLOCKS_A_COMMIT
import { readFileSync, writeSync } from 'node:fs';
import { BuiltFilterIndex } from '../src/net/serve/filter-index.ts';
import { openChain } from '../src/platform/chain-folder/open-chain.ts';
import { parseBlockPrefix } from '../src/primitives/block.ts';
import { NOW_SEC } from './chain-regtest.ts';

/** The magic and a length, before each block. */
const FRAME_BYTES = 8;

const [dataDir = '', file = '', every = '3'] = process.argv.slice(2);
const opened = await openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 });
const store = await opened.openFilters((line) => writeSync(2, `${line}\n`));
const { chain, reader } = opened;
const index = new BuiltFilterIndex({ chain, reader, store });
const bytes = readFileSync(file);
let count = 0;
for (let at = FRAME_BYTES; at < bytes.length; at += FRAME_BYTES) {
  const block = parseBlockPrefix(bytes, at);
  if ('code' in block) throw new Error(block.code);
  at = block.end;
  chain.acceptBlock(block, { nowSec: NOW_SEC });
  while (chain.step() !== undefined);
  // Now and then filters are behind, as while the chain is synced.
  index.catchUp(count % 5 === 0 ? 1 : 2);
  if (++count % Number(every) === 0) await opened.flush();
  writeSync(1, 'block\n');
}
while (index.catchUp(100));
await opened.close();
writeSync(1, 'done\n');
