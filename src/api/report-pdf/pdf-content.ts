import type { Content, Style, TableCell } from 'pdfmake';
import { cellText, isFigure } from '../../observatory/report/cell-text.ts';
import { capitalized, shareText, spanText } from '../../observatory/report/figures.ts';
import { safeUrl } from '../../observatory/report/markup.ts';
import { REPORT_VERDICTS } from '../../observatory/report/report-document.ts';
import type {
  Cell,
  ColumnType,
  ReportClaim,
  ReportDocument,
  ReportPart,
  ReportSection,
  ReportTable,
  ReportVerdict,
} from '../../observatory/report/report-document.ts';
import { LIGHT } from '../../observatory/report/svg/chart-style.ts';
import { printedChart, TEXT_WIDTH_PT } from './printed-chart.ts';

const SOFT = LIGHT['--soft']!;
const LINK = LIGHT['--link']!;

/** Names of styles, by what a text is. */
export const PDF_STYLES: Readonly<Record<string, Style>> = {
  kicker: { fontSize: 9, color: SOFT },
  title: { fontSize: 24, bold: true, margin: [0, 4, 0, 8] },
  standfirst: { fontSize: 13, lineHeight: 1.25, margin: [0, 0, 0, 8] },
  about: { fontSize: 9, color: SOFT, margin: [0, 0, 0, 12] },
  heading: { fontSize: 16, bold: true, margin: [0, 20, 0, 4] },
  lead: { fontSize: 11.5, margin: [0, 0, 0, 8] },
  text: { margin: [0, 0, 0, 6] },
  caption: { fontSize: 9, color: SOFT, margin: [0, 8, 0, 4] },
  cell: { fontSize: 8 },
  missing: { italics: true, color: SOFT, margin: [0, 0, 0, 8] },
  claim: { fontSize: 11, bold: true, margin: [0, 12, 0, 2] },
  small: { fontSize: 9, color: SOFT },
};

/** A report as the PDF's body: the same words, tables and charts as the page. */
export function pdfContent(report: ReportDocument): Content[] {
  const { title, sentence, claims, sections, level, source } = report;
  return [
    { text: `Vigil report \u00b7 ${spanText(report.from, report.to)}`, style: 'kicker' },
    { text: title, style: 'title', headlineLevel: 1 },
    { text: sentence, style: 'standfirst' },
    {
      text: `Intervals in brackets hold the truth with ${shareText(level)} probability. Times are UTC. Blocks: ${source.description}.`,
      style: 'about',
    },
    ...(claims.length === 0 ? [] : glance(claims)),
    ...sections.flatMap((section) => sectionContent(section, claims)),
    {
      text: 'Made by Vigil from the sources named above. Each sentence is made from the numbers: with other data it reads otherwise.',
      style: 'about',
      margin: [0, 24, 0, 0],
    },
  ];
}

function verdictColor(verdict: ReportVerdict): string {
  return LIGHT[`--v${REPORT_VERDICTS.indexOf(verdict)}`]!;
}

/** All claims and verdicts in one table. */
function glance(claims: readonly ReportClaim[]): Content[] {
  const rows = claims.map(({ claim, verdict }): TableCell[] => [
    { text: claim, style: 'cell' },
    { text: verdict, style: 'cell', bold: true, color: verdictColor(verdict) },
  ]);
  const head = ['Claim', 'Verdict'].map((text): TableCell => ({ text, style: 'cell', bold: true, color: SOFT }));
  return [
    { text: 'The claims at a glance', style: 'caption' },
    { table: { headerRows: 1, widths: ['*', 'auto'], body: [head, ...rows] }, layout: 'lightHorizontalLines' },
  ];
}

function sectionContent(section: ReportSection, claims: readonly ReportClaim[]): Content[] {
  return [
    { text: section.title, style: 'heading', headlineLevel: 2 },
    { text: section.sentence, style: 'lead' },
    ...(section.missing === null ? [] : [{ text: `Missing: ${section.missing}`, style: 'missing' }]),
    ...section.parts.flatMap((part, k) => partContent(part, `${section.id}-${k + 1}`, claims)),
  ];
}

function partContent(part: ReportPart, id: string, claims: readonly ReportClaim[]): Content[] {
  switch (part.kind) {
    case 'text':
      return [{ text: part.text, style: 'text' }];
    case 'list':
      return [{ ul: part.items.map((item) => ({ text: item })), style: 'text' }];
    case 'claims':
      return claims.flatMap(claimContent);
    case 'chart':
      return [
        {
          stack: [
            { text: part.title, bold: true, margin: [0, 8, 0, 0] },
            { text: part.caption, style: 'caption', margin: [0, 2, 0, 4] },
            { svg: printedChart(part, id), width: TEXT_WIDTH_PT },
          ],
          unbreakable: true,
        },
      ];
    case 'table':
      return tableContent(part);
  }
}

function tableContent({ caption, columns, rows }: ReportTable): Content[] {
  const head = columns.map(({ label, type }): TableCell => ({
    text: label,
    style: 'cell',
    bold: true,
    color: SOFT,
    alignment: side(type),
  }));
  const body = rows.map((row) => columns.map(({ key, type }) => cell(row[key], type)));
  // Words share what figures and times leave.
  const widths = columns.map(({ type }) => (type === 'text' || type === 'source' ? '*' : 'auto'));
  return [
    { text: caption, style: 'caption' },
    { table: { headerRows: 1, widths, body: [head, ...body] }, layout: 'lightHorizontalLines' },
  ];
}

function cell(value: Cell | undefined, type: ColumnType): TableCell {
  const text = cellText(value, type);
  const url = typeof value === 'object' && value !== null && 'text' in value ? value.url : null;
  return { ...linked(text, url), style: 'cell', alignment: side(type) };
}

function side(type: ColumnType): 'left' | 'right' {
  return isFigure(type) ? 'right' : 'left';
}

function claimContent(claim: ReportClaim): Content[] {
  const also = claim.also.flatMap(({ test, verdict, figure, reason }): Content[] => [
    {
      text: [{ text: `Tested ${test}: ` }, { text: verdict, bold: true, color: verdictColor(verdict) }],
      margin: [12, 4, 0, 0],
    },
    { text: `${capitalized(figure)}. ${reason}`, margin: [12, 0, 0, 0], fontSize: 9 },
  ]);
  return [
    { text: `\u201c${claim.claim}\u201d`, style: 'claim', headlineLevel: 3 },
    { text: claim.verdict, bold: true, color: verdictColor(claim.verdict) },
    { text: capitalized(claim.figure), bold: true },
    { text: claim.reason, style: 'text' },
    ...also,
    { ...linked(`Claimed by: ${claim.source}`, claim.sourceUrl), style: 'small', margin: [0, 2, 0, 0] },
  ];
}

function linked(text: string, url: string | null): { text: string; link?: string; color?: string } {
  const safe = safeUrl(url);
  return safe === null ? { text } : { text, link: safe, color: LINK };
}
