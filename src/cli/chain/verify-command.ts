import { Command, Option } from 'commander';
import { verifyChain } from '../../chain/verify-chain.ts';
import type { VerifyResult } from '../../chain/verify-chain.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { interruptedError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import {
  chainDirOption,
  dbCacheOption,
  openFlaggedChain,
  tellChainErrors,
  threadsOption,
  wholeNumber,
} from './chain-access.ts';
import type { ChainFlags } from './chain-access.ts';
import { chainFacts, chainFactsText } from './chain-facts.ts';
import type { ChainFacts } from './chain-facts.ts';

interface Flags extends ChainFlags {
  readonly level: number;
  readonly blocks: number;
}

/** What `vigil chain verify --json` prints. Printed only when all is well; what is not ends the command. */
export interface ChainVerifyDocument extends VerifyResult {
  readonly schema: 'vigil.chain-verify/1';
  readonly network: string;
  readonly folder: string;
  readonly level: number;
  readonly seconds: number;
  readonly chain: ChainFacts;
}

/** `vigil chain verify`: holds blocks, undo data and coins against each other. */
export function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('Check that blocks, undo data and coins are good and agree; changes nothing.')
    .addOption(
      new Option(
        '--level <n>',
        '0 read, 1 rules, 2 undo data, 3 disconnect in memory, 4 connect again with all scripts',
      )
        .argParser((text) => wholeNumber(text, 0, 4))
        .default(3),
    )
    .addOption(
      new Option('--blocks <n>', 'how many, from the tip back; 0: all')
        .argParser((text) => wholeNumber(text, 0, 2 ** 31))
        .default(0),
    )
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(dbCacheOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .action(async (flags: Flags) => runVerify(context, flags));
}

async function runVerify(context: CliContext, flags: Flags): Promise<void> {
  const startMs = context.clock.nowMs();
  const opened = await openFlaggedChain(context, flags, { mayCreate: false });
  try {
    const result = await tellChainErrors(async () => verifyAll(context, opened, flags));
    const document: ChainVerifyDocument = {
      schema: 'vigil.chain-verify/1',
      network: flags.network,
      folder: opened.paths.folder,
      level: flags.level,
      seconds: (context.clock.nowMs() - startMs) / 1000,
      ...result,
      chain: chainFacts(opened.chain),
    };
    if (flags.json === true) await printJson(context, document);
    else await context.print(verifyText(document));
  } finally {
    context.progress('');
    await opened.abandon();
  }
}

async function verifyAll(context: CliContext, opened: OpenChain, flags: Flags): Promise<VerifyResult> {
  const blocks = flags.blocks === 0 ? Infinity : flags.blocks;
  const steps = verifyChain(opened.verifyParts(), { level: flags.level, blocks });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const { pass, height } = step.value;
    if (height % 16 !== 0) continue;
    context.progress(`${pass === 'backward' ? 'checking' : 'connecting again'}: height ${height}`);
    // Lets Ctrl-C through.
    await new Promise((resolve) => setImmediate(resolve));
    if (context.interrupt.aborted) throw interruptedError('stopped; nothing was changed');
  }
}

function verifyText(document: ChainVerifyDocument): string {
  const { blocks, transactions, level, seconds, disconnected, reconnected } = document;
  const lines = [
    `${formatCount(blocks)} blocks with ${formatCount(transactions)} transactions are good at level ${level} (${seconds.toFixed(1)} s)`,
    ...(level >= 3
      ? [`${formatCount(disconnected)} disconnected in memory, ${formatCount(reconnected)} connected again`]
      : []),
    ...(document.isShort ? ['memory did not suffice to disconnect all: raise --dbcache, or lower --blocks'] : []),
    ...(document.isPruned ? ['the blocks before are pruned'] : []),
  ];
  return `${lines.join('\n')}\n${chainFactsText(document.chain)}`;
}
