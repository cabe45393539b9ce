import type { OutageHoldings } from '../api/outage-routes.ts';
import type { NetworkName } from '../consensus/params.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { parseMiningShares } from '../observatory/geography/share-table.ts';
import type { ShareTable } from '../observatory/geography/share-table.ts';
import { parseNodesByCountry } from '../observatory/history/nodes-by-country.ts';
import type { NodeCensus } from '../observatory/outage/blackout-document.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { builtInTable } from './built-in-table.ts';

const SHARES = 'mining-shares.csv';
const NODES = 'nodes-by-country-2026-07.csv';

/** The day that the built-in count of nodes was made on. */
const NODES_AT_SEC = Date.UTC(2026, 6, 7) / 1000;

/** Everything that answers about outages are made from: what is kept, and the facts that Vigil brings along of mainnet. */
export function outageHoldings(parts: {
  readonly network: NetworkName;
  readonly sources: () => ObservatorySources;
  readonly history: HistoryStore;
  readonly clock: Clock;
}): OutageHoldings {
  const { network, sources, history, clock } = parts;
  const isMainnet = network === 'mainnet';
  return {
    network,
    sources,
    history,
    shares: isMainnet ? builtInShares() : undefined,
    example: isMainnet ? builtInCensus() : undefined,
    nowSec: () => Math.floor(clock.nowMs() / 1000),
  };
}

function builtInShares(): ShareTable {
  return builtInTable(SHARES, parseMiningShares);
}

/** Reachable nodes of mainnet by country in July 2026. */
function builtInCensus(): NodeCensus {
  const { byCountry, unlocated, source } = builtInTable(NODES, parseNodesByCountry);
  const located = [...byCountry.values()].reduce((sum, nodes) => sum + nodes, 0);
  return { atSec: NODES_AT_SEC, total: located + unlocated, byCountry, source };
}
