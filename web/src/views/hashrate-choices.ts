/** A span that one press shows. */
export interface SpanChoice {
  readonly label: string;
  readonly from?: string;
  readonly to?: string;
  readonly window: string;
}

/** Spans of the built-in history, the one that readers come for first. */
export const SPANS: readonly SpanChoice[] = [
  { label: 'January 2022', from: '2021-12-29', to: '2022-01-14', window: '24h' },
  { label: 'China ban, 2021', from: '2021-04-01', to: '2022-01-14', window: '7d' },
  { label: 'Since 2009', from: '2009-01-09', to: '2024-01-01', window: '7d' },
];

/** Windows that the table and the sentence are cut into. */
export const WINDOWS: readonly string[] = ['6h', '24h', '7d', '14d', '144b', '2016b'];
