import { Command, Option } from 'commander';
import { NETWORK_NAMES } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { formatCount, formatUtc } from '../../observatory/answers/units.ts';
import { addressFormat } from '../../primitives/address/address-format.ts';
import { satsToBtcText } from '../../primitives/amount.ts';
import type { Block } from '../../primitives/block.ts';
import { blockDocument } from '../../primitives/documents/block-document.ts';
import type { BlockDocument } from '../../primitives/documents/block-document.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { txidToHex } from '../../primitives/hash.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption } from '../flags.ts';
import { textTable } from '../text-table.ts';
import { outputSats } from '../tx/transaction-text.ts';
import { readBlockInput } from './block-input.ts';

/** Transactions that the text form lists. */
const SHOWN_TRANSACTIONS = 20;

interface Flags {
  readonly network?: NetworkName;
  readonly index?: number;
  readonly json?: boolean;
}

/** `vigil block decode`: shows what a block holds. */
export function blockDecodeCommand(context: CliContext): Command {
  return new Command('decode')
    .description('Show what a block holds. Nothing is checked but its form.')
    .argument('<file>', "raw bytes, hex, blk*.dat, or getblock's JSON with verbosity 2 or 3; - for standard input")
    .addOption(
      new Option('--network <name>', 'whose addresses to show (default: by the file, else mainnet)').choices([
        ...NETWORK_NAMES,
      ]),
    )
    .addOption(new Option('--index <n>', 'which block of a block file, from 0').argParser(heightFlag))
    .addOption(jsonOption())
    .action(async (argument: string, flags: Flags) => runDecode(context, argument, flags));
}

async function runDecode(context: CliContext, argument: string, flags: Flags): Promise<void> {
  const { block, network } = await readBlockInput(argument, { index: flags.index });
  const format = addressFormat(flags.network ?? network ?? 'mainnet');
  const document = blockDocument(block, format);
  if (flags.json === true) return printBlockJson(context, document);
  return context.print(blockText(block, document));
}

/** Prints a block's JSON transaction by transaction: as one text it would take some hundred megabytes. */
async function printBlockJson(context: CliContext, document: BlockDocument): Promise<void> {
  const { tx, ...head } = document;
  await context.print(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "tx": [`);
  let separator = '\n    ';
  for (const transaction of tx) {
    context.interrupt.throwIfAborted();
    await context.print(`${separator}${JSON.stringify(transaction, null, 2).replaceAll('\n', '\n    ')}`);
    separator = ',\n    ';
  }
  await context.print('\n  ]\n}\n');
}

function blockText(block: Block, document: BlockDocument): string {
  const transactions = block.transactions;
  const inputs = transactions.reduce((sum, { inputCount }) => sum + inputCount, 0);
  const outputs = transactions.reduce((sum, { outputCount }) => sum + outputCount, 0);
  const lines = [
    `block ${document.hash}`,
    `  after        ${document.previousblockhash ?? 'none: it is a first block'}`,
    `  merkle root  ${document.merkleroot}`,
    `  version      0x${document.versionHex}`,
    `  time         ${document.time} (${formatUtc(document.time)})`,
    `  bits         0x${document.bits}, difficulty ${document.difficulty}`,
    `  nonce        ${document.nonce}`,
    `  size         ${formatCount(document.size)} bytes, ${formatCount(document.strippedsize)} without witnesses, ${formatCount(document.weight)} weight units`,
    `  holds        ${formatCount(transactions.length)} transactions, ${formatCount(inputs)} inputs, ${formatCount(outputs)} outputs`,
    '',
  ];
  const columns = [
    { title: 'transaction' },
    { title: 'vbytes', align: 'right' },
    { title: 'in', align: 'right' },
    { title: 'out', align: 'right' },
    { title: 'BTC', align: 'right' },
  ] as const;
  const table = textTable(columns, transactions.slice(0, SHOWN_TRANSACTIONS).map(transactionCells));
  const left = transactions.length - SHOWN_TRANSACTIONS;
  return `${lines.join('\n')}\n${table}${left > 0 ? `… and ${formatCount(left)} more; --json shows all\n` : ''}`;
}

function transactionCells(transaction: Transaction): string[] {
  return [
    txidToHex(transaction.txid),
    formatCount(transaction.vsize),
    formatCount(transaction.inputCount),
    formatCount(transaction.outputCount),
    satsToBtcText(outputSats(transaction)),
  ];
}
