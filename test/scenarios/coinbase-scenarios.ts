import { blockSubsidy } from '../../src/consensus/subsidy.ts';
import { assert } from '../../src/bytes/assert.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { transactionToData } from '../../src/primitives/transaction-data.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import type { ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, concat, payTo, script, spend, spendAll, withInput } from './spending.ts';

const MATURITY = 100;

/** What a coinbase may take, what height it states, and when it can be spent. */
export function coinbaseScenarios(b: ScenarioBuilder): void {
  heights(b);
  amounts(b);
  maturity(b);
}

/** BIP34. */
function heights(b: ScenarioBuilder): void {
  const height = b.tip.height + 1;
  const withScript = (scriptSig: Uint8Array): { coinbase: (tx: TransactionData) => TransactionData } => ({
    coinbase: (tx) => withInput(tx, 0, { scriptSig }),
  });
  const number = (value: number): Uint8Array => new ScriptWriter().number(value).finish();
  const low = height & 0xff;
  const high = height >> 8;
  b.reject('coinbase.height-below', 'bad-cb-height', withScript(number(height - 1)));
  b.reject('coinbase.height-above', 'bad-cb-height', withScript(number(height + 1)));
  b.reject('coinbase.height-missing', 'bad-cb-height', withScript(Uint8Array.of(0, 0)));
  b.reject('coinbase.height-not-first', 'bad-cb-height', withScript(concat(Uint8Array.of(0x51), number(height))));
  b.reject('coinbase.height-padded', 'bad-cb-height', withScript(script(Uint8Array.of(low, high, 0, 0))));
  b.reject('coinbase.height-pushdata1', 'bad-cb-height', withScript(Uint8Array.of(0x4c, 2, low, high, 0)));
  b.accept('coinbase.height-and-more', withScript(concat(number(height), Uint8Array.of(0xff, 0xff))));
}

function amounts(b: ScenarioBuilder): void {
  b.reject('coinbase.subsidy-and-1', 'bad-cb-amount', { extra: 1n });
  b.accept('coinbase.subsidy-minus-1', { extra: -1n });
  const coin = b.coin();
  const fee = 12_345n;
  const paying = spend([coin], [payTo(OP_TRUE_SCRIPT, coin.value - fee)]);
  b.reject('coinbase.fees-and-1', 'bad-cb-amount', { txs: [paying], extra: fee + 1n });
  b.accept('coinbase.fees', { txs: [paying], extra: fee });
  b.accept('coinbase.nothing', { coinbase: (tx) => ({ ...tx, outputs: [payTo(OP_TRUE_SCRIPT, 0n)] }) });
}

/** The first block with half the subsidy, and the last with all of it. */
export function halvingScenarios(b: ScenarioBuilder): void {
  const interval = b.params.subsidyHalvingInterval;
  const halving = interval * Math.ceil((b.tip.height + 2) / interval);
  b.mineTo(halving - 2);
  b.reject('halving.last-before-and-1', 'bad-cb-amount', { extra: 1n });
  b.accept('halving.last-before');
  const lost = blockSubsidy(b.params, halving - 1) - blockSubsidy(b.params, halving);
  b.reject('halving.whole-subsidy', 'bad-cb-amount', { extra: lost });
  b.reject('halving.first-and-1', 'bad-cb-amount', { extra: 1n });
  b.accept('halving.first');
}

function maturity(b: ScenarioBuilder): void {
  const young = b.accept('maturity.young');
  const coin = b.coinbaseCoin(young);
  b.reject('maturity.depth-1', 'bad-txns-premature-spend-of-coinbase', { txs: [spendAll([coin])] });
  b.mineTo(young.height + MATURITY - 2);
  b.reject('maturity.depth-99', 'bad-txns-premature-spend-of-coinbase', { txs: [spendAll([coin])] });
  b.mineTo(young.height + MATURITY - 1);
  b.accept('maturity.depth-100', { txs: [spendAll([coin])] });
  // The block's own coinbase: its hash does not hang on what comes after it.
  const own = b.build('maturity.own');
  const parsedOwn = parseBlock(own.bytes);
  assert(!('code' in parsedOwn), 'the block can be read');
  b.reject('maturity.depth-0', 'bad-txns-premature-spend-of-coinbase', {
    coinbase: () => transactionToData(parsedOwn.transaction(0)),
    txs: [spendAll([b.coinbaseCoin(own)])],
  });
}
