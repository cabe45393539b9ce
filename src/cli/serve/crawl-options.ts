import { Option } from 'commander';
import type { Command } from 'commander';
import type { Collector } from '../../api/collectors/collector.ts';
import { CRAWL_DEFAULTS } from '../../net/crawl/crawl-settings.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { CliContext } from '../context.ts';
import { contactFlag } from '../nodes/crawl-flags.ts';
import { prepareCrawl } from '../nodes/make-crawl.ts';
import type { SourceFlags } from '../observatory/sources.ts';
import type { PageNodeFlags } from './node-options.ts';

/** What `vigil serve` is told of a crawl. */
export interface ServeCrawlFlags {
  /** The contact that nodes are told; left out, nobody is visited. */
  readonly crawl?: string;
  readonly crawlOptOut?: string;
}

/** Adds the flags of a crawl beside the page. */
export function addServeCrawlOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--crawl <contact>',
        'count the reachable nodes of the network each hour; every node is told the contact (see vigil nodes crawl --help)',
      ).argParser(contactFlag),
    )
    .addOption(new Option('--crawl-opt-out <file>', 'never visit the nodes in this file, one a line'));
}

/** The collector of nodes, when somebody asked for one: it is off by default. */
export async function crawlCollectors(
  context: CliContext,
  flags: ServeCrawlFlags & PageNodeFlags & Pick<SourceFlags, 'network' | 'datadir'>,
  history: HistoryStore,
): Promise<Collector[]> {
  const { crawl: contact, crawlOptOut: optOut, network, datadir, proxy, connect, addNode } = flags;
  if (contact === undefined) return [];
  const { visitsPerSec: rate, maxOpen, roundMs } = CRAWL_DEFAULTS;
  const { collector } = await prepareCrawl(
    context,
    {
      contact,
      rate,
      maxOpen,
      interval: roundMs / 1000,
      seed: [...(Array.isArray(connect) ? connect : []), ...(addNode ?? [])],
      ...(optOut === undefined ? {} : { optOut }),
      ...(proxy === undefined ? {} : { proxy }),
    },
    { network, datadir, history, rounds: Infinity },
  );
  return [collector];
}
