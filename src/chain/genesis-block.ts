import { assert } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { COIN } from '../primitives/amount.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { encodeBlock } from '../primitives/block-data.ts';
import type { Txid } from '../primitives/hash.ts';
import { decodeHeader } from '../primitives/header.ts';
import { NULL_VOUT } from '../primitives/out-point.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';

/** Newspapers of the day, and to whom the first 50 BTC go. Source: Bitcoin Core 28.1, `kernel/chainparams.cpp`. */
const SATOSHI = {
  text: 'The Times 03/Jan/2009 Chancellor on brink of second bailout for banks',
  key:
    '04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6' +
    '49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f',
};
const TESTNET4 = {
  text: '03/May/2024 000000000000000000001ebd58c244970b3aa9d783bb001011fbe8ea8e98e00e',
  key: '00'.repeat(33),
};

/** What the coinbase's script pushes before the text: 486604799, and 4, of Satoshi's first version of the miner. */
const SCRIPT_START = '04ffff001d0104';

/** Returns a network's first block, whole. */
export function genesisBlock(params: NetworkParams): Block {
  const { text, key } = params.name === 'testnet4' ? TESTNET4 : SATOSHI;
  const message = Uint8Array.from(text, (char) => char.charCodeAt(0));
  const push = message.length < OP.OP_PUSHDATA1 ? [message.length] : [OP.OP_PUSHDATA1, message.length];
  const coinbase = encodeTransaction({
    version: 1,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32) as Uint8Array as Txid, vout: NULL_VOUT },
        scriptSig: Uint8Array.of(...hexBytes(SCRIPT_START), ...push, ...message),
        sequence: 0xffff_ffff,
        witness: [],
      },
    ],
    outputs: [{ value: 50n * COIN, scriptPubKey: Uint8Array.of(key.length / 2, ...hexBytes(key), OP.OP_CHECKSIG) }],
    lockTime: 0,
  });
  const block = parseBlock(encodeBlock(decodeHeader(params.genesisHeader, 0), [coinbase]));
  assert(!('code' in block), 'the first block parses');
  return block;
}

function hexBytes(text: string): Uint8Array {
  const bytes = bytesFromHex(text);
  assert(bytes !== undefined, 'a constant is hex');
  return bytes;
}
