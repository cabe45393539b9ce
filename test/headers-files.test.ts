import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdirSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { describeHeaderFailure } from '../src/cli/headers/failure-text.ts';
import { networkParams } from '../src/consensus/params.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { hashHeader, HEADER_OFFSETS } from '../src/primitives/header.ts';
import { columns, failure } from './headers-reading.ts';
import { blockFrames, headerAt, NOW_SEC, regtestHeader, regtestHeaders } from './headers-regtest-chain.ts';

const GENESIS = networkParams('regtest').genesisHeader;
const CHAIN = regtestHeaders(100);

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-headers-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Writes a file into the test's folder and returns its path. */
function file(name: string, content: string | Uint8Array): string {
  const filePath = path.join(folder, name);
  mkdirSync(path.dirname(filePath), { recursive: true });
  writeFileSync(filePath, content);
  return filePath;
}

function hexLines(run: Uint8Array, end = '\n'): string {
  const lines: string[] = [];
  for (let i = 0; i * 80 < run.length; i++) lines.push(Buffer.from(headerAt(run, i)).toString('hex'));
  return lines.map((line) => line + end).join('');
}

function headersOf(run: Uint8Array): Uint8Array[] {
  return Array.from({ length: run.length / 80 }, (_, i) => headerAt(run, i));
}

describe('formats', () => {
  test('a raw run may begin with the first block or after it', async () => {
    const with0 = await columns([file('with0.bin', Buffer.concat([GENESIS, CHAIN]))]);
    const without0 = await columns([file('without0.bin', CHAIN)]);
    assert.equal(with0.timesSec.length, 101);
    assert.deepEqual(with0, without0);
    assert.equal(with0.firstHeight, 0);
    assert.equal(with0.timesSec[100]! - with0.timesSec[0]!, 60_000);
    assert.ok(with0.bits.every((bits) => bits === 0x207fffff));
  });

  test('a run with a transaction count after each header, as in the P2P message, is told from one without', async () => {
    const records = headersOf(CHAIN).map((header) => Buffer.concat([header, Buffer.of(0)]));
    assert.equal((await columns([file('p2p.bin', Buffer.concat(records))])).timesSec.length, 101);
    assert.equal((await columns([file('p2p-1.bin', records[0]!)])).timesSec.length, 2);
    const cut = await failure('file-truncated', [file('p2p-cut.bin', Buffer.concat(records).subarray(0, 81 * 7 + 30))]);
    assert.deepEqual([cut.offset, cut.leftoverBytes, cut.recordBytes], [567, 30, 81]);
  });

  test('hex lines may end in CRLF, be labelled, upper case, commented, apart, and follow a byte order mark', async () => {
    const [first = '', second = '', ...rest] = hexLines(CHAIN).trimEnd().split('\n');
    const text = `\uFEFF# regtest\r\n\r\n${first.toUpperCase()}\r\nfork:${second}\r\n  \t${rest.join('\r\n')}`;
    assert.equal((await columns([file('crlf.hex', text)])).timesSec.length, 101);
  });

  test('CSV is read by its column names, and heights that it states are held against the real ones', async () => {
    const rows = hexLines(CHAIN).trimEnd().split('\n');
    const csv = ['time,height,header_hex', ...rows.map((hex, i) => `0,${i + 1},"${hex}"`)].join('\n');
    assert.equal((await columns([file('named.csv', csv)])).timesSec.length, 101);
    const bare = rows.map((hex, i) => `${i + 1},${hex}`).join('\n');
    assert.equal((await columns([file('bare.csv', bare)])).timesSec.length, 101);
    const wrong = await failure('height-mismatch', [file('wrong.csv', bare.replace(/^3,/m, '4,'))]);
    assert.deepEqual([wrong.statedHeight, wrong.height, wrong.origin.line], [4, 3, 3]);
  });

  test('lines longer than the window, and files of many windows, are read right', async () => {
    const many = regtestHeaders(5000);
    assert.equal((await columns([file('many.bin', many)])).timesSec.length, 5001);
    assert.equal((await columns([file('many.hex', hexLines(many, '\r\n'))])).timesSec.length, 5001);
    const long = await failure('line-malformed', [file('long.hex', '0'.repeat(600_000))]);
    assert.equal(long.line, 1);
  });

  test('block files are read in any order of blocks, with zeros and scraps between them', async () => {
    const blocks = headersOf(CHAIN);
    const shuffled = [...blocks.slice(50).reverse(), ...blocks.slice(0, 50)];
    const zeros = Buffer.alloc(300_000);
    const scraps = Buffer.concat([blockFrames([blocks[0]!]).subarray(2, 40), Buffer.from('scraps')]);
    const frames = [blockFrames(shuffled.slice(0, 60)), zeros, blockFrames(shuffled.slice(60, 80)), scraps];
    const content = Buffer.concat([...frames, blockFrames(shuffled.slice(80)), zeros]);
    assert.equal((await columns([file('blk00000.dat', content)])).timesSec.length, 101);
  });

  test('a block may come in an earlier file than its parent', async () => {
    const blocks = headersOf(CHAIN);
    const [late, early] = [
      file('b/blk00001.dat', blockFrames(blocks.slice(40))),
      file('b/blk00000.dat', blockFrames(blocks.slice(0, 40))),
    ];
    assert.equal((await columns([late, early])).timesSec.length, 101);
    const orphan = await failure('header-rejected', [late]);
    assert.deepEqual([orphan.reject.code, orphan.waiting, orphan.origin.offset], ['prev-blk-not-found', 60, 8]);
  });

  test('block files that Core obfuscates are read with the key beside them, and without it the error says so', async () => {
    const key = Buffer.from('0123456789abcdef', 'hex');
    const zeros = Buffer.alloc(100_000);
    const plain = blockFrames(headersOf(CHAIN));
    const hidden = Buffer.concat([plain.map((byte, i) => byte ^ key[i % 8]!), zeros]);
    const blockFile = file('xor/blk00000.dat', hidden);
    const without = await failure('blocks-obfuscated', [blockFile]);
    assert.equal(without.keyPath, path.join(folder, 'xor', 'xor.dat'));
    file('xor/xor.dat', key.subarray(0, 7));
    assert.equal((await failure('obfuscation-key-malformed', [blockFile])).sizeBytes, 7);
    file('xor/xor.dat', key);
    assert.equal((await columns([blockFile])).timesSec.length, 101);
    assert.equal((await columns([file('xor/plain.dat', plain)])).timesSec.length, 101);
  });
});

