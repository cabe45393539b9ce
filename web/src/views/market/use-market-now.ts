import { useEffect, useRef } from 'preact/hooks';
import type { MarketDocument, MarketNowDocument } from '../../api/documents.ts';
import type { Asked } from '../../api/use-document.ts';
import { useLive } from '../../api/use-live.ts';

/** Currencies whose prices are told as they come. */
const TOLD_QUOTES: readonly string[] = ['USD', 'EUR', 'GBP', 'JPY'];

/** While the stream stands, what it does not tell is asked for so often: the chart, the volatility. */
const CHART_MS = 5 * 60_000;

/** While it does not, everything is: as often as the exchanges are asked. */
const AGAIN_MS = 30_000;

/**
 * The market as it moves: what was asked for, with the prices that were told since. While nothing is told, it is asked for again
 * and again, as long as its prices are live.
 *
 * @param asked The market now, in that currency; `undefined` while another moment is looked at, and nothing is followed.
 */
export function useMarketNow(asked: Asked<MarketDocument> | undefined, quote: string): MarketDocument | undefined {
  const isTold = asked !== undefined && TOLD_QUOTES.includes(quote);
  const { document: told, isFollowed } = useLive<MarketNowDocument>(
    isTold ? `market-${quote.toLowerCase()}` : undefined,
  );
  const document = asked?.document;
  const now = told?.now ?? undefined;
  const isLive = document?.live === true;
  // The first prices came after it was asked.
  const isBehind = now !== undefined && document !== undefined && !isLive;
  // Each drawing has another one, and there is a drawing at each price.
  const retry = useRef(asked?.retry);
  retry.current = asked?.retry;
  useEffect(() => {
    if (isBehind) retry.current?.();
  }, [isBehind]);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => retry.current?.(), isFollowed ? CHART_MS : AGAIN_MS);
    return () => clearInterval(timer);
  }, [isLive, isFollowed]);
  return isLive ? withNews(document, now) : document;
}

/** The document with what was told of it since. */
function withNews(document: MarketDocument, now: MarketNowDocument['now'] | undefined): MarketDocument {
  return now === undefined || now === null || now.quote !== document.quote || now.at <= document.at
    ? document
    : { ...document, ...now };
}
