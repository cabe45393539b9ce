import type { RunningServer } from '../../api/http-server.ts';
import { NodeActivity } from '../../api/node/node-activity.ts';
import { nodePeers } from '../../api/node/node-peers.ts';
import { nodeRoutes } from '../../api/node/node-routes.ts';
import type { CliContext } from '../context.ts';
import { builtInSources } from '../observatory/sources.ts';
import { servePage } from '../page-server.ts';
import { LiveSources } from './live-sources.ts';
import type { NodeReporter } from './node-reporter.ts';
import type { RunningNode } from './running-node.ts';

/** The page is the node's own: only this machine sees it. */
const HOST = '127.0.0.1';

/**
 * Serves the page beside a node: what it says of the chain comes from the node's own headers as soon as there are some.
 *
 * @throws {CliError} When the port can't be had.
 */
export function serveNodePage(
  context: CliContext,
  running: RunningNode,
  options: { readonly port: number; readonly reporter: NodeReporter },
): Promise<RunningServer> {
  const { clock } = context;
  const { tree } = running.chain.chain;
  const { name: network } = running.params;
  const activity = new NodeActivity();
  running.subscribe((event) => activity.take(event, clock.nowMs()));
  const routes = nodeRoutes({
    status: () => options.reporter.status(),
    peers: () => nodePeers(running.node, network),
    activity: () => activity.document(network),
  });
  const sources = new LiveSources(builtInSources(network), { tree, clock });
  return servePage({ host: HOST, port: options.port, portFlag: '--page' }, { sources, routes });
}