describe('corrupted files', () => {
  test('what is no file of headers is named for what it is', async () => {
    await failure('file-not-readable', [path.join(folder, 'absent')]);
    await failure('file-is-directory', [folder]);
    await failure('file-not-regular', ['/dev/null']);
    await failure('file-empty', [file('empty', '')]);
    assert.match((await failure('file-format-unknown', [file('short', CHAIN.subarray(0, 79))])).found, /79 bytes/);
    assert.match((await failure('file-format-unknown', [file('a.gz', Buffer.from('1f8b0800', 'hex'))])).found, /gzip/);
    assert.match((await failure('file-format-unknown', [file('a.json', '{"headers": []}')])).found, /JSON/);
    assert.match((await failure('file-format-unknown', [file('rev00000.dat', blockFrames([CHAIN]))])).found, /undo/);
    assert.match((await failure('file-format-unknown', [file('blank.txt', '\n\n# none\n')])).found, /without a header/);
    assert.match((await failure('line-malformed', [file('prose.txt', 'hello\nworld\n')])).found, /hello/);
    const garbage = Buffer.from(Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) >>> 3));
    assert.equal((await failure('header-rejected', [file('garbage', garbage)])).reject.code, 'high-hash');
  });

  test('two gigabytes of zeros are refused at once', async () => {
    const zeros = path.join(folder, 'zeros.bin');
    const handle = openSync(zeros, 'w');
    ftruncateSync(handle, 2 ** 31);
    closeSync(handle);
    const before = process.resourceUsage().maxRSS;
    assert.equal((await failure('file-zeros', [zeros])).sizeBytes, 2 ** 31);
    const padded = file('padded.dat', blockFrames([CHAIN.subarray(0, 80)]));
    truncateSync(padded, 2 ** 31);
    assert.equal((await failure('file-zeros', [padded])).offset, 95);
    assert.ok(process.resourceUsage().maxRSS - before < 32 * 1024, 'memory stays within 32 MiB');
  });

  test('zeros after good headers end the import at the first of them', async () => {
    const result = await failure('header-rejected', [file('padded.bin', Buffer.concat([CHAIN, Buffer.alloc(8000)]))]);
    assert.deepEqual([result.reject.code, result.origin.offset], ['high-hash', 8000]);
  });

  test('a file cut at any byte of its last header keeps the headers before it and says how many bytes are left', async () => {
    for (let cut = 1; cut < 80; cut++) {
      const result = await failure('file-truncated', [file('cut.bin', CHAIN.subarray(0, CHAIN.length - cut))]);
      assert.deepEqual([result.offset, result.leftoverBytes], [7920, 80 - cut]);
    }
  });

  test('a cut hex line is refused with its line number', async () => {
    const text = hexLines(CHAIN);
    const result = await failure('line-malformed', [file('cut.hex', text.slice(0, -30))]);
    assert.deepEqual([result.line, result.found], [100, '131 hex digits']);
    const odd = await failure('line-malformed', [file('odd.hex', text.replace(/^(.{100})./, '$1g'))]);
    assert.equal(odd.line, 1);
  });

  test('a block cut at any byte is refused with its offset', async () => {
    const frames = blockFrames(headersOf(CHAIN.subarray(0, 240)));
    const offset = (frames.length / 3) * 2;
    for (let end = offset + 1; end < frames.length; end++) {
      assert.equal((await failure('block-truncated', [file('cut.dat', frames.subarray(0, end))])).offset, offset);
    }
    assert.equal((await columns([file('whole.dat', frames.subarray(0, offset))])).timesSec.length, 3);
  });

  test('headers in the wrong order end the import at the first whose parent is missing', async () => {
    const swapped = Buffer.concat([
      CHAIN.subarray(0, 800),
      headerAt(CHAIN, 11),
      headerAt(CHAIN, 10),
      CHAIN.subarray(960),
    ]);
    const result = await failure('header-rejected', [file('swapped.bin', swapped)]);
    assert.deepEqual([result.reject.code, result.height, result.origin.offset], ['prev-blk-not-found', 11, 800]);
    const [missing, before] = [hashHeader(CHAIN, 800), hashHeader(CHAIN, 720)].map(blockHashToHex);
    assert.match(
      describeHeaderFailure(result),
      new RegExp(`${missing}.*${before}: headers are missing, or out of order`),
    );
  });

  test('a broken rule is told with height, offset and the two values compared', async () => {
    const good = CHAIN.subarray(0, 1600);
    const prev = headerAt(CHAIN, 19);
    const cases = [
      ['high-hash', brokenProofOfWork(headerAt(CHAIN, 20))],
      ['bad-diffbits', regtestHeader(prev, { bits: 0x207ffffe })],
      ['time-too-old', regtestHeader(prev, { timeSec: medianOf(good) })],
      ['time-too-new', regtestHeader(prev, { timeSec: NOW_SEC + 7201 })],
      ['bad-version', regtestHeader(prev, { version: 3 })],
    ] as const;
    for (const [code, header] of cases) {
      const result = await failure('header-rejected', [file('rule.bin', Buffer.concat([good, header]))]);
      assert.deepEqual([result.reject.code, result.height, result.origin.offset], [code, 21, 1600]);
      assert.match(describeHeaderFailure(result), new RegExp(`^height 21, .*rule.bin, offset 1600: ${code}`));
    }
    for (const timeSec of [NOW_SEC + 7200, medianOf(good) + 1]) {
      const allowed = file('edge.bin', Buffer.concat([good, regtestHeader(prev, { timeSec })]));
      assert.equal((await columns([allowed])).timesSec.length, 22);
    }
  });

  test('a fork is no error, and the chain with more work wins', async () => {
    const fork = regtestHeaders(95, { after: headerAt(CHAIN, 9), version: 5 });
    const forked = await columns([file('chain.bin', CHAIN), file('fork.bin', fork)]);
    assert.equal(forked.timesSec.length, 106);
  });

  test('headers that come twice change nothing', async () => {
    assert.equal((await columns([file('twice.bin', Buffer.concat([CHAIN, CHAIN]))])).timesSec.length, 101);
  });

  test("another network's headers are named as such, whatever the format", async () => {
    const testnet = networkParams('testnet3').genesisHeader;
    const files = [
      file('testnet.bin', testnet),
      file('testnet.hex', `${Buffer.from(testnet).toString('hex')}\n`),
      file('testnet.dat', blockFrames([testnet], networkParams('testnet3').magic)),
    ];
    for (const one of files) assert.equal((await failure('network-wrong', [one])).found, 'testnet3');
    const after0 = await failure('network-wrong', [file('regtest.bin', CHAIN)], { network: 'mainnet' });
    assert.equal(after0.found, 'regtest');
  });
});

