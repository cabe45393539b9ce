import { writeU32Le } from '../bytes/u32-le.ts';
import { bytesToHex } from '../bytes/hex.ts';
import type { Block } from '../primitives/block.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import { isUnspendable } from '../primitives/script/script-facts.ts';
import type { CoinsCache } from './coins/coins-cache.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import type { PlainCoin } from './coins/plain-coin.ts';
import { StorageDamageError } from './storage-damage.ts';
import type { UndoData } from './undo-data.ts';

/**
 * Takes a block's changes to the coins back: its outputs go, what it spent comes back, last transaction first.
 *
 * Source: Bitcoin Core's `DisconnectBlock`.
 *
 * @param undo The block's own (`readUndoData`).
 * @param options.isOverwritten Whether a later block had the same coinbase (BIP30): then its outputs may be gone.
 * @throws {StorageDamageError} When coins are not as the block left them. The cache is of no more use then.
 */
export function disconnectBlock(
  block: Block,
  undo: UndoData,
  options: { readonly coins: CoinsCache; readonly height: number; readonly isOverwritten: boolean },
): void {
  const { coins, height, isOverwritten } = options;
  const outPoint = new Uint8Array(OUT_POINT_BYTES);
  const coin = emptyPlainCoin();
  for (let transaction = block.transactionCount - 1; transaction >= 0; transaction--) {
    const tx = block.transaction(transaction);
    outPoint.set(block.txid(transaction));
    for (let output = 0; output < tx.outputCount; output++) {
      if (isUnspendable(tx.scriptPubKey(output))) continue;
      writeU32Le(outPoint, HASH_BYTES, output);
      const record = coins.find(outPoint, 0);
      const expected = { value: tx.valueNumber(output), script: tx.scriptPubKey(output) };
      const isSame =
        record >= 0 && isCoin(coins, record, { ...expected, code: 2 * height + (transaction === 0 ? 1 : 0) }, coin);
      if (!isSame && !(transaction === 0 && isOverwritten)) fail(height, outPoint, record < 0 ? 'is gone' : 'differs');
      if (record >= 0) coins.spend(record);
    }
    if (transaction === 0) return;
    for (let input = tx.inputCount - 1; input >= 0; input--) {
      const at = tx.prevoutOffset(input);
      if (coins.find(tx.bytes, at) >= 0) fail(height, tx.bytes.subarray(at, at + OUT_POINT_BYTES), 'is not spent');
      undo.read(transaction, input, coin);
      coins.add(tx.bytes, at, coin, { mayOverwrite: false });
    }
  }
}

function isCoin(
  coins: CoinsCache,
  record: number,
  expected: { readonly value: number; readonly script: Uint8Array; readonly code: number },
  coin: PlainCoin,
): boolean {
  coins.readCoin(record, coin);
  if (coin.value !== expected.value || coin.code !== expected.code) return false;
  const { script } = expected;
  if (coin.scriptEnd - coin.scriptStart !== script.length) return false;
  for (let i = 0; i < script.length; i++) if (coin.bytes[coin.scriptStart + i] !== script[i]) return false;
  return true;
}

function fail(height: number, outPoint: Uint8Array, what: string): never {
  const txid = bytesToHex(outPoint.slice(0, HASH_BYTES).reverse());
  const vout = new DataView(outPoint.buffer, outPoint.byteOffset).getUint32(HASH_BYTES, true);
  throw new StorageDamageError({ code: 'coins-inconsistent', height, why: `the coin ${txid}:${vout} ${what}` });
}
