import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { dashboard } from '../api/dashboard.ts';
import { startHttpServer } from '../api/http-server.ts';
import type { RunningServer } from '../api/http-server.ts';
import { observatoryRoutes } from '../api/observatory-routes.ts';
import { readPageFiles } from '../api/page-files.ts';
import { answerHashrate } from '../observatory/answers/hashrate-answer.ts';
import { isReject } from '../observatory/answers/sources.ts';
import { readPackageVersion } from '../platform/package-version.ts';
import { isSystemError, reasonOf } from '../platform/system-error.ts';
import { CliError } from './cli-error.ts';
import { printJson } from './context.ts';
import type { CliContext } from './context.ts';
import { jsonOption, portFlag } from './flags.ts';
import { addSourceOptions, observatorySources } from './observatory/sources.ts';
import type { SourceFlags } from './observatory/sources.ts';
import { reportHistory } from './report-history.ts';

interface Flags extends SourceFlags {
  readonly port: number;
  readonly host: string;
  readonly json?: boolean;
}

/** `vigil serve`: the page and its API, from one process, until Ctrl-C. */
export function serveCommand(context: CliContext): Command {
  const command = new Command('serve')
    .description('Serve the page: hashrate, claims, difficulty, the story of January 2022.')
    .addOption(new Option('--port <n>', 'port to listen on; 0 takes a free one').argParser(portFlag).default(8790))
    .addOption(
      new Option('--host <address>', 'address to listen on; other machines see the page only if it is theirs').default(
        '127.0.0.1',
      ),
    );
  return addSourceOptions(command)
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const sources = await observatorySources(context, flags);
      const app = dashboard({
        routes: observatoryRoutes({
          sources,
          version: readPackageVersion(),
          ...(sources.network === 'mainnet' ? { records: reportHistory() } : {}),
        }),
        files: readPageFiles(fileURLToPath(new URL('../../web', import.meta.url))),
        hosts: [flags.host],
      });
      const server = await listen(app, flags);
      if (flags.json === true) {
        await printJson(context, { schema: 'vigil.serve/1', url: server.url });
      } else {
        const now = answerHashrate(sources, { level: 0.9 });
        await context.print(
          `${isReject(now) ? '' : `${now.sentence}\n`}Vigil's page is at ${server.url} (Ctrl-C stops it).\n`,
        );
      }
      await untilInterrupted(context);
      await server.stop();
    });
}

async function listen(app: ReturnType<typeof dashboard>, flags: Flags): Promise<RunningServer> {
  const { host, port } = flags;
  try {
    return await startHttpServer(app, { host, port });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new CliError(`port ${port} on ${host} is taken (is Vigil running already?); give another with --port`);
    }
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
      throw new CliError(`${host} is no address of this machine; give one with --host, such as 127.0.0.1`);
    }
    throw new CliError(`can't listen on ${host} port ${port}: ${reasonOf(error)}`);
  }
}

function untilInterrupted(context: CliContext): Promise<void> {
  return new Promise((resolve) => {
    if (context.interrupt.aborted) resolve();
    else context.interrupt.addEventListener('abort', () => resolve(), { once: true });
  });
}