describe('anchors', () => {
  test('an anchored run is read from its height on, and its hash is held against the one asked for', async () => {
    const tail = file('tail.bin', CHAIN.subarray(800));
    const hash = hashHeader(CHAIN, 800);
    const result = await columns([tail], { anchor: { height: 11, hash } });
    assert.deepEqual([result.firstHeight, result.timesSec.length], [11, 90]);
    const wrong = await failure('anchor-mismatch', [tail], { anchor: { height: 11, hash: hashHeader(CHAIN, 0) } });
    assert.match(describeHeaderFailure(wrong), new RegExp(blockHashToHex(hash)));
    const lost = await failure('header-rejected', [tail]);
    assert.match(describeHeaderFailure(lost), /--anchor/);
  });

  test('an anchor at height 0 is the first block', async () => {
    assert.equal((await columns([file('from0.bin', CHAIN)], { anchor: { height: 0 } })).firstHeight, 0);
  });
});

/** Changes the nonce until the hash is above regtest's target, which half of all hashes are. */
function brokenProofOfWork(header: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(header);
  while (hashHeader(bytes, 0)[31]! < 0x80) bytes[HEADER_OFFSETS.nonce]!++;
  return bytes;
}

/** Median of the last 11 header times. */
function medianOf(run: Uint8Array): number {
  const view = new DataView(run.buffer, run.byteOffset, run.length);
  const times = Array.from({ length: 11 }, (_, i) =>
    view.getUint32(run.length - 80 * (i + 1) + HEADER_OFFSETS.timeSec, true),
  );
  return times.sort((a, b) => a - b)[5]!;
}
