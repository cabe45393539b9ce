import { Command, Option } from 'commander';
import type { NetworkName } from '../../consensus/params.ts';
import { addressFormat } from '../../primitives/address/address-format.ts';
import { describeDecodeReject } from '../../primitives/decode-reject.ts';
import { transactionDocument } from '../../primitives/documents/transaction-document.ts';
import { parseLenientTransaction } from '../../primitives/lenient-transaction.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { readBytesInput } from './bytes-input.ts';
import { transactionText } from './transaction-text.ts';

/** Most bytes that are read of a file: a transaction of 4 MB, the most a block can hold, in hex and twice over. */
const MAX_INPUT_BYTES = 16_000_000;

interface Flags {
  readonly network: NetworkName;
  readonly form: 'auto' | 'witness' | 'legacy';
  readonly json?: boolean;
}

/** `vigil tx decode`: shows what a transaction holds. */
export function txDecodeCommand(context: CliContext): Command {
  return new Command('decode')
    .description('Show what a transaction holds. Nothing is checked but its form.')
    .argument('[transaction]', 'hex digits, the name of a file (hex or raw bytes), or - for standard input', '-')
    .addOption(networkOption())
    .addOption(
      new Option('--form <form>', 'how it is written: with the marker of BIP144, without, or whichever makes sense')
        .choices(['auto', 'witness', 'legacy'])
        .default('auto'),
    )
    .addOption(jsonOption())
    .action(async (argument: string, flags: Flags) => runDecode(context, argument, flags));
}

async function runDecode(context: CliContext, argument: string, flags: Flags): Promise<void> {
  const { name, bytes } = await readBytesInput(argument, { maxBytes: MAX_INPUT_BYTES });
  const witness = flags.form === 'auto' ? {} : { witness: flags.form === 'witness' };
  const transaction = parseLenientTransaction(bytes, witness);
  if ('code' in transaction) {
    const why = `${describeDecodeReject(transaction)}, of ${bytes.length} (${transaction.code})`;
    throw new CliError(`${name} is no transaction: ${why}`);
  }
  const document = transactionDocument(transaction, addressFormat(flags.network));
  if (flags.json === true) return printJson(context, document);
  return context.print(transactionText(transaction, document));
}
