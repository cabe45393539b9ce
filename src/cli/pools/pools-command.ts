import { Command, InvalidArgumentError, Option } from 'commander';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { answerPools } from '../../observatory/answers/pools-answer.ts';
import type { PoolRow, PoolsDocument } from '../../observatory/answers/pools-document.ts';
import { parseShare } from '../../observatory/answers/quantities.ts';
import type { WindowLength } from '../../observatory/answers/quantities.ts';
import { formatCount, formatHashrateRange, threeDigits } from '../../observatory/answers/units.ts';
import type { PoolBlocks } from '../../observatory/pools/pool-blocks.ts';
import { usageError } from '../cli-error.ts';
import { chainDirOption, openFlaggedChain, tellChainErrors } from '../chain/chain-access.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption, levelOption, networkOption, windowFlag } from '../flags.ts';
import { answered, csvOption } from '../observatory/answer-output.ts';
import { csvText, textTable } from '../text-table.ts';
import { ChainPools } from './chain-pools.ts';
import { poolsOfFiles } from './file-pools.ts';
import { builtInPools } from './pool-history.ts';
import { readPoolTable } from './table-file.ts';

interface Flags {
  readonly network: NetworkName;
  readonly datadir?: string;
  readonly blocks?: readonly string[];
  readonly file?: string;
  readonly window?: WindowLength;
  readonly baseline?: WindowLength;
  readonly until?: number;
  readonly stated?: ReadonlyMap<string, number>;
  readonly level: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Blocks that are read of a chain when windows are given as times: half a year. */
const MAX_CHAIN_BLOCKS = 26_280;
const EPOCH_BLOCKS = 2016;

/** `vigil pools`: who finds the blocks, by coinbase tag and payout address. */
export function poolsCommand(context: CliContext): Command {
  return new Command('pools')
    .description(
      'Say which pools found the last blocks, which shares of the hashrate that shows, and what changed beyond luck.',
    )
    .addOption(new Option('--blocks <file...>', 'read the blocks of these files (blk*.dat, or single blocks)'))
    .addOption(new Option('--file <csv>', 'read pools from a CSV with columns height,pool[,time][,bits]'))
    .addOption(
      new Option('--window <length>', 'the last blocks: 144b, 7d (default: 2016 blocks)').argParser(windowFlag),
    )
    .addOption(
      new Option(
        '--baseline <length>',
        'the blocks before, to compare with (default: as many as the window)',
      ).argParser(windowFlag),
    )
    .addOption(new Option('--until <height>', 'the last height (default: the last block)').argParser(heightFlag))
    .addOption(
      new Option(
        '--stated <pool=share>',
        "test a share that a pool states against its luck, as 'AntPool=17%'; again for more",
      ).argParser(statedFlag),
    )
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText(
      'after',
      "\nWithout --blocks or --file the node's own chain is read; a node that runs holds it, so stop it first, or ask its page.\n\nExamples:\n  vigil pools --window 144b --baseline 2016b\n  vigil pools --blocks ~/.bitcoin/blocks/blk0400*.dat\n  vigil pools --file pools.csv --stated 'F2Pool=14%'",
    )
    .action(async (flags: Flags) => {
      if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
      if (flags.blocks !== undefined && flags.file !== undefined) throw usageError('give --blocks or --file, not both');
      const { window, baseline, until, stated, level } = flags;
      const document = answered(
        answerPools(flags.network, await poolBlocks(context, flags), {
          level,
          ...(window === undefined ? {} : { window }),
          ...(baseline === undefined ? {} : { baseline }),
          ...(until === undefined ? {} : { untilHeight: until }),
          ...(stated === undefined ? {} : { stated }),
        }),
      );
      if (flags.json === true) return printJson(context, document);
      return context.print(flags.csv === true ? poolsCsv(document) : poolsText(document));
    });
}

/** `AntPool=17%`; several are gathered. */
function statedFlag(text: string, before: ReadonlyMap<string, number> | undefined): ReadonlyMap<string, number> {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, at).trim();
  const share = parseShare(text.slice(at + 1).trim(), 1);
  if (at < 1 || name === '' || typeof share !== 'number' || share >= 1) {
    throw new InvalidArgumentError("write a pool and its share, such as 'AntPool=17%'.");
  }
  return new Map([...(before ?? []), [name, share]]);
}

