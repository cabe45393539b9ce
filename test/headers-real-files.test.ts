import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { describeHeaderFailure } from '../src/cli/headers/failure-text.ts';
import { parseEpochTable } from '../src/observatory/history/epoch-table.ts';
import { isHistoryReject } from '../src/observatory/history/history-reject.ts';
import { epochKnowledge } from '../src/platform/epoch-knowledge.ts';
import type { EpochKnowledge } from '../src/platform/epoch-knowledge.ts';
import { blockHashFromHex } from '../src/primitives/hash.ts';
import { columns, failure } from './headers-reading.ts';

const SHARED = '../shared/data';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-real-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Writes a file into the test's folder and returns its path. */
function file(name: string, content: Uint8Array): string {
  const filePath = path.join(folder, name);
  writeFileSync(filePath, content);
  return filePath;
}

describe('real headers', () => {
  const missing = existsSync(SHARED) ? false : `${SHARED} is not there`;
  const mainnet = { network: 'mainnet' } as const;

  test('mainnet from its first block, against the table of retargets', { skip: missing }, async () => {
    const result = await columns([`${SHARED}/headers/mainnet_headers_0_10236.bin`], { ...mainnet, epochs: epochs() });
    assert.equal(result.timesSec.length, 10_237);
  });

  test(
    'mainnet from anchors: the right height passes with its retarget, wrong ones do not',
    { skip: missing },
    async () => {
      const files = ['40320_42335', '42336_44351'].map((name) => `${SHARED}/headers/mainnet_headers_${name}.bin`);
      const result = await columns(files, { ...mainnet, epochs: epochs(), anchor: { height: 40_320 } });
      assert.deepEqual([result.firstHeight, result.timesSec.length], [40_320, 4032]);
      const beside = await failure('anchor-mismatch', files, {
        ...mainnet,
        epochs: epochs(),
        anchor: { height: 40_319 },
      });
      assert.equal(beside.expectedBy, 'epoch-table');
      const none = await failure('header-rejected', files, { ...mainnet, epochs: epochs() });
      assert.match(describeHeaderFailure(none), /--anchor 40320$/);
      const off = await failure('header-rejected', files, { ...mainnet, anchor: { height: 40_000 } });
      assert.equal(off.reject.code, 'bad-diffbits');
    },
  );

  test('a wrong retarget is refused at its height', { skip: missing }, async () => {
    const good = readFileSync(`${SHARED}/headers/mainnet_headers_40320_42335.bin`);
    const later = readFileSync(`${SHARED}/headers/mainnet_headers_42336_44351.bin`);
    // One header less, and the first one after it takes the retarget's place: the link breaks. One height off: the bits.
    const cut = file('retarget-cut.bin', Buffer.concat([good.subarray(0, -80), later]));
    const broken = await failure('header-rejected', [cut], { ...mainnet, anchor: { height: 40_320 } });
    assert.deepEqual([broken.reject.code, broken.origin.offset], ['prev-blk-not-found', 2015 * 80]);
    const whole = file('retarget.bin', Buffer.concat([good, later]));
    const shifted = await failure('header-rejected', [whole], { ...mainnet, anchor: { height: 40_321 } });
    assert.deepEqual([shifted.reject.code, shifted.height], ['bad-diffbits', 42_337]);
  });

  test("Core's test file of testnet3 has a fork before the chain", { skip: missing }, async () => {
    const result = await columns([`${SHARED}/headers/testnet3_headers_core.hex`], { network: 'testnet3' });
    assert.equal(result.timesSec.length, 547);
  });

  test('a table of retargets is no run of headers', { skip: missing }, async () => {
    const table = `${SHARED}/headers/mainnet_difficulty_epochs_0_832608.csv`;
    const gap = await failure('heights-not-contiguous', [table], mainnet);
    assert.deepEqual([gap.previousHeight, gap.statedHeight, gap.origin.line], [0, 2015, 3]);
  });

  test('block files of three programs are read', { skip: missing }, async () => {
    const blocks = `${SHARED}/blocks`;
    const lengths = [
      [[`${blocks}/nbitcoin/blk00000.dat`, `${blocks}/nbitcoin/blk00001.dat`], 600],
      [[`${blocks}/nbitcoin/blk00001.dat`, `${blocks}/nbitcoin/blk00000.dat`], 600],
      [[`${blocks}/btcd_blocks1-256.dat`], 256],
      [[`${blocks}/bitcoinj/first-100k-blocks.dat`], 439],
    ] as const;
    for (const [files, length] of lengths) {
      assert.equal((await columns(files, { ...mainnet, epochs: epochs() })).timesSec.length, length);
    }
    const wrong = await failure('network-wrong', [`${blocks}/nbitcoin/blk00000.dat`], { network: 'signet' });
    assert.equal(wrong.found, 'mainnet');
  });

  test('real blocks under a key betray that they are', { skip: missing }, async () => {
    const plain = readFileSync(`${SHARED}/blocks/nbitcoin/blk00001.dat`);
    const key = Buffer.from('a1b2c3d4e5f60718', 'hex');
    const hidden = file(
      'renamed.dat',
      plain.map((byte, i) => byte ^ key[i % 8]!),
    );
    assert.equal((await failure('blocks-obfuscated', [hidden], mainnet)).certain, true);
  });

  test('a chain that differs from the table of retargets is refused at its end', { skip: missing }, async () => {
    const real = epochs();
    const other = blockHashFromHex('11'.repeat(32));
    assert.ok(other);
    const changed: EpochKnowledge = {
      epochAt: (height) => {
        const epoch = real.epochAt(height);
        return epoch && (epoch.firstHeight === 2016 ? { ...epoch, lastHash: other } : epoch);
      },
      heightOf: (hash) => real.heightOf(hash),
    };
    const headers = `${SHARED}/headers/mainnet_headers_0_10236.bin`;
    assert.equal((await failure('epoch-table-mismatch', [headers], { ...mainnet, epochs: changed })).height, 4031);
  });
});

function epochs(): EpochKnowledge {
  const table = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  assert.ok(!isHistoryReject(table));
  return epochKnowledge(table);
}
