import { Command, Option } from 'commander';
import { CoinStatsSum } from '../../chain/coin-stats.ts';
import type { CoinStats } from '../../chain/coin-stats.ts';
import { COIN_PREFIX } from '../../chain/coins/coin-key.ts';
import { bytesToHex } from '../../bytes/hex.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { satsToBtcText } from '../../primitives/amount.ts';
import { interruptedError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { chainDirOption, openFlaggedChain, tellChainErrors } from './chain-access.ts';
import type { ChainFlags } from './chain-access.ts';
import { chainFacts } from './chain-facts.ts';

const HASHES = ['both', 'hash_serialized_3', 'muhash', 'none'] as const;

interface Flags extends ChainFlags {
  readonly hash: (typeof HASHES)[number];
}

/** What `vigil chain stats --json` prints: the fields of Bitcoin Core's `gettxoutsetinfo`, by its names. */
export interface ChainStatsDocument {
  readonly schema: 'vigil.chain-stats/1';
  readonly network: string;
  readonly height: number;
  readonly bestblock: string;
  readonly transactions: number;
  readonly txouts: number;
  readonly bogosize: number;
  /** As 64 hex digits, the last byte first. */
  readonly hash_serialized_3?: string;
  readonly muhash?: string;
  /** In bitcoin, as text with eight decimals. */
  readonly total_amount: string;
}

/** `vigil chain stats`: the set of unspent outputs. */
export function statsCommand(context: CliContext): Command {
  return new Command('stats')
    .description("Count the unspent outputs and hash them, as Bitcoin Core's gettxoutsetinfo does.")
    .addOption(new Option('--hash <kind>', 'which hash of the set').choices(HASHES).default('both'))
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(jsonOption())
    .action(async (flags: Omit<Flags, 'dbcache' | 'par'>) => runStats(context, { ...flags, dbcache: 64, par: 1 }));
}

async function runStats(context: CliContext, flags: Flags): Promise<void> {
  const opened = await openFlaggedChain(context, flags, { mayCreate: false });
  try {
    const stats = await tellChainErrors(async () => sumUp(context, opened, flags));
    const { height, hash } = chainFacts(opened.chain);
    const { hashSerialized3, muhash } = stats;
    const document: ChainStatsDocument = {
      schema: 'vigil.chain-stats/1',
      network: flags.network,
      height,
      bestblock: hash,
      transactions: stats.transactions,
      txouts: stats.outputs,
      bogosize: stats.bogoSize,
      ...(hashSerialized3 && { hash_serialized_3: bytesToHex(hashSerialized3.toReversed()) }),
      ...(muhash && { muhash: bytesToHex(muhash.toReversed()) }),
      total_amount: satsToBtcText(stats.totalAmount),
    };
    if (flags.json === true) await printJson(context, document);
    else await context.print(statsText(document));
  } finally {
    context.progress('');
    await opened.abandon();
  }
}

async function sumUp(context: CliContext, opened: OpenChain, flags: Flags): Promise<CoinStats> {
  const { hash } = flags;
  const sum = new CoinStatsSum({
    serialized: hash === 'both' || hash === 'hash_serialized_3',
    muhash: hash === 'both' || hash === 'muhash',
  });
  let count = 0;
  for await (const entries of opened.store.entries(Uint8Array.of(COIN_PREFIX))) {
    if (context.interrupt.aborted) throw interruptedError('stopped; nothing was changed');
    for (const { key, value } of entries) sum.add(key, value);
    count += entries.length;
    context.progress(`reading coins: ${formatCount(count)}`);
  }
  return sum.finish();
}

function statsText(document: ChainStatsDocument): string {
  const rows = [
    ['height', `${document.height}`],
    ['block', document.bestblock],
    ['transactions', formatCount(document.transactions)],
    ['outputs', formatCount(document.txouts)],
    ['amount', `${document.total_amount} BTC`],
    ...(document.hash_serialized_3 === undefined ? [] : [['hash_serialized_3', document.hash_serialized_3]]),
    ...(document.muhash === undefined ? [] : [['muhash', document.muhash]]),
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(18)}${value}\n`).join('');
}
