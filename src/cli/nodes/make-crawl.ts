import { NodesCollector } from '../../api/collectors/nodes/nodes-collector.ts';
import type { Crawl } from '../../api/collectors/nodes/nodes-collector.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { DNS_SEEDS, SEED_NODES } from '../../net/connections/dns-seeds.ts';
import { CRAWL_DEFAULTS } from '../../net/crawl/crawl-settings.ts';
import { Crawler } from '../../net/crawl/crawler.ts';
import { describeOptOutReject, OptOutList } from '../../net/crawl/opt-out-list.ts';
import { CrawlRunner } from '../../platform/crawl/crawl-runner.ts';
import { GeoDatabase, GeoDatabaseError } from '../../platform/geo/geo-database.ts';
import { Dialer } from '../../platform/node-shell/dialer.ts';
import { HostNames } from '../../platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../../platform/node-shell/network-routes.ts';
import { SeedLookup } from '../../platform/node-shell/seed-lookup.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import { SystemRandom } from '../../platform/random.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { parseHost } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { readTextFile } from '../observatory/text-file.ts';
import type { CrawlFlags } from './crawl-flags.ts';
import { ownAddresses } from './own-addresses.ts';

/** Largest file of those who opted out. */
const MAX_OPT_OUT_MIB = 16;

/** A crawl that is set up: its collector, and how far it is. */
export interface PreparedCrawl {
  readonly collector: NodesCollector;
  readonly crawler: Crawler;
}

/**
 * Sets up a crawl from what a person said; it begins with the collector's `start`.
 *
 * @throws {CliError} When a file or an address of the flags can't be read, or there is nobody to begin from.
 */
export async function prepareCrawl(
  context: CliContext,
  flags: CrawlFlags & { readonly contact: string },
  parts: {
    readonly network: NetworkName;
    readonly datadir?: string | undefined;
    readonly history: HistoryStore;
    readonly rounds: number;
  },
): Promise<PreparedCrawl> {
  const { network, history, rounds } = parts;
  const { magic, defaultPort } = networkParams(network);
  const random = new SystemRandom();
  const countries = new GeoDatabase();
  const asns = await openAsns(flags.asnFile);
  const routes = new NetworkRoutes({ proxy: flags.proxy });
  const crawler = new Crawler(
    {
      ...CRAWL_DEFAULTS,
      visitsPerSec: flags.rate,
      maxOpen: flags.maxOpen,
      roundMs: flags.interval * 1000,
      rounds,
    },
    {
      random,
      optOut: await optOutList(flags),
      // On regtest everybody is at home; elsewhere nobody who is may be led to visit a neighbour.
      allowsPrivate: network === 'regtest',
      canReach: (address) => routes.routeTo(address.network) !== undefined,
      asnOf: (address) => asns?.asnOf(address),
    },
  );
  crawler.learn(namedSeeds(flags, defaultPort));
  crawler.learn(await ownAddresses(context, parts));
  if (crawler.progress.known === 0 && flags.proxy !== undefined) {
    throw new CliError(
      'through a proxy no DNS seed is asked, and no node has run here: name one to begin from with --seed ADDRESS',
    );
  }
  const dialer = new Dialer({ routes, names: new HostNames(), random });
  const userAgent = `/Vigil:${readPackageVersion()}(crawler; opt-out: ${flags.contact})/`;
  const collector = new NodesCollector({
    history,
    clock: context.clock,
    countryOf: (address) => countries.countryOf(address),
    database: () => ({ name: countries.name, day: countries.day }),
    makeCrawl: async (onRound): Promise<Crawl> => {
      if (flags.proxy === undefined) crawler.learn(await dnsSeeds(network, defaultPort, context.interrupt));
      return new CrawlRunner({ magic, userAgent }, { crawler, dialer, clock: context.clock, random, onRound });
    },
  });
  return { collector, crawler };
}

async function openAsns(path: string | undefined): Promise<GeoDatabase | undefined> {
  if (path === undefined) return undefined;
  const asns = new GeoDatabase(path);
  try {
    // Opened at once, so that a wrong file is told before the crawl and not in it.
    void asns.day;
  } catch (error) {
    if (error instanceof GeoDatabaseError) throw new CliError(error.message);
    throw error;
  }
  return asns;
}

async function optOutList({ exclude, optOut }: CrawlFlags): Promise<OptOutList> {
  const list = new OptOutList();
  for (const entry of exclude ?? []) {
    const reject = list.add(entry);
    if (reject !== undefined) throw new CliError(`--exclude: ${describeOptOutReject(reject)}`);
  }
  if (optOut === undefined) return list;
  const reject = list.add(await readTextFile(optOut, MAX_OPT_OUT_MIB));
  if (reject !== undefined) throw new CliError(`${optOut}, ${describeOptOutReject(reject)}`);
  return list;
}

function namedSeeds({ seed }: CrawlFlags, defaultPort: number): NetAddress[] {
  return (seed ?? []).map(({ host, port }) => {
    const address = parseHost(host);
    if (address === undefined)
      throw new CliError(`--seed ${host}: write an address; names are not looked up for a crawl`);
    return { ...address, port: port ?? defaultPort };
  });
}

/** Nodes to begin from, as the network's DNS seeds tell them. */
async function dnsSeeds(network: NetworkName, port: number, interrupt: AbortSignal): Promise<NetAddress[]> {
  const lookup = new SeedLookup();
  const stop = (): void => lookup.stop();
  interrupt.addEventListener('abort', stop, { once: true });
  try {
    const found = await Promise.all(DNS_SEEDS[network].map((host) => lookup.lookUp(host, port)));
    return [...SEED_NODES[network], ...found.flat()];
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
}
