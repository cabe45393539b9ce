import { cellText, isFigure } from './cell-text.ts';
import { capitalized, shareText, spanText } from './figures.ts';
import { escapeMarkdown, safeUrl } from './markup.ts';
import type {
  Cell,
  ColumnType,
  ReportClaim,
  ReportDocument,
  ReportPart,
  ReportSection,
  ReportTable,
} from './report-document.ts';

/** Writes a report as Markdown: headings, paragraphs, tables; charts as the sentence that says what they show. */
export function renderMarkdown(report: ReportDocument): string {
  const head = [
    `# ${escapeMarkdown(report.title)}`,
    `*${escapeMarkdown(spanText(report.from, report.to))}. Intervals hold the truth with ${shareText(report.level)} probability. ` +
      `Blocks: ${escapeMarkdown(report.source.description)}.*`,
    `**${escapeMarkdown(report.sentence)}**`,
    ...(report.claims.length === 0 ? [] : [glance(report.claims)]),
  ];
  const sections = report.sections.map((section) => sectionText(section, report.claims));
  return `${[...head, ...sections].join('\n\n')}\n`;
}

/** All claims and verdicts in one table. */
function glance(claims: readonly ReportClaim[]): string {
  const rows = claims.map(({ claim, verdict }) => `| ${escapeMarkdown(claim)} | **${verdict}** |`);
  return ['| Claim | Verdict |', '| --- | --- |', ...rows].join('\n');
}

function sectionText(section: ReportSection, claims: readonly ReportClaim[]): string {
  const missing = section.missing === null ? [] : [`*Missing: ${escapeMarkdown(section.missing)}*`];
  const parts = section.parts.map((part) => partText(part, claims));
  return [`## ${escapeMarkdown(section.title)}`, escapeMarkdown(section.sentence), ...missing, ...parts].join('\n\n');
}

function partText(part: ReportPart, claims: readonly ReportClaim[]): string {
  switch (part.kind) {
    case 'text':
      return escapeMarkdown(part.text);
    case 'list':
      return part.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
    case 'claims':
      return claims.map(claimText).join('\n\n');
    case 'chart':
      return `*Chart: ${escapeMarkdown(part.title)}. ${escapeMarkdown(part.summary)}*`;
    case 'table':
      return tableText(part);
  }
}

function claimText(claim: ReportClaim): string {
  const lines = [
    `### ${escapeMarkdown(claim.claim)}`,
    `**${claim.verdict}**`,
    `- Figure: ${escapeMarkdown(claim.figure)}`,
    `- Why: ${escapeMarkdown(claim.reason)}`,
    ...claim.also.map(
      ({ test, verdict, figure, reason }) =>
        `- Tested ${escapeMarkdown(test)}: **${verdict}**. ${escapeMarkdown(capitalized(figure))}. ${escapeMarkdown(reason)}`,
    ),
    `- Source: ${linkText(claim.source, claim.sourceUrl)}`,
  ];
  return [lines[0], lines[1], lines.slice(2).join('\n')].join('\n\n');
}

function linkText(text: string, url: string | null): string {
  const safe = safeUrl(url);
  return safe === null ? escapeMarkdown(text) : `[${escapeMarkdown(text)}](<${safe}>)`;
}

function tableText({ caption, columns, rows }: ReportTable): string {
  const cells = rows.map((row) => columns.map(({ key, type }) => cellMarkdown(row[key], type)));
  const lines = [
    columns.map(({ label }) => escapeMarkdown(label)),
    columns.map(({ type }) => (isFigure(type) ? '---:' : '---')),
    ...cells,
  ].map((line) => `| ${line.join(' | ')} |`);
  return [`*${escapeMarkdown(caption)}*`, lines.join('\n')].join('\n\n');
}

function cellMarkdown(value: Cell | undefined, type: ColumnType): string {
  const text = cellText(value, type);
  const url = typeof value === 'object' && value !== null && 'text' in value ? value.url : null;
  return linkText(text, url);
}
