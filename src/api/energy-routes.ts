import { answerEnergy } from '../observatory/answers/energy-answer.ts';
import type { EnergyRecords } from '../observatory/answers/energy-answer.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { dailyMarketFor } from '../observatory/market/held-prices.ts';
import { CBECI } from '../observatory/energy/cbeci.ts';
import { parsePowerPrice } from '../observatory/energy/power-price.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { heldDays } from './held-prices.ts';
import type { Route } from './route.ts';
import { span } from './observatory-routes.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';

/** What the energy questions are answered from. */
export interface EnergyHoldings {
  readonly sources: () => ObservatorySources;
  /** None on networks whose coins have no price. */
  readonly records?: EnergyRecords;
  /** Where prices are kept that come before the built-in ones. */
  readonly history?: HistoryStore;
}

/** `GET /api/v1/energy`: the document of `vigil energy --json`. */
export function energyRoutes({ sources, records, history }: EnergyHoldings): Route[] {
  const answer = (given: EnergyRecords, query: Query): object =>
    answerEnergy(sources(), given, {
      ...span(query),
      powerPriceUsdPerKwh: powerPriceOf(query),
      level: query.level(),
    });
  return [
    {
      path: 'energy',
      summary: 'Electricity, power, emissions and what mining earns',
      params: ['from', 'to', 'power-price', 'level'],
      answer: (query) => {
        if (records === undefined) {
          return {
            code: 'no-observations',
            message: `electricity is a question of mainnet; this is ${sources().network}`,
          };
        }
        if (history === undefined) return answer(records, query);
        const { fromSec } = span(query);
        return heldDays(history).then((held) =>
          answer({ ...records, market: dailyMarketFor(records.market, held, fromSec) }, query),
        );
      },
    },
  ];
}

function powerPriceOf(query: Query): number {
  const text = query.text('power-price');
  const price = text === undefined ? CBECI.powerPriceUsdPerKwh : parsePowerPrice(text);
  if (typeof price === 'number') return price;
  throw new BadQuery(`power-price: ${price.message}`);
}
