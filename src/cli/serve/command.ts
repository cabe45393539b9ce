import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { dashboard } from '../../api/dashboard.ts';
import { startHttpServer } from '../../api/http-server.ts';
import type { RunningServer } from '../../api/http-server.ts';
import { mapRoutes } from '../../api/map-routes.ts';
import { NodeFeed } from '../../api/node-feed.ts';
import { observatoryRoutes } from '../../api/observatory-routes.ts';
import { readPageFiles } from '../../api/page-files.ts';
import { poolsRoutes } from '../../api/pools-routes.ts';
import { answerHashrate } from '../../observatory/answers/hashrate-answer.ts';
import { isReject } from '../../observatory/answers/sources.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, portFlag } from '../flags.ts';
import { LiveSources } from '../observatory/live-sources.ts';
import { addSourceOptions, observatorySources } from '../observatory/sources.ts';
import type { SourceFlags } from '../observatory/sources.ts';
import { builtInMap } from '../map-history.ts';
import { readPoolTable } from '../pools/table-file.ts';
import { reportHistory } from '../report-history.ts';
import { addPageNodeOptions, whyNoNode, nodeFlagsOf } from './node-options.ts';
import type { PageNodeFlags } from './node-options.ts';
import { PageNode } from './page-node.ts';
import { PagePools } from './page-pools.ts';

interface Flags extends SourceFlags, PageNodeFlags {
  readonly port: number;
  readonly host: string;
  readonly pools?: string;
  readonly json?: boolean;
}

/** `vigil serve`: a node and the page, from one process, until Ctrl-C. */
export function serveCommand(context: CliContext): Command {
  const command = new Command('serve')
    .description('Serve the page, and run a node beside it: the network, hashrate, claims, difficulty.')
    .addOption(new Option('--port <n>', 'port to listen on; 0 takes a free one').argParser(portFlag).default(8790))
    .addOption(
      new Option('--host <address>', 'address to listen on; other machines see the page only if it is theirs').default(
        '127.0.0.1',
      ),
    );
  return addPageNodeOptions(addSourceOptions(command))
    .addOption(new Option('--pools <csv>', "show these blocks' pools (height,pool[,time][,bits]), not the node's"))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The node keeps its chain in the data folder: all blocks of mainnet, unless --prune says how much. Ctrl-C stops both.

Examples:
  vigil serve --prune 1000
  vigil serve --no-node
  vigil serve --network regtest --connect 127.0.0.1:18444`,
    )
    .action(async (flags: Flags) => runServe(context, flags));
}

async function runServe(context: CliContext, flags: Flags): Promise<void> {
  const base = await observatorySources(context, flags);
  const reason = whyNoNode(flags);
  const node = new PageNode(context, { network: flags.network, ...(reason !== undefined && { reason }) });
  const sources = new LiveSources(base, { tree: () => node.tree, clock: context.clock });
  const table = flags.pools === undefined ? undefined : await readPoolTable(flags.pools);
  const pools = new PagePools({ table, chain: () => node.chain });
  const feed = new NodeFeed(() => node.document());
  const app = dashboard({
    routes: [
      ...observatoryRoutes({
        sources: () => sources.now(),
        version: readPackageVersion(),
        ...(base.network === 'mainnet' ? { records: reportHistory() } : {}),
      }),
      ...mapRoutes({ sources: () => sources.now(), map: builtInMap() }),
      ...poolsRoutes({ network: base.network, lastBlocks: (count, until) => pools.lastBlocks(count, until) }),
    ],
    node: feed,
    files: readPageFiles(fileURLToPath(new URL('../../../web', import.meta.url))),
    hosts: [flags.host],
  });
  const nodeFlags = reason === undefined ? nodeFlagsOf(flags) : undefined;
  const server = await listen(app, flags);
  if (flags.json === true) {
    await printJson(context, { schema: 'vigil.serve/1', url: server.url });
  } else {
    const now = answerHashrate(base, { level: 0.9 });
    await context.print(
      `${isReject(now) ? '' : `${now.sentence}\n`}Vigil's page is at ${server.url} (Ctrl-C stops it).\n`,
    );
  }
  if (nodeFlags !== undefined) node.start(nodeFlags);
  await untilInterrupted(context);
  feed.stop();
  await pools.close();
  const [failure] = await Promise.all([node.stop(), server.stop()]);
  if (failure !== undefined) throw new CliError(failure);
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
