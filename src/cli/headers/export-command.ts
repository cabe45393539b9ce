import { Command, Option } from 'commander';
import { formatCount } from '../../observatory/answers/units.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { EXPORT_FORMATS, exportChunks } from '../../platform/export-headers.ts';
import type { ExportFormat } from '../../platform/export-headers.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError, interruptedError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption, networkOption } from '../flags.ts';
import { dataDirOption, loadStore } from './store-access.ts';
import type { StoreFlags } from './store-access.ts';

interface Flags extends StoreFlags {
  readonly format: ExportFormat;
  readonly from?: number;
  readonly to?: number;
  readonly force?: boolean;
}

/** What `vigil headers export FILE --json` prints. */
export interface HeadersExportDocument {
  readonly schema: 'vigil.headers-export/1';
  readonly network: string;
  readonly file: string;
  readonly format: ExportFormat;
  readonly from: number;
  readonly to: number;
  readonly headers: number;
}

/** `vigil headers export`: writes the best chain's headers to a file. */
export function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description("Write the best chain's headers to a file, or to standard output (-).")
    .argument('<file>', 'the file to write, or -')
    .addOption(
      new Option('--format <format>', 'raw: 80 bytes each; hex: a line each; csv: with height, time, bits, hash')
        .choices(EXPORT_FORMATS)
        .default('raw'),
    )
    .addOption(new Option('--from <height>', 'first height (default: the first there is)').argParser(heightFlag))
    .addOption(new Option('--to <height>', 'last height (default: the tip)').argParser(heightFlag))
    .addOption(new Option('--force', 'replace the file if it is there'))
    .addOption(networkOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (file: string, flags: Flags) => runExport(context, file, flags));
}

async function runExport(context: CliContext, file: string, flags: Flags): Promise<void> {
  if (flags.json === true && file === '-')
    throw usageError('--json prints to standard output, and so does "-": give one');
  const { tree } = await loadStore(context, flags);
  const tipHeight = tree.heightOf(tree.tipIndex());
  const { from = tree.rootHeight, to = tipHeight, format } = flags;
  if (from > to) throw usageError(`--from ${from} is after --to ${to}`);
  if (from < tree.rootHeight || to > tipHeight) {
    throw new CliError(`headers from height ${tree.rootHeight} to ${tipHeight} are kept, not from ${from} to ${to}`);
  }
  const chunks = untilInterrupted(context, exportChunks(tree, { from, to, format }));
  if (file === '-') {
    for (const chunk of chunks) await context.printBytes(chunk);
    return;
  }
  await writeExport(file, chunks, flags.force === true);
  const headers = to - from + 1;
  const network = flags.network;
  if (flags.json === true) {
    return printJson(context, {
      schema: 'vigil.headers-export/1',
      network,
      file,
      format,
      from,
      to,
      headers,
    } satisfies HeadersExportDocument);
  }
  const hint = from > 0 ? `; read it with --anchor ${from}` : '';
  return context.print(`wrote ${formatCount(headers)} headers, height ${from} to ${to}, to ${file}${hint}\n`);
}

async function writeExport(file: string, chunks: Iterable<Uint8Array>, overwrite: boolean): Promise<void> {
  try {
    await writeFileAtomically(file, {
      overwrite,
      write: async (handle) => {
        for (const chunk of chunks) await handle.writeFile(chunk);
      },
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST') throw new CliError(`${file} is there already; --force replaces it`);
    throw new CliError(`can't write ${file}: ${reasonOf(error)}`);
  }
}

/** Passes chunks on until the person asks to stop. */
function* untilInterrupted(context: CliContext, chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks) {
    if (context.interrupt.aborted) throw interruptedError('stopped; the file was not written');
    yield chunk;
  }
}
