import { bytesFromHex } from '../../src/bytes/hex.ts';
import { EPOCH_BLOCKS } from '../../src/observatory/history/epoch-table.ts';
import { blockHashToHex, merkleRootToHex } from '../../src/primitives/hash.ts';
import { HEADER_BYTES, decodeHeader } from '../../src/primitives/header.ts';
import type { BlockHeader } from '../../src/primitives/header.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'headers/mainnet_difficulty_epochs_0_832608.csv';

const COLUMNS =
  'height,bits,version,merkleroot,time,nonce,last_version,last_previousblockhash,last_merkleroot,last_time,last_nonce';

/** Makes `mainnet-epochs.csv`: one row an epoch, with what its two headers do not share and can't be worked out. */
export function makeEpochs(read: (name: string) => string): string {
  const headers = new Map<number, BlockHeader>();
  for (const [height, hex] of sourceRows(NAME, read(NAME), 'height,header_hex')) {
    const bytes = bytesFromHex(hex ?? '');
    expect(bytes?.length === HEADER_BYTES, NAME, `80 bytes of hex at height ${height}`);
    headers.set(Number(height), decodeHeader(bytes, 0));
  }
  const rows: string[] = [];
  for (let height = 0; headers.has(height); height += EPOCH_BLOCKS) {
    const first = headers.get(height)!;
    const last = headers.get(height + EPOCH_BLOCKS - 1);
    expect(last === undefined || last.bits === first.bits, NAME, `the same bits at both ends of epoch ${height}`);
    const row = [height, hex32(first.bits), hex32(first.version), merkleRootToHex(first.merkleRoot)];
    row.push(first.timeSec, first.nonce);
    if (last === undefined) row.push('', '', '', '', '');
    else {
      row.push(hex32(last.version), blockHashToHex(last.prevHash), merkleRootToHex(last.merkleRoot));
      row.push(last.timeSec, last.nonce);
    }
    rows.push(row.join(','));
  }
  expect(2 * rows.length - 1 === headers.size, NAME, 'first and last header of each epoch, and one more first');
  return tableText(
    {
      title: 'Bitcoin mainnet, first and last header of each difficulty epoch, 2009 to 2024',
      source: 'github.com/EthanYuan/ckb-bitcoin-spv-testdata at df333093dae5, main-chain/headers/diff-change/*.bin',
      licence: 'WTFPL (the collection); block headers are public facts',
      checked:
        "proof of work of all 827 headers, 413 links and 413 retargets, on each load; hashes as explorers print them; left out: a first header's previous hash (the hash of the last header above) and a last header's bits (the first's)",
    },
    COLUMNS,
    rows,
  );
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
