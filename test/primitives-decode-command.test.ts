import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import { networkParams } from '../src/consensus/params.ts';
import type { BlockDocument } from '../src/primitives/documents/block-document.ts';
import type { TransactionDocument } from '../src/primitives/documents/transaction-document.ts';

/** The first transaction of Bitcoin, and the block around it. */
const COINBASE =
  '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d6573' +
  '2030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b' +
  '73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f3550' +
  '4e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';
const COINBASE_TXID = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const GENESIS_HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';

const genesis = Buffer.concat([networkParams('mainnet').genesisHeader, Buffer.from(`01${COINBASE}`, 'hex')]);

function framed(block: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(block.length);
  return Buffer.concat([networkParams('mainnet').magic, length, block]);
}

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-decode-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `vigil` in this process; what it prints is recorded. */
async function vigil(...args: readonly string[]): Promise<Ran> {
  const recorded = { out: '', err: '' };
  const context: CliContext = {
    clock: { nowMs: () => 0 },
    env: {},
    print: async (text) => void (recorded.out += text),
    printBytes: async () => assert.fail('bytes are not printed'),
    warn: (line) => void (recorded.err += `${line}\n`),
    progress: () => undefined,
    interactive: false,
    interrupt: new AbortController().signal,
  };
  return { exitCode: await runVigil(args, context), ...recorded };
}

/** Asserts that a command failed with one line that holds `words`. */
function assertRefused(ran: Ran, exitCode: number, words: RegExp): void {
  assert.equal(ran.exitCode, exitCode, ran.err);
  assert.match(ran.err, words);
  assert.match(ran.err, /^vigil: [^\n]+\n$/, 'one line');
  assert.equal(ran.out, '');
}

describe('vigil tx decode', () => {
  test("prints Core's fields of the first coinbase as JSON, from hex, a hex file and a raw file alike", async () => {
    const sources = [
      COINBASE,
      COINBASE.toUpperCase(),
      file('tx.hex', `${COINBASE.replaceAll(/(.{64})/g, '$1\r\n')}\n`),
      file('tx.bin', Buffer.from(COINBASE, 'hex')),
    ];
    for (const source of sources) {
      const { exitCode, out } = await vigil('tx', 'decode', '--json', source);
      assert.equal(exitCode, 0);
      const document = JSON.parse(out) as TransactionDocument;
      assert.equal(document.txid, COINBASE_TXID);
      assert.equal(document.hash, COINBASE_TXID);
      assert.deepEqual([document.version, document.size, document.vsize, document.weight], [1, 204, 204, 816]);
      assert.equal(document.vin[0]?.sequence, 0xffff_ffff);
      assert.match(document.vin[0]?.coinbase ?? '', /^04ffff001d0104455468652054696d6573/);
      assert.equal(document.vin[0]?.txid, undefined);
      assert.equal(document.vout[0]?.value, 50);
      assert.equal(document.vout[0]?.scriptPubKey.type, 'pubkey');
      assert.equal(document.vout[0]?.scriptPubKey.address, undefined);
    }
  });

  test('prints a page for people', async () => {
    const { out } = await vigil('tx', 'decode', COINBASE);
    assert.match(out, new RegExp(`^transaction ${COINBASE_TXID}\n`));
    assert.match(out, /0 {2}coinbase {2}sequence 0xffffffff/);
    assert.match(out, /outputs: 1, 50\.00000000 BTC/);
  });

  test('shows addresses of the network that is named', async () => {
    const hex = `0200000001${'11'.repeat(32)}0000000000ffffffff01e80300000000000016${`0014${'22'.repeat(20)}`}00000000`;
    const shown = async (network: string) =>
      (JSON.parse((await vigil('tx', 'decode', hex, '--json', '--network', network)).out) as TransactionDocument)
        .vout[0]!;
    assert.match((await shown('mainnet')).scriptPubKey.address!, /^bc1q/);
    assert.match((await shown('testnet4')).scriptPubKey.address!, /^tb1q/);
    assert.match((await shown('regtest')).scriptPubKey.address!, /^bcrt1q/);
    assert.equal((await shown('regtest')).value, 0.00001);
  });

  test('refuses in one line what is no transaction, with exit code 1, or 2 when the argument itself is wrong', async () => {
    assertRefused(await vigil('tx', 'decode', 'abc'), 2, /odd number of hex digits \(3\)/);
    assertRefused(await vigil('tx', 'decode', ''), 2, /nothing was given/);
    assertRefused(await vigil('tx', 'decode', COINBASE, '--form', 'x'), 2, /--form/);
    assertRefused(await vigil('tx', 'decode', COINBASE, COINBASE), 2, /too many arguments/);
    assertRefused(await vigil('tx', 'decode', 'xyz'), 1, /"xyz" is neither hex digits nor the name of a file/);
    assertRefused(await vigil('tx', 'decode', 'x\ny'), 1, /"x\\ny"/);
    assertRefused(await vigil('tx', 'decode', 'z'.repeat(100_000)), 1, /"z{40}…" is neither/);
    assertRefused(await vigil('tx', 'decode', '\0'), 1, /cannot read|neither/);
    assertRefused(await vigil('tx', 'decode', folder), 1, /it is a folder/);
    assertRefused(await vigil('tx', 'decode', file('empty', '')), 1, /is empty/);
    assertRefused(await vigil('tx', 'decode', file('odd', 'abc')), 1, /odd number of hex digits/);
    assertRefused(await vigil('tx', 'decode', '00'), 1, /at byte 0, of 1 \(end-of-data\)/);
    assertRefused(await vigil('tx', 'decode', `${COINBASE}00`), 1, /left over at byte 204, of 205 \(trailing-data\)/);
    assertRefused(
      await vigil('tx', 'decode', file('big', new Uint8Array(16_000_001))),
      1,
      /more than the 16000000 bytes/,
    );
  });
});

