import type { SourceUsed } from '../../api/documents.ts';
import type { Span } from '../../components/span.ts';

/** One without ends: the last year that is known. */
const LAST_YEAR: Span = { label: 'Last year known' };

/** Spans of mainnet's history that readers come for. */
const NAMED: readonly (Span & { readonly from: string })[] = [
  { label: 'Since 2018', from: '2018-01-01' },
  { label: 'China ban, 2021', from: '2021-04-01', to: '2022-01-01' },
  { label: 'January 2022', from: '2021-12-01', to: '2022-02-01' },
];

/** The spans worth one press, for the sources at hand, the first one to show first. */
export function energySpans(sources: readonly SourceUsed[]): Span[] {
  const named = NAMED.filter((span) =>
    sources.some(
      ({ from, to }) => from <= Date.parse(span.from) / 1000 && to >= Date.parse(span.to ?? span.from) / 1000,
    ),
  );
  return [...named, LAST_YEAR];
}
