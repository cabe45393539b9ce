import { formatCount, formatUtc } from '../../observatory/answers/units.ts';
import { satsToBtcText } from '../../primitives/amount.ts';
import type { Sats } from '../../primitives/amount.ts';
import type {
  InputDocument,
  OutputDocument,
  TransactionDocument,
} from '../../primitives/documents/transaction-document.ts';
import type { Transaction } from '../../primitives/transaction.ts';

/** Characters of a script, or of a witness item, that the text form shows; `--json` shows all. */
const SHOWN_CHARS = 160;

/** Inputs, and outputs, that the text form shows. */
const SHOWN_ITEMS = 100;

/** Lock times from here on are seconds since 1970, below heights. Source: Bitcoin Core's `LOCKTIME_THRESHOLD`. */
const LOCK_TIME_THRESHOLD = 500_000_000;

/** Shows a transaction to people. */
export function transactionText(transaction: Transaction, document: TransactionDocument): string {
  const { vin, vout } = document;
  const isWitness = document.hash !== document.txid;
  const lines = [
    `transaction ${document.txid}`,
    ...(isWitness ? [`wtxid       ${document.hash}`] : []),
    `version ${document.version}, lock time ${lockTimeText(document.locktime)}`,
    `${formatCount(document.size)} bytes, ${formatCount(document.vsize)} vbytes, ${formatCount(document.weight)} weight units`,
    '',
    `inputs: ${formatCount(vin.length)}`,
    ...vin.slice(0, SHOWN_ITEMS).flatMap(inputLines),
    ...moreLine(vin.length),
    '',
    `outputs: ${formatCount(vout.length)}, ${satsToBtcText(outputSats(transaction))} BTC`,
    ...vout.slice(0, SHOWN_ITEMS).flatMap(outputLines),
    ...moreLine(vout.length),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a transaction's outputs hold together. */
export function outputSats(transaction: Transaction): Sats {
  let sats = 0n;
  for (let i = 0; i < transaction.outputCount; i++) sats += transaction.value(i);
  return sats;
}

function inputLines(input: InputDocument, index: number): string[] {
  const sequence = `sequence 0x${input.sequence.toString(16).padStart(8, '0')}`;
  const source = input.coinbase === undefined ? `${input.txid}:${input.vout}` : 'coinbase';
  const script = input.coinbase ?? input.scriptSig?.asm ?? '';
  const witness = input.txinwitness ?? [];
  return [
    `  ${index}  ${source}  ${sequence}`,
    ...(script === '' ? [] : [`     scriptSig  ${cut(script)}`]),
    ...witness.slice(0, SHOWN_ITEMS).map((item) => `     witness    ${item === '' ? '(empty)' : cut(item)}`),
    ...moreLine(witness.length),
  ];
}

function outputLines({ n, value, scriptPubKey }: OutputDocument): string[] {
  const { type, address, asm } = scriptPubKey;
  return [`  ${n}  ${value.toFixed(8)} BTC  ${type}  ${address ?? cut(asm)}`];
}

function moreLine(count: number): string[] {
  return count > SHOWN_ITEMS ? [`  … and ${formatCount(count - SHOWN_ITEMS)} more; --json shows all`] : [];
}

function lockTimeText(lockTime: number): string {
  if (lockTime === 0) return '0';
  return lockTime < LOCK_TIME_THRESHOLD ? `height ${lockTime}` : `${lockTime} (${formatUtc(lockTime)})`;
}

function cut(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}… (${formatCount(text.length)} characters)` : text;
}
