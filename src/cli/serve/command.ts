import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { bytesToHex } from '../../bytes/hex.ts';
import { AlertWatch } from '../../api/alerts/alert-watch.ts';
import { dashboard } from '../../api/dashboard.ts';
import { startHttpServer } from '../../api/http-server.ts';
import type { RunningServer } from '../../api/http-server.ts';
import type { HistoryDoor } from '../../api/history-door.ts';
import { Metrics } from '../../api/metrics.ts';
import type { NodeDocument } from '../../node/node-overview.ts';
import { readPageFiles } from '../../api/page-files.ts';
import { answerHashrate } from '../../observatory/answers/hashrate-answer.ts';
import { isReject } from '../../observatory/answers/sources.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { LevelHistoryStore } from '../../platform/history/level-history-store.ts';
import { SystemRandom } from '../../platform/random.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { addChannelOptions, channelsOf } from '../alerts/channel-flags.ts';
import type { ChannelFlags } from '../alerts/channel-flags.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, portFlag } from '../flags.ts';
import { historyOption, openOwnHistory } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { builtInMarket } from '../observatory/built-in-market.ts';
import { LiveSources } from '../observatory/live-sources.ts';
import { addSourceOptions, observatorySources } from '../observatory/sources.ts';
import type { SourceFlags } from '../observatory/sources.ts';
import { readPoolTable } from '../pools/table-file.ts';
import { reportHistory } from '../report-history.ts';
import { CollectorSet } from './collector-set.ts';
import { addServeCrawlOptions, crawlCollectors } from './crawl-options.ts';
import type { ServeCrawlFlags } from './crawl-options.ts';
import { makeCollectors } from './collectors.ts';
import { makeMarket, noMarketOption } from './market.ts';
import type { MarketFlags } from './market.ts';
import { addPageNodeOptions, whyNoNode, nodeFlagsOf } from './node-options.ts';
import type { PageNodeFlags } from './node-options.ts';
import { PageNode } from './page-node.ts';
import { PagePools } from './page-pools.ts';
import { liveFeed, serveRoutes } from './routes.ts';

interface Flags extends SourceFlags, PageNodeFlags, HistoryFlags, MarketFlags, ServeCrawlFlags, ChannelFlags {
  readonly port: number;
  readonly host: string;
  readonly pools?: string;
  readonly json?: boolean;
}

