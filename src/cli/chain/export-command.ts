import { Command, Option } from 'commander';
import type { ChainState } from '../../chain/chain-state.ts';
import { networkParams } from '../../consensus/params.ts';
import { writeU32Le } from '../../bytes/u32-le.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError, interruptedError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption, networkOption } from '../flags.ts';
import { chainDirOption, openFlaggedChain, tellChainErrors } from './chain-access.ts';
import type { ChainFlags } from './chain-access.ts';

interface Flags extends ChainFlags {
  readonly from?: number;
  readonly to?: number;
  readonly force?: boolean;
}

/** What `vigil chain export FILE --json` prints. */
export interface ChainExportDocument {
  readonly schema: 'vigil.chain-export/1';
  readonly network: string;
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** `vigil chain export`: writes the active chain's blocks to a file that Bitcoin Core's -loadblock reads. */
export function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description("Write the active chain's blocks, first to last, to a file in the framing of blk*.dat.")
    .argument('<file>', 'the file to write')
    .addOption(new Option('--from <height>', 'first height (default: 0)').argParser(heightFlag))
    .addOption(new Option('--to <height>', 'last height (default: the tip)').argParser(heightFlag))
    .addOption(new Option('--force', 'replace the file if it is there'))
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(jsonOption())
    .action(async (file: string, flags: Omit<Flags, 'dbcache' | 'par'>) =>
      runExport(context, file, { ...flags, dbcache: 16, par: 1 }),
    );
}

async function runExport(context: CliContext, file: string, flags: Flags): Promise<void> {
  const opened = await openFlaggedChain(context, flags, { mayCreate: false });
  try {
    const { height: tipHeight } = opened.chain.active;
    const { from = 0, to = tipHeight } = flags;
    if (from > to) throw usageError(`--from ${from} is after --to ${to}`);
    if (to > tipHeight) throw new CliError(`blocks up to height ${tipHeight} are kept, not up to ${to}`);
    const bytes = await tellChainErrors(async () => writeBlocks(context, opened, { file, from, to, flags }));
    const { network } = flags;
    const document: ChainExportDocument = { schema: 'vigil.chain-export/1', network, file, from, to, bytes };
    if (flags.json === true) await printJson(context, document);
    else {
      const count = formatCount(to - from + 1);
      await context.print(`wrote ${count} blocks, height ${from} to ${to}, ${formatCount(bytes)} bytes, to ${file}\n`);
    }
  } finally {
    context.progress('');
    await opened.abandon();
  }
}

async function writeBlocks(
  context: CliContext,
  opened: OpenChain,
  job: { readonly file: string; readonly from: number; readonly to: number; readonly flags: Flags },
): Promise<number> {
  const { file, from, to, flags } = job;
  let bytes = 0;
  try {
    await writeFileAtomically(file, {
      overwrite: flags.force === true,
      write: async (handle) => {
        for (let height = from; height <= to; height++) {
          if (context.interrupt.aborted) throw interruptedError('stopped; the file was not written');
          const framed = framedBlock(opened.chain, height, networkParams(flags.network).magic);
          await handle.writeFile(framed);
          bytes += framed.length;
          if (height % 64 === 0) context.progress(`writing blocks: height ${height} of ${to}`);
        }
      },
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST') throw new CliError(`${file} is there already; --force replaces it`);
    throw new CliError(`can't write ${file}: ${reasonOf(error)}`);
  }
  return bytes;
}

/** A block after the network's magic and its length. */
function framedBlock(chain: ChainState, height: number, magic: Uint8Array): Uint8Array {
  const block = chain.readBlock(chain.active.at(height));
  if (block === undefined) throw new CliError(`the block at height ${height} is pruned`);
  const bytes = block.serialized();
  const framed = new Uint8Array(8 + bytes.length);
  framed.set(magic);
  writeU32Le(framed, 4, bytes.length);
  framed.set(bytes, 8);
  return framed;
}
