import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { buildReport } from '../observatory/report/build-report.ts';
import { parseClaimText } from '../observatory/report/claim-text.ts';
import { KAZAKHSTAN_2022, kazakhstan2022 } from '../observatory/report/kazakhstan-2022.ts';
import { renderHtml } from '../observatory/report/render-html.ts';
import { renderMarkdown } from '../observatory/report/render-markdown.ts';
import type { ReportDocument } from '../observatory/report/report-document.ts';
import { spanReport } from '../observatory/report/span-report.ts';
import { span } from './observatory-routes.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import type { ReportMaterial, ReportScope } from './report-documents.ts';
import { renderPdf } from './report-pdf/render-pdf.ts';
import { FileDocument } from './route.ts';
import type { Route } from './route.ts';

/** What reports are made from. */
export interface ReportParts {
  readonly sources: () => ObservatorySources;
  /** What was published of the reference event, with prices; only mainnet has one. */
  readonly records?: Omit<Parameters<typeof kazakhstan2022>[0], 'sources' | 'level'>;
  /** Asks what a report tells beside the blocks. */
  readonly material: (scope: ReportScope) => Promise<ReportMaterial>;
}

/** Content types that a report is written in, by the names of `vigil report --format`. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  pdf: 'application/pdf',
};

const PRODUCES = Object.values(CONTENT_TYPES).slice(1);

/** `GET /api/v1/report` and `GET /api/v1/report/kazakhstan-2022`: what `vigil report` writes, in each of its forms. */
export function reportRoutes(parts: ReportParts): Route[] {
  return [
    {
      path: 'report/kazakhstan-2022',
      summary: 'The reference event, claim by claim',
      params: ['level', 'format'],
      produces: PRODUCES,
      answer: async (query) => written(await eventDocument(parts, query), 'kazakhstan-2022', query),
    },
    {
      path: 'report',
      summary: 'The report of any span',
      example: { from: '2021-06-01', to: '2021-07-01' },
      params: ['from', 'to', 'claim', 'level', 'format'],
      produces: PRODUCES,
      answer: async (query) => written(await spanDocument(parts, query), 'report', query),
    },
  ];
}

/** A report in the form that is asked for; what is no report stays what it is. */
async function written(document: ReportDocument | object, name: string, query: Query): Promise<object> {
  const format = query.text('format') ?? 'json';
  const contentType = CONTENT_TYPES[format];
  if (contentType === undefined) throw new BadQuery('format: write json, html, md or pdf');
  if (format === 'json' || !isReport(document)) return document;
  const body =
    format === 'pdf' ? await renderPdf(document) : format === 'html' ? renderHtml(document) : renderMarkdown(document);
  return new FileDocument(body, { contentType, fileName: `${name}.${format}` });
}

function isReport(document: object): document is ReportDocument {
  return 'schema' in document && document.schema === 'vigil.report/1';
}

/** The report of the reference event. */
async function eventDocument({ sources, records, material }: ReportParts, query: Query): Promise<object> {
  const level = query.level();
  if (records === undefined) {
    return { code: 'no-observations', message: `January 2022 is a story of mainnet; this is ${sources().network}` };
  }
  const { documents } = await material({ ...KAZAKHSTAN_2022, level });
  return buildReport(kazakhstan2022({ sources: sources(), ...records, documents, level }));
}

/** The report of any span, with one claim tested where it is given. */
async function spanDocument({ sources, records, material }: ReportParts, query: Query): Promise<object> {
  const { fromSec, toSec } = span(query);
  if (fromSec === undefined || toSec === undefined || fromSec >= toSec) {
    throw new BadQuery('give from and to, the span of the report, such as from=2021-06-01 and to=2021-08-01');
  }
  const text = query.text('claim');
  const claim = text === undefined ? undefined : parseClaimText(text, 1);
  if (claim !== undefined && 'code' in claim) throw new BadQuery(`claim: ${claim.message}`);
  const claims = claim === undefined ? [] : [claim];
  const scope = { fromSec, toSec, level: query.level() };
  return buildReport(spanReport({ sources: sources(), ...records, ...(await material(scope)), ...scope, claims }));
}