/** `vigil serve`: a node and the page, from one process, until Ctrl-C. */
export function serveCommand(context: CliContext): Command {
  const command = new Command('serve')
    .description('Serve the page, and run a node beside it: the network, hashrate, claims, difficulty.')
    .addOption(new Option('--port <n>', 'port of the page; 0 takes a free one').argParser(portFlag).default(8790))
    .addOption(
      new Option('--host <address>', 'address to listen on; other machines see the page only if it is theirs').default(
        '127.0.0.1',
      ),
    );
  return addServeCrawlOptions(
    addPageNodeOptions(addChannelOptions(addSourceOptions(command).addOption(historyOption()))),
  )
    .addOption(noMarketOption())
    .addOption(new Option('--pools <csv>', "show these blocks' pools (height,pool[,time][,bits]), not the node's"))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The node is that of "vigil node", with the same flags; only its port is --node-port here. It keeps its chain in the data
folder: all blocks of mainnet, unless --prune says how much. Ctrl-C stops both.

On mainnet, four exchanges (Kraken, Coinbase, Bitstamp, Bitfinex) are asked for prices, and told nothing beside the question;
--no-market asks nobody.

Examples:
  vigil serve --prune 1000
  vigil serve --no-node
  vigil serve --network regtest --connect 127.0.0.1:18444`,
    )
    .action(async (flags: Flags) => runServe(context, flags));
}

async function runServe(context: CliContext, flags: Flags): Promise<void> {
  const base = await observatorySources(context, flags);
  const history = await historyOrNone(context, flags);
  try {
    await serveUntilInterrupted(context, flags, { base, history });
  } finally {
    await history.close();
  }
}

/** The history; one that is not kept when the usual place can't be had, so that the page is there all the same. */
async function historyOrNone(context: CliContext, flags: Flags): Promise<HistoryStore> {
  try {
    return await openOwnHistory(context, flags);
  } catch (error) {
    if (!(error instanceof CliError) || flags.history !== undefined) throw error;
    context.warn(`vigil: ${error.message}; what is seen now is not kept`);
    return openOwnHistory(context, { ...flags, history: 'memory' });
  }
}

async function serveUntilInterrupted(
  context: CliContext,
  flags: Flags,
  { base, history }: { readonly base: ObservatorySources; readonly history: HistoryStore },
): Promise<void> {
  const { clock } = context;
  const reason = whyNoNode(flags);
  const node = new PageNode(context, { network: flags.network, ...(reason !== undefined && { reason }) });
  const live = new LiveSources(base, { tree: () => node.tree, clock });
  const sources = (): ObservatorySources => live.now();
  const watch = new AlertWatch({ history, clock, channels: channelsOf(context, flags) });
  const nodeDocument = (): NodeDocument => node.document();
  const collector = makeMarket(flags, { history, clock });
  const records = base.network === 'mainnet' ? reportHistory() : undefined;
  const collectors = new CollectorSet([
    ...makeCollectors({ history, clock, sources, market: collector, node: nodeDocument }),
    ...(await crawlCollectors(context, flags, history)),
    watch,
  ]);
  const table = flags.pools === undefined ? undefined : await readPoolTable(flags.pools);
  const pools = new PagePools({ table, chain: () => node.chain });
  const parts = {
    sources,
    history,
    collectors,
    clock,
    market: { history, clock, collector, builtIn: records === undefined ? [] : builtInMarket(records) },
    records,
    pools,
    network: base.network,
    node: nodeDocument,
    watch,
  };
  const feed = liveFeed(parts);
  const metrics = new Metrics({
    node: nodeDocument,
    history,
    collectors: () => collectors.statuses,
    alerts: () => watch.counts(),
  });
  const historyDoor = { history, key: bytesToHex(new SystemRandom().bytes(32)) };
  const app = dashboard({
    routes: serveRoutes(parts),
    live: feed,
    metrics: () => metrics.document(),
    files: readPageFiles(fileURLToPath(new URL('../../../web', import.meta.url))),
    historyDoor,
    hosts: [flags.host],
  });
  const nodeFlags = reason === undefined ? nodeFlagsOf(flags) : undefined;
  const server = await listen(app, flags);
  await announce(context, historyDoor, server.url);
  await sayWhere(context, flags, { base, url: server.url });
  if (nodeFlags !== undefined) node.start(nodeFlags);
  collectors.start();
  await untilInterrupted(context);
  feed.stop();
  for (const failure of await collectors.stop()) context.warn(`vigil: ${failure}`);
  await pools.close();
  const [failure] = await Promise.all([node.stop(), server.stop()]);
  if (failure !== undefined) throw new CliError(failure);
}

/** Writes down who answers for a history in a folder; any number of processes may open another one. */
async function announce(context: CliContext, { history, key }: HistoryDoor, url: string): Promise<void> {
  if (!(history instanceof LevelHistoryStore)) return;
  try {
    await history.announce({ url: loopbackOf(url), pid: process.pid, key });
  } catch (error) {
    if (!(error instanceof HistoryStoreError)) throw error;
    context.warn(`vigil: ${error.message}; commands will not find this server by themselves`);
  }
}

/** Where a process of this machine asks a server that listens on every address. */
function loopbackOf(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

async function sayWhere(
  context: CliContext,
  flags: Flags,
  { base, url }: { readonly base: ObservatorySources; readonly url: string },
): Promise<void> {
  if (flags.json === true) return printJson(context, { schema: 'vigil.serve/1', url });
  const now = answerHashrate(base, { level: 0.9 });
  return context.print(`${isReject(now) ? '' : `${now.sentence}\n`}Vigil's page is at ${url} (Ctrl-C stops it).\n`);
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