async function poolBlocks(context: CliContext, flags: Flags): Promise<PoolBlocks> {
  if (flags.file !== undefined) return readPoolTable(flags.file);
  const list = builtInPools();
  if (flags.blocks !== undefined) {
    return poolsOfFiles(context, flags.blocks, { list, params: networkParams(flags.network) });
  }
  const opened = await openFlaggedChain(context, { ...flags, dbcache: 16, par: 1 }, { mayCreate: false });
  const pools = new ChainPools({ list, blocksFolder: opened.paths.blocks });
  try {
    return await tellChainErrors(async () =>
      pools.last(opened.chain, {
        count: neededBlocks(flags),
        untilHeight: flags.until,
        signal: context.interrupt,
        onProgress: (done, of) => {
          if (done % 64 === 0) context.progress(`reading coinbases: ${formatCount(done)} of ${formatCount(of)}`);
        },
      }),
    );
  } finally {
    context.progress('');
    await pools.close();
    await opened.abandon();
  }
}

/** Blocks to be read of a chain: window, baseline, and the one before. */
function neededBlocks({ window, baseline }: Flags): number {
  if (window?.kind === 'time' || baseline?.kind === 'time') return MAX_CHAIN_BLOCKS;
  const inWindow = window?.blocks ?? EPOCH_BLOCKS;
  return inWindow + (baseline?.blocks ?? inWindow) + 1;
}

function poolsText(document: PoolsDocument): string {
  const hasHashrate = document.pools.some(({ hashrate }) => hashrate !== null);
  const hasChange = document.baseline !== null;
  const hasStated = document.pools.some(({ stated }) => stated !== null);
  const level = `${Math.round(document.level * 1000) / 10} %`;
  const columns = [
    { title: 'pool' },
    { title: 'blocks', align: 'right' },
    { title: 'share', align: 'right' },
    { title: `${level} from`, align: 'right' },
    { title: 'to', align: 'right' },
    ...(hasHashrate ? [{ title: 'hashrate', align: 'right' } as const] : []),
    ...(hasChange ? [{ title: 'expected', align: 'right' } as const, { title: 'against before' }] : []),
    ...(hasStated
      ? [{ title: 'stated', align: 'right' } as const, { title: 'luck', align: 'right' } as const, { title: 'verdict' }]
      : []),
  ] as const;
  const rows = document.pools.map((row) => [
    row.pool ?? 'no known pool',
    formatCount(row.blocks),
    percent(row.blocks / document.window.blocks),
    percent(row.share.low),
    percent(row.share.high),
    ...(hasHashrate ? [row.hashrate === null ? '?' : formatHashrateRange(row.hashrate.low, row.hashrate.high)] : []),
    ...(hasChange ? [row.change === null ? '' : threeDigits(row.change.expected), changeText(row)] : []),
    ...(hasStated ? statedCells(row) : []),
  ]);
  const { window, baseline, source } = document;
  const spanText = (span: { firstHeight: number | null; lastHeight: number | null; blocks: number }): string =>
    span.firstHeight === null
      ? `${formatCount(span.blocks)} blocks`
      : `heights ${span.firstHeight} to ${span.lastHeight}`;
  const spans = `Blocks: ${spanText(window)}${baseline === null ? '' : `, against ${spanText(baseline)}`}.\n`;
  const notes = document.notes.map((note) => `Note: ${note}.\n`).join('');
  return `${document.sentence}\n\n${textTable(columns, rows)}\n${spans}Source: ${source.description}.\n${notes}`;
}

function changeText({ change }: PoolRow): string {
  if (change === null) return '';
  if (change.finding === 'not distinguishable from luck') return 'luck';
  return `${change.finding}, ${threeDigits(change.ratio.low)} to ${threeDigits(change.ratio.high)} times`;
}

function statedCells({ stated }: PoolRow): string[] {
  if (stated === null) return ['', '', ''];
  return [
    percent(stated.share),
    threeDigits(stated.luck),
    `${stated.verdict} (chance ${threeDigits(stated.probability)})`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function poolsCsv(document: PoolsDocument): string {
  const columns = [
    'pool',
    'blocks',
    'share',
    'low',
    'high',
    'hashrate',
    'expected',
    'ratio',
    'ratio_low',
    'ratio_high',
    'p_value',
    'finding',
  ];
  return csvText(
    columns,
    document.pools.map(({ pool, blocks, share, hashrate, change }) => [
      pool,
      blocks,
      share.median,
      share.low,
      share.high,
      hashrate?.median ?? null,
      change?.expected ?? null,
      change?.ratio.median ?? null,
      change?.ratio.low ?? null,
      change?.ratio.high ?? null,
      change?.pValue ?? null,
      change?.finding ?? null,
    ]),
  );
}
