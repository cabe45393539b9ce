import type { NetworkName } from '../consensus/params.ts';
import { COUNTRY_BY_CODE, countryCodeOf } from '../observatory/geography/countries.ts';
import type { ShareTable } from '../observatory/geography/share-table.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { answerBlackout } from '../observatory/outage/blackout-answer.ts';
import type { NamedCountry, NodeCensus } from '../observatory/outage/blackout-document.ts';
import { answerNodes } from '../observatory/outage/nodes-answer.ts';
import { answerOutages } from '../observatory/outage/outages-answer.ts';
import { publishedShares } from '../observatory/outage/published-shares.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { censusesAround, storedCensus, storedCounts } from './outage/stored-nodes.ts';
import { OUTAGE_DEFAULTS, signalsAround, storedSignals } from './outage/stored-signals.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import type { Route } from './route.ts';

/** What is known of a country's outage: kept series, and what Vigil brings along. */
export interface OutageHoldings {
  readonly network: NetworkName;
  readonly sources: () => ObservatorySources;
  readonly history: HistoryStore;
  /** Where the hashrate sat; only of mainnet. */
  readonly shares: ShareTable | undefined;
  /** A count of nodes from elsewhere, for want of one's own; only of mainnet. */
  readonly example: NodeCensus | undefined;
  readonly nowSec: () => number;
}

/** How far back signals are looked through. */
const SIGNALS_SEC = 400 * 86_400;

/** The API's questions about outages and nodes: each gives the document that the command of the same name prints. */
export function outageRoutes(holdings: OutageHoldings): Route[] {
  return [
    {
      path: 'blackout',
      example: { country: 'KZ', at: '2022-01-05T10:30Z' },
      params: ['country', 'at', 'share', 'level'],
      summary: "What a country's outage puts at stake, and how large a fall of hashrate could be seen",
      answer: (query) => blackoutDocument(holdings, blackoutQuestion(query)),
    },
    {
      path: 'outage',
      example: { country: 'KZ' },
      params: ['country', 'from', 'to', 'level'],
      summary: "Losses of a country's network against its own baseline, by each signal at hand",
      answer: (query) =>
        outagesDocument(holdings, {
          country: countryParameter(query),
          ...spanOf(query),
          ...OUTAGE_DEFAULTS,
          level: query.level(),
        }),
    },
    {
      path: 'nodes',
      params: [],
      summary: 'Reachable nodes by country and network',
      answer: () => nodesDocument(holdings),
    },
  ];
}

/** What is asked of a blackout: see `answerBlackout`. */
export type BlackoutRequest = Parameters<typeof answerBlackout>[2];

/** Makes the document of a blackout from all that is kept. */
export async function blackoutDocument(
  holdings: OutageHoldings,
  question: BlackoutRequest,
): Promise<ReturnType<typeof answerBlackout>> {
  const { sources, history, shares, example } = holdings;
  const { country, atSec } = question;
  const knowledge = {
    censuses: [...(await censusesAround(history, atSec)), ...(example === undefined ? [] : [example])],
    shares: shares === undefined ? [] : publishedShares(shares, country.code),
    signals: await signalsAround(history, country.code, atSec),
  };
  return answerBlackout(sources(), knowledge, question);
}

/** What is asked of a country's outages, but the network. */
export type OutagesRequest = Omit<Parameters<typeof answerOutages>[1], 'network'>;

/** Makes the document of a country's outages from all that is kept. */
export async function outagesDocument(
  { network, history, nowSec }: Pick<OutageHoldings, 'network' | 'history' | 'nowSec'>,
  question: OutagesRequest,
): Promise<ReturnType<typeof answerOutages>> {
  const toSec = question.toSec ?? nowSec() + 86_400;
  const span = { fromSec: Math.max(0, (question.fromSec ?? toSec) - SIGNALS_SEC), toSec };
  return answerOutages(await storedSignals(history, question.country.code, span), { ...question, network });
}

/** Makes the document of the reachable nodes. */
export async function nodesDocument({
  network,
  history,
  example,
  nowSec,
}: Pick<OutageHoldings, 'network' | 'history' | 'example' | 'nowSec'>): Promise<ReturnType<typeof answerNodes>> {
  const crawled = await storedCensus(history);
  return answerNodes({ network, crawled, example, history: await storedCounts(history, nowSec()) });
}

/** A country by its code or name. @returns `undefined` when there is none of that name. */
export function namedCountry(text: string): NamedCountry | undefined {
  const code = text.length > 60 ? undefined : countryCodeOf(text);
  return code === undefined ? undefined : { code, name: COUNTRY_BY_CODE.get(code)!.name };
}

function countryParameter(query: Query): NamedCountry {
  const text = query.text('country') ?? '';
  const country = namedCountry(text);
  if (country === undefined)
    throw new BadQuery('give country, by its code of ISO 3166-1 or its name, such as country=KZ');
  return country;
}

function blackoutQuestion(query: Query): BlackoutRequest {
  const country = countryParameter(query);
  const atSec = query.time('at');
  if (atSec === undefined) throw new BadQuery('give at, when it began, such as at=2022-01-05T10:30Z');
  const share = query.share('share', 1);
  return { country, atSec, level: query.level(), ...(share === undefined ? {} : { share }) };
}

function spanOf(query: Query): { readonly fromSec?: number; readonly toSec?: number } {
  const [fromSec, toSec] = [query.time('from'), query.time('to')];
  if (fromSec !== undefined && toSec !== undefined && fromSec >= toSec) throw new BadQuery('to has to lie after from');
  return { ...(fromSec === undefined ? {} : { fromSec }), ...(toSec === undefined ? {} : { toSec }) };
}
