import { setImmediate } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { describeBlockReject, blockRejectReason } from '../../consensus/block-reject.ts';
import { verifyLoneBlock } from '../../consensus/lone-block.ts';
import type { LoneBlockOptions, LoneBlockVerdict } from '../../consensus/lone-block.ts';
import { NETWORK_NAMES, networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { bestSecp256k1 } from '../../platform/secp256k1/best-secp256k1.ts';
import type { Block } from '../../primitives/block.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption, timeFlag } from '../flags.ts';
import { orderPrevouts, readPrevoutsInput } from '../tx/verify-prevouts.ts';
import type { PrevoutsInput } from '../tx/verify-prevouts.ts';
import { readBlockInput } from './block-input.ts';
import { verifiedBlockDocument, verifiedBlockText } from './verify-document.ts';
import { heightOfCoinbase } from './verify-height.ts';
import type { HeightSource } from './verify-height.ts';

/** Milliseconds between two changes of the line of progress. */
const REFRESH_MS = 100;

interface Flags {
  readonly prevouts?: string;
  readonly network?: NetworkName;
  readonly height?: number;
  readonly medianTime?: number;
  readonly index?: number;
  readonly json?: boolean;
}

/** `vigil block verify`: checks one block by all rules, given what it spends. */
export function blockVerifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('Check one block by all rules that it tells enough for, scripts too, given the outputs it spends.')
    .argument('<file>', "raw bytes, hex, blk*.dat, or getblock's JSON with verbosity 2 or 3; - for standard input")
    .option(
      '--prevouts <file>',
      "what its inputs spend: JSON of Floresta, of getblock with verbosity 3, or a list; or bcoin's undo data (default: the file itself, if it is .json)",
    )
    .addOption(
      new Option('--network <name>', 'whose rules (default: by the file, else mainnet)').choices([...NETWORK_NAMES]),
    )
    .addOption(
      new Option('--height <n>', 'its height (default: as the prevouts, or its coinbase, say)').argParser(heightFlag),
    )
    .addOption(
      new Option('--median-time <time>', 'median time past of the block before, for lock times').argParser(timeFlag),
    )
    .addOption(new Option('--index <n>', 'which block of a block file, from 0').argParser(heightFlag))
    .addOption(jsonOption())
    .action(async (argument: string, flags: Flags) => runVerify(context, argument, flags));
}

async function runVerify(context: CliContext, argument: string, flags: Flags): Promise<void> {
  const input = await readBlockInput(argument, { index: flags.index });
  const { block } = input;
  const network = flags.network ?? input.network ?? 'mainnet';
  const prevouts = await prevoutsOf(argument, block, flags);
  const { height, source } = heightOf(block, prevouts, flags);
  const startMs = context.clock.nowMs();
  const secp256k1 = bestSecp256k1();
  const verdict = await runWithProgress(context, block, {
    params: networkParams(network),
    height,
    medianTimePastSec: flags.medianTime,
    spentOutputs: prevouts === undefined ? [] : orderPrevouts(prevouts, block.transactions),
    secp256k1,
  });
  const document = verifiedBlockDocument(block, verdict, {
    network,
    heightSource: source,
    prevouts: prevouts?.form ?? 'none needed',
    signaturesBy: secp256k1.words,
    seconds: (context.clock.nowMs() - startMs) / 1000,
  });
  await (flags.json === true ? printJson(context, document) : context.print(verifiedBlockText(document)));
  const { reject } = verdict;
  if (reject === undefined) return;
  throw new CliError(`${input.name} is not valid: ${blockRejectReason(reject)}: ${describeBlockReject(reject)}`);
}

/** Reads what the block spends; a block that spends nothing needs no file. */
async function prevoutsOf(argument: string, block: Block, flags: Flags): Promise<PrevoutsInput | undefined> {
  if (flags.prevouts !== undefined) return readPrevoutsInput(flags.prevouts);
  if (block.transactions.every((tx) => tx.isCoinbase)) return undefined;
  if (argument.endsWith('.json')) return readPrevoutsInput(argument);
  throw usageError('say what the block spends: --prevouts FILE');
}

function heightOf(
  block: Block,
  prevouts: PrevoutsInput | undefined,
  flags: Flags,
): { readonly height: number; readonly source: HeightSource } {
  if (flags.height !== undefined) return { height: flags.height, source: 'flag' };
  if (prevouts?.blockHeight !== undefined) return { height: prevouts.blockHeight, source: 'prevouts' };
  const height = heightOfCoinbase(block);
  if (height === undefined) throw usageError('the coinbase does not say the height of the block: --height N');
  return { height, source: 'coinbase' };
}

/** Verifies, and lets go of the thread now and then, so that progress is shown and Ctrl-C is heard. */
async function runWithProgress(
  context: CliContext,
  block: Block,
  options: LoneBlockOptions,
): Promise<LoneBlockVerdict> {
  const steps = verifyLoneBlock(block, options);
  let shownMs = context.clock.nowMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      context.progress('');
      return step.value;
    }
    const nowMs = context.clock.nowMs();
    if (nowMs - shownMs < REFRESH_MS) continue;
    shownMs = nowMs;
    context.progress(`transactions checked: ${step.value} of ${block.transactionCount}`);
    await setImmediate();
    context.interrupt.throwIfAborted();
  }
}