describe('vigil block decode', () => {
  test("prints Core's fields of the first block as JSON, from each form that a block comes in", async () => {
    const sources = [
      [file('block.bin', genesis)],
      [file('block.hex', genesis.toString('hex'))],
      [file('blk00000.dat', framed(genesis))],
      [file('zeros.dat', Buffer.concat([framed(genesis), Buffer.alloc(1000)]))],
      [file('two.dat', Buffer.concat([framed(genesis), Buffer.alloc(5), framed(genesis)])), '--index', '1'],
    ];
    const documents: BlockDocument[] = [];
    for (const source of sources) {
      const { exitCode, out, err } = await vigil('block', 'decode', '--json', ...source);
      assert.equal(exitCode, 0, err);
      documents.push(JSON.parse(out) as BlockDocument);
    }
    for (const document of documents) {
      assert.equal(document.hash, GENESIS_HASH);
      assert.equal(document.merkleroot, COINBASE_TXID);
      assert.equal(document.previousblockhash, undefined);
      assert.deepEqual([document.size, document.strippedsize, document.weight], [285, 285, 1140]);
      assert.deepEqual([document.bits, document.versionHex, document.nTx], ['1d00ffff', '00000001', 1]);
      assert.deepEqual(
        [...document.tx].map(({ hex }) => hex),
        [COINBASE],
      );
    }
    const again = file('block.json', JSON.stringify({ result: documents[0] }));
    const { out } = await vigil('block', 'decode', '--json', again);
    assert.deepEqual(JSON.parse(out), documents[0]);
  });

  test('prints a page for people', async () => {
    const { out } = await vigil('block', 'decode', file('page.bin', genesis));
    assert.match(out, new RegExp(`^block ${GENESIS_HASH}\n`));
    assert.match(out, /holds +1 transactions, 1 inputs, 1 outputs/);
    assert.match(out, new RegExp(`${COINBASE_TXID} +204 +1 +1 +50.00000000`));
  });

  test('refuses in one line what is no block', async () => {
    const json = (change: Record<string, unknown>) =>
      file('bad.json', JSON.stringify({ hash: GENESIS_HASH, version: 1, ...change }));
    const two = file('both.dat', Buffer.concat([framed(genesis), framed(genesis)]));
    assertRefused(await vigil('block', 'decode'), 2, /missing required argument/);
    assertRefused(await vigil('block', 'decode', two), 2, /holds 2 blocks: say which, --index 0 to 1/);
    assertRefused(await vigil('block', 'decode', two, '--index', '2'), 2, /--index is from 0 to 1/);
    assertRefused(await vigil('block', 'decode', two, '--index', 'x'), 2, /--index/);
    assertRefused(await vigil('block', 'decode', file('one', genesis), '--index', '1'), 2, /holds one block/);
    assertRefused(await vigil('block', 'decode', file('cut', genesis.subarray(0, 200))), 1, /\(end-of-data\)/);
    assertRefused(
      await vigil('block', 'decode', file('cut.dat', framed(genesis).subarray(0, 200))),
      1,
      /192 bytes of 285/,
    );
    const wrong = Buffer.concat([framed(genesis), Buffer.from('abcdefgh'.repeat(3))]);
    assertRefused(await vigil('block', 'decode', file('wrong.dat', wrong)), 1, /at byte 293, where a block of mainnet/);
    assertRefused(await vigil('block', 'decode', file('no.json', '{"hash":')), 1, /begins as JSON and is none/);
    assertRefused(await vigil('block', 'decode', json({ version: 'x' })), 1, /"version" is not an integer/);
    assertRefused(await vigil('block', 'decode', json({})), 1, /"merkleroot" is not 64 hex digits/);
    const fields = { merkleroot: COINBASE_TXID, time: 1231006505, bits: '1d00ffff', nonce: 2083236893 };
    assertRefused(await vigil('block', 'decode', json({ ...fields, nonce: 1 })), 1, /not the stated one/);
    assertRefused(
      await vigil('block', 'decode', json({ ...fields, tx: [COINBASE_TXID] })),
      1,
      /"tx\[0\]\.hex" is not hex/,
    );
    assertRefused(await vigil('block', 'decode', json({ ...fields, tx: 'all' })), 1, /"tx" is not a list/);
  });

  test(
    'reads no more than a block file may hold',
    { skip: !existsSync('/dev/zero') && 'no /dev/zero here' },
    async () => {
      assertRefused(await vigil('tx', 'decode', '/dev/zero'), 1, /more than the 16000000 bytes/);
    },
  );
});
