import { Command, InvalidArgumentError, Option } from 'commander';
import { assert } from '../../bytes/assert.ts';
import { checkInputScripts } from '../../consensus/check-input-scripts.ts';
import { checkTransaction, checkTxInputs } from '../../consensus/check-transaction.ts';
import type { Coin } from '../../consensus/coin.ts';
import {
  MANDATORY_SCRIPT_VERIFY_FLAGS,
  areScriptFlagsConsistent,
  parseScriptFlags,
  scriptFlagsToText,
} from '../../consensus/script/flags.ts';
import { sigOpCost } from '../../consensus/sigops.ts';
import { describeTransactionReject, transactionRejectReason } from '../../consensus/transaction-reject.ts';
import type { AnyTransactionReject } from '../../consensus/transaction-reject.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { bestSecp256k1 } from '../../platform/secp256k1/best-secp256k1.ts';
import { satsToBtcText } from '../../primitives/amount.ts';
import type { Sats } from '../../primitives/amount.ts';
import { describeDecodeReject } from '../../primitives/decode-reject.ts';
import { txidToHex, wtxidToHex } from '../../primitives/hash.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption } from '../flags.ts';
import { orderPrevouts, readPrevoutsInput } from './verify-prevouts.ts';
import { readBytesInput } from './bytes-input.ts';

/** Most bytes that are read of a file: a transaction of 4 MB, the most a block can hold, in hex and twice over. */
const MAX_INPUT_BYTES = 16_000_000;

interface Flags {
  readonly prevouts?: string;
  readonly flags: number;
  readonly height?: number;
  readonly json?: boolean;
}

/** What `vigil tx verify --json` prints. */
export interface VerifiedTransactionDocument {
  readonly schema: 'vigil.tx-verify/1';
  readonly txid: string;
  readonly wtxid: string;
  readonly verdict: 'valid' | 'invalid';
  readonly reject: {
    readonly code: string;
    readonly reason: string;
    readonly detail: string;
    readonly input: number | null;
  } | null;
  readonly inputs: number;
  readonly sizeBytes: number;
  readonly weightWu: number;
  /** `null` where a broken rule came before it was known. */
  readonly sigOpCost: number | null;
  readonly feeSats: number | null;
  readonly scriptFlags: string;
  readonly signaturesBy: string;
  readonly seconds: number;
}

/** `vigil tx verify`: checks one transaction, given what it spends. */
export function txVerifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('Check one transaction: form, values and scripts, given the outputs it spends.')
    .argument('[transaction]', 'hex digits, the name of a file (hex or raw bytes), or - for standard input', '-')
    .requiredOption(
      '--prevouts <file>',
      "what its inputs spend: a JSON list of { txid, vout, scriptPubKey, amount }, getrawtransaction's JSON with verbosity 2, or bcoin's undo data",
    )
    .addOption(
      new Option('--flags <names>', "script rules, by Bitcoin Core's names with commas between (default: today's)")
        .argParser(scriptFlags)
        .default(MANDATORY_SCRIPT_VERIFY_FLAGS, scriptFlagsToText(MANDATORY_SCRIPT_VERIFY_FLAGS)),
    )
    .addOption(
      new Option('--height <n>', 'height of the block it is to be in, for the maturity of coinbases').argParser(
        heightFlag,
      ),
    )
    .addOption(jsonOption())
    .action(async (argument: string, flags: Flags) => runVerify(context, argument, flags));
}

async function runVerify(context: CliContext, argument: string, flags: Flags): Promise<void> {
  const { name, bytes } = await readBytesInput(argument, { maxBytes: MAX_INPUT_BYTES });
  const tx = parseTransaction(bytes);
  if ('code' in tx) {
    throw new CliError(`${name} is no transaction: ${describeDecodeReject(tx)}, of ${bytes.length} (${tx.code})`);
  }
  if (tx.isCoinbase) throw new CliError(`${name} is a coinbase: it spends nothing, and is checked with its block`);
  const prevouts = await readPrevoutsInput(flags.prevouts ?? '');
  // Where a height is not told, what it would forbid is not checked.
  const coins = orderPrevouts(prevouts, [tx]).map((output): Coin => {
    assert(output !== undefined, 'a transaction can not spend what it makes itself');
    return { height: -Infinity, isCoinbase: false, ...output };
  });
  const startMs = context.clock.nowMs();
  const document = verify(tx, coins, { ...flags, seconds: () => (context.clock.nowMs() - startMs) / 1000 });
  await (flags.json === true ? printJson(context, document) : context.print(documentText(document)));
  const { reject } = document;
  if (reject !== null) throw new CliError(`${name} is not valid: ${reject.reason}: ${reject.detail}`);
}

function verify(
  tx: Transaction,
  coins: readonly Coin[],
  options: { readonly flags: number; readonly height?: number; readonly seconds: () => number },
): VerifiedTransactionDocument {
  const { flags, height = Infinity, seconds } = options;
  const secp256k1 = bestSecp256k1();
  let fee: Sats | undefined;
  let reject: AnyTransactionReject | undefined = checkTransaction(tx);
  if (reject === undefined) {
    const result = checkTxInputs(tx, coins, height);
    if (typeof result === 'bigint') fee = result;
    else reject = result;
  }
  const cost = fee === undefined ? undefined : sigOpCost(tx, { coins, flags });
  reject ??= checkInputScripts(tx, { coins, flags, secp256k1 });
  return {
    schema: 'vigil.tx-verify/1',
    txid: txidToHex(tx.txid),
    wtxid: wtxidToHex(tx.wtxid),
    verdict: reject === undefined ? 'valid' : 'invalid',
    reject:
      reject === undefined
        ? null
        : {
            code: reject.code,
            reason: transactionRejectReason(reject),
            detail: describeTransactionReject(reject),
            input: 'input' in reject ? reject.input : null,
          },
    inputs: tx.inputCount,
    sizeBytes: tx.totalSize,
    weightWu: tx.weight,
    sigOpCost: cost ?? null,
    feeSats: fee === undefined ? null : Number(fee),
    scriptFlags: scriptFlagsToText(flags),
    signaturesBy: secp256k1.words,
    seconds: seconds(),
  };
}

function documentText(document: VerifiedTransactionDocument): string {
  const { reject, feeSats, sigOpCost: cost } = document;
  const rows: readonly (readonly [string, string])[] = [
    ['transaction', document.txid],
    ['verdict', reject === null ? 'valid' : `invalid: ${reject.reason}`],
    ...(reject === null ? [] : [['because', reject.detail] as const]),
    ['inputs', formatCount(document.inputs)],
    ['size', `${formatCount(document.sizeBytes)} bytes, ${formatCount(document.weightWu)} weight units`],
    ...(cost === null ? [] : [['sigops cost', formatCount(cost)] as const]),
    ...(feeSats === null ? [] : [['fee', `${satsToBtcText(BigInt(feeSats))} BTC`] as const]),
    ['script rules', document.scriptFlags],
    ['took', `${document.seconds.toFixed(3)} s, signatures by ${document.signaturesBy}`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(14)} ${value}\n`).join('');
}

function scriptFlags(text: string): number {
  const flags = parseScriptFlags(text);
  if (typeof flags !== 'number') throw new InvalidArgumentError(`there is no script flag ${flags.name}.`);
  if (!areScriptFlagsConsistent(flags)) {
    throw new InvalidArgumentError('WITNESS needs P2SH, and CLEANSTACK needs both.');
  }
  return flags;
}
