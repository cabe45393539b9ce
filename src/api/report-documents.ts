import { answerEnergy } from '../observatory/answers/energy-answer.ts';
import type { EnergyRecords } from '../observatory/answers/energy-answer.ts';
import { answerMap } from '../observatory/answers/map-answer.ts';
import type { MapHoldings } from '../observatory/answers/map-answer.ts';
import { answerMarket } from '../observatory/answers/market-answer.ts';
import { isReject } from '../observatory/answers/sources.ts';
import type { AnswerReject, ObservatorySources } from '../observatory/answers/sources.ts';
import { CBECI } from '../observatory/energy/cbeci.ts';
import type { DescribedPrices } from '../observatory/market/price-series.ts';
import type { NamedCountry } from '../observatory/outage/blackout-document.ts';
import type { ReportDocuments } from '../observatory/report/report-documents.ts';
import { blackoutDocument } from './outage-routes.ts';
import type { OutageHoldings } from './outage-routes.ts';
import { reportPrices } from './report-prices.ts';
import type { PriceHoldings, PriceScope } from './report-prices.ts';

/** What a report is made from beside the blocks; what is not there, the report says is missing. */
export interface ReportHoldings {
  readonly sources: ObservatorySources;
  readonly energy?: EnergyRecords;
  readonly map?: MapHoldings;
  /** None on networks whose coins have no price. */
  readonly prices?: PriceHoldings;
  readonly outages?: OutageHoldings;
}

/** What a report is about. Times in seconds since 1970. */
export interface ReportScope extends PriceScope {
  /** The country that went dark, and when. */
  readonly blackout?: { readonly country: NamedCountry; readonly atSec: number };
}

/** What a report tells beside the blocks. */
export interface ReportMaterial {
  readonly documents: ReportDocuments;
  /** Of bitcoin around the span; not there where nobody has any. */
  readonly prices?: DescribedPrices;
}

/**
 * Asks all the questions that a report tells the answers of, and looks for its prices. What can't be answered is left out.
 *
 * @throws {HistoryStoreError}
 */
export async function reportMaterial(holdings: ReportHoldings, scope: ReportScope): Promise<ReportMaterial> {
  const { sources, energy, map, outages } = holdings;
  const { fromSec, toSec, level, blackout } = scope;
  const atSec = scope.marketSec ?? toSec;
  const prices = holdings.prices && (await reportPrices(holdings.prices, scope));
  const records = energy && { ...energy, market: prices?.dailyMarket(energy.market) ?? energy.market };
  const documents = {
    ...answered(
      'market',
      prices && answerMarket(prices.market, { atSec, fromSec, toSec, base: 'BTC', quote: 'USD', level }),
    ),
    ...answered('map', map && answerMap(map, sources, { ...monthNear(map, scope), level })),
    ...answered(
      'energy',
      records &&
        answerEnergy(sources, records, { fromSec, toSec, level, powerPriceUsdPerKwh: CBECI.powerPriceUsdPerKwh }),
    ),
    ...answered('blackout', outages && blackout && (await blackoutDocument(outages, { ...blackout, level }))),
  };
  return { documents, ...(prices?.series === undefined ? {} : { prices: prices.series }) };
}

function answered<Name extends keyof ReportDocuments>(
  name: Name,
  answer: ReportDocuments[Name] | AnswerReject | undefined,
): ReportDocuments {
  return answer === undefined || isReject(answer) ? {} : { [name]: answer };
}

/** Shares are published for some months only: one speaks for the span when it is within half a year of it. */
const NEAR_SEC = 183 * 86_400;

/** The month of the table that is nearest to the span's middle. An impossible month gives an answer that is left out. */
function monthNear({ shares }: MapHoldings, { fromSec, toSec }: ReportScope): { readonly month: string } {
  const middle = (fromSec + toSec) / 2;
  const distance = (month: { readonly fromSec: number; readonly toSec: number }): number =>
    Math.max(0, month.fromSec - middle, middle - month.toSec);
  const nearest = shares.months.reduce((best, month) => (distance(month) < distance(best) ? month : best));
  return { month: distance(nearest) <= NEAR_SEC ? nearest.month : 'none' };
}
