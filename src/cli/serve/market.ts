import { Option } from 'commander';
import { EXCHANGES, MarketCollector, NoMarketCollector } from '../../api/collectors/market/market-collector.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { SystemRandom } from '../../platform/random.ts';
import { wait } from '../../platform/wait.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

/** The flag that concerns the market. */
export interface MarketFlags {
  readonly network: NetworkName;
  /** False with `--no-market`. */
  readonly market: boolean;
}

/** `--no-market`. */
export function noMarketOption(): Option {
  return new Option('--no-market', 'ask no exchange for prices');
}

/** Whoever follows the market: on mainnet, unless it is turned off. Coins of other networks have no price. */
export function makeMarket(
  flags: MarketFlags,
  parts: { readonly history: HistoryStore; readonly clock: Clock },
): MarketCollector | NoMarketCollector {
  if (!flags.market || flags.network !== 'mainnet') return new NoMarketCollector();
  return new MarketCollector(EXCHANGES, { ...parts, fetch, wait, random: new SystemRandom() });
}
