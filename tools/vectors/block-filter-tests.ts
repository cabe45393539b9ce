import { bytesToHex } from '../../src/bytes/hex.ts';
import { basicBlockFilter, blockFilterHeader } from '../../src/primitives/block-filter.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { blockHashToHex } from '../../src/primitives/hash.ts';
import { arrayIn, hexIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/**
 * Runs `blockfilters.json`: blocks with the scripts that they spend, their basic filter, and its header after the one before.
 *
 * Source: Bitcoin Core's `blockfilters_json_test` (`blockfilter_tests.cpp`).
 */
export function runBlockFilterTests(json: Json): SetResult {
  const tally = new Tally('blockfilters');
  arrayIn(json, 'the file').forEach((entry, index) => {
    const fields = arrayIn(entry, `case ${index}`);
    // The first entry names the fields.
    if (fields.length > 1) tally.case(`[${index}]`, () => runCase(tally, fields));
  });
  return tally.result();
}

function runCase(tally: Tally, fields: readonly Json[]): void {
  const [, hash, blockHex, scripts, previousHeader, filterHex, header] = fields;
  const block = parseBlock(hexIn(blockHex, 'the block'));
  if ('code' in block) throw new BadVector(`the block does not parse: ${block.code}`);
  tally.expect(blockHashToHex(block.hash), stringIn(hash, 'the hash'), () => 'the hash');
  const spent = arrayIn(scripts, 'the scripts').map((script) => hexIn(script, 'a script'));
  const filter = basicBlockFilter(block, spent);
  tally.expect(bytesToHex(filter), stringIn(filterHex, 'the filter'), () => 'the filter');
  const previous = hexIn(previousHeader, 'the header before').reverse();
  const chained = bytesToHex(blockFilterHeader(filter, previous).reverse());
  tally.expect(chained, stringIn(header, 'the header'), () => 'the header');
}
