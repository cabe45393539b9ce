import type { NetworkName } from '../consensus/params.ts';
import { answerMarket } from '../observatory/answers/market-answer.ts';
import type { MarketQuestion } from '../observatory/answers/market-answer.ts';
import type { Route } from './route.ts';
import { loadMarket } from './market-holdings.ts';
import type { MarketParts } from './market-holdings.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';

/** `GET /api/v1/market`: the document that `vigil market` prints. Only coins of mainnet have a price. */
export function marketRoutes(network: NetworkName, parts: MarketParts): Route[] {
  return [
    {
      path: 'market',
      summary: 'The price at a moment, how far it is under its high, how the coins moved, and who says so',
      params: ['at', 'from', 'to', 'coin', 'quote', 'level'],
      answer: async (query) => {
        const question = marketQuestion(query);
        if (network !== 'mainnet') {
          return { code: 'no-observations', message: `prices are a question of mainnet; this is ${network}` };
        }
        return answerMarket(await loadMarket(parts, question), question);
      },
    },
  ];
}

function marketQuestion(query: Query): MarketQuestion {
  const [atSec, fromSec, toSec] = ['at', 'from', 'to'].map((name) => query.time(name));
  return {
    base: ticker(query, 'coin', 'BTC'),
    quote: ticker(query, 'quote', 'USD'),
    level: query.level(),
    ...(atSec === undefined ? {} : { atSec }),
    ...(fromSec === undefined ? {} : { fromSec }),
    ...(toSec === undefined ? {} : { toSec }),
  };
}

function ticker(query: Query, name: string, otherwise: string): string {
  const text = query.text(name) ?? otherwise;
  if (!/^[A-Za-z0-9]{1,10}$/.test(text)) throw new BadQuery(`${name}: write a ticker, such as ${otherwise}`);
  return text.toUpperCase();
}
