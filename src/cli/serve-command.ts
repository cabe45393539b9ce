import { Command, Option } from 'commander';
import { answerHashrate } from '../observatory/answers/hashrate-answer.ts';
import { isReject } from '../observatory/answers/sources.ts';
import { printJson, untilInterrupted } from './context.ts';
import type { CliContext } from './context.ts';
import { jsonOption, portFlag } from './flags.ts';
import { addSourceOptions, observatorySources } from './observatory/sources.ts';
import type { SourceFlags } from './observatory/sources.ts';
import { servePage } from './page-server.ts';

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
      const { host, port } = flags;
      const server = await servePage({ host, port, portFlag: '--port' }, { sources });
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
