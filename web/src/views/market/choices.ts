/** A span that one press shows, with the moment that is spoken of where it is not the span's end. */
export interface MarketSpan {
  readonly label: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Shown where no exchange is followed: the evening that the press wrote of. */
export const JANUARY_2022: MarketSpan = {
  label: 'January 2022',
  at: '2022-01-06',
  from: '2021-12-29',
  to: '2022-01-14',
};

/** Spans that readers come for; the first is now. */
export const MARKET_SPANS: readonly MarketSpan[] = [
  { label: 'Now' },
  JANUARY_2022,
  { label: 'From the high of 2021', from: '2021-11-01', to: '2022-02-01' },
  { label: 'China ban, 2021', from: '2021-04-01', to: '2021-09-01' },
  { label: 'Since 2012', from: '2012-01-01' },
];

/** Whether a span is the one that was chosen. */
export function isChosen(span: MarketSpan, params: Readonly<Record<string, string | undefined>>): boolean {
  return span.at === params['at'] && span.from === params['from'] && span.to === params['to'];
}
