import { cellText, isFigure } from './cell-text.ts';
import { drawChart } from './draw-chart.ts';
import { capitalized, shareText, spanText } from './figures.ts';
import { escapeMarkup, safeUrl } from './markup.ts';
import { PAGE_STYLE } from './page-style.ts';
import { REPORT_VERDICTS } from './report-document.ts';
import type {
  ColumnType,
  ReportChart,
  ReportClaim,
  ReportDocument,
  ReportPart,
  ReportSection,
  ReportTable,
  ReportVerdict,
} from './report-document.ts';
import type { Markup } from './svg/element.ts';
import { NARROW, WIDE } from './svg/frame.ts';

/** Nothing is fetched, run or framed; the one thing allowed is the page's own style. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Writes a report as one self-contained page: no script, no request to anywhere; charts are inline SVG, drawn once for
 * wide screens and paper and once for narrow ones. The reader's setting chooses dark or light.
 */
export function renderHtml(report: ReportDocument): string {
  const title = escapeMarkup(report.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="description" content="${escapeMarkup(report.sentence)}">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header>
<p class="kicker">Vigil report \u00b7 ${escapeMarkup(spanText(report.from, report.to))}</p>
<h1>${title}</h1>
<p class="standfirst">${escapeMarkup(report.sentence)}</p>
<p class="about">Intervals in brackets hold the truth with ${shareText(report.level)} probability. Times are UTC. Blocks: ${escapeMarkup(report.source.description)}.</p>
${glance(report.claims)}
</header>
<nav aria-label="Sections"><ul>${report.sections.map(({ id, title: name }) => `<li><a href="#${escapeMarkup(id)}">${escapeMarkup(name)}</a></li>`).join('')}</ul></nav>
<main id="report">
${report.sections.map((section) => sectionMarkup(section, report.claims)).join('\n')}
</main>
<footer><p>Made by Vigil from the sources named above. Each sentence is made from the numbers: with other data it reads otherwise.</p></footer>
</body>
</html>
`;
}

/** A word that stands for its verdict in class names. */
function verdictClass(verdict: ReportVerdict): string {
  return `verdict v${REPORT_VERDICTS.indexOf(verdict)}`;
}

/** The verdict as a label; its sign tells it apart without colour. */
function verdictMarkup(verdict: ReportVerdict): Markup {
  const sign = {
    supported: '\u2713',
    contradicted: '\u2715',
    'not distinguishable from luck': '\u2248',
    'cannot be told': '?',
  }[verdict];
  return `<span class="${verdictClass(verdict)}"><span aria-hidden="true">${sign}</span> ${verdict}</span>`;
}

/** All verdicts at a glance, each leading to its card. */
function glance(claims: readonly ReportClaim[]): Markup {
  if (claims.length === 0) return '';
  const groups = REPORT_VERDICTS.map((verdict) => {
    const held = claims.filter((claim) => claim.verdict === verdict);
    if (held.length === 0) return '';
    const items = held.map(glanceItem);
    return `<div><h3>${verdictMarkup(verdict)} <span class="count">${held.length}</span></h3><ul>${items.join('')}</ul></div>`;
  });
  return `<section class="glance" aria-labelledby="glance-title"><h2 id="glance-title">The claims at a glance</h2><div class="groups">${groups.join('')}</div></section>`;
}

/** One claim of the overview; a further test that came out otherwise is said beside it. */
function glanceItem({ id, claim, verdict, also }: ReportClaim): Markup {
  const others = [...new Set(also.map((test) => test.verdict))].filter((other) => other !== verdict);
  const notes = others.map((other) => ` <span class="otherwise">tested otherwise: ${verdictMarkup(other)}</span>`);
  return `<li><a href="#claim-${escapeMarkup(id)}">${escapeMarkup(claim)}</a>${notes.join('')}</li>`;
}

function sectionMarkup(section: ReportSection, claims: readonly ReportClaim[]): Markup {
  const id = escapeMarkup(section.id);
  const missing =
    section.missing === null ? '' : `<p class="missing"><strong>Missing:</strong> ${escapeMarkup(section.missing)}</p>`;
  const parts = section.parts.map((part, i) => partMarkup(part, `${section.id}-${i + 1}`, claims));
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeMarkup(section.title)}</h2>
<p class="lead">${escapeMarkup(section.sentence)}</p>
${missing}${parts.join('\n')}
</section>`;
}

function partMarkup(part: ReportPart, id: string, claims: readonly ReportClaim[]): Markup {
  switch (part.kind) {
    case 'text':
      return `<p>${escapeMarkup(part.text)}</p>`;
    case 'list':
      return `<ul class="prose">${part.items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
    case 'claims':
      return `<div class="cards">${claims.map(cardMarkup).join('\n')}</div>`;
    case 'chart':
      return chartMarkup(part, id);
    case 'table':
      return tableMarkup(part, id);
  }
}

function chartMarkup(chart: ReportChart, id: string): Markup {
  const drawings = [WIDE, NARROW].map((size) => drawChart(chart, escapeMarkup(id), size));
  return `<figure><figcaption><strong>${escapeMarkup(chart.title)}</strong> ${escapeMarkup(chart.caption)}</figcaption>${drawings.join('')}</figure>`;
}

/** Rows from which on a table is folded up: the chart above it tells the story. */
const LONG_TABLE = 16;

function tableMarkup({ caption, columns, rows }: ReportTable, id: string): Markup {
  const head = columns.map(
    ({ label, type }) => `<th scope="col"${isFigure(type) ? ' class="figure"' : ''}>${escapeMarkup(label)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map(({ key, type }, i) => {
      const value = row[key];
      const url = typeof value === 'object' && value !== null && 'text' in value ? value.url : null;
      const content = linkMarkup(cellText(value, type), url);
      const tag = i === 0 ? 'th scope="row"' : 'td';
      return `<${tag}${cellClass(type)}>${content}</${tag.slice(0, 2)}>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const label = escapeMarkup(`${id}-caption`);
  const table =
    `<div class="scroll" role="region" tabindex="0" aria-labelledby="${label}"><table${columns.some(({ type }) => isFigure(type)) ? '' : ' class="stack"'}><caption id="${label}">${escapeMarkup(caption)}</caption>` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
  return rows.length < LONG_TABLE
    ? table
    : `<details><summary>${escapeMarkup(caption)}: table of ${rows.length} rows</summary>${table}</details>`;
}

function cellClass(type: ColumnType): string {
  if (isFigure(type)) return ' class="figure"';
  return type === 'time' || type === 'day' ? ' class="when"' : '';
}

function cardMarkup(claim: ReportClaim): Markup {
  const also = claim.also.map(
    ({ test, verdict, figure, reason }) =>
      `<div class="also"><p>Tested ${escapeMarkup(test)}: ${verdictMarkup(verdict)}</p><p class="measured">${escapeMarkup(capitalized(figure))}</p><p>${escapeMarkup(reason)}</p></div>`,
  );
  const id = escapeMarkup(claim.id);
  return `<article class="card c${REPORT_VERDICTS.indexOf(claim.verdict)}" id="claim-${id}" aria-labelledby="claim-${id}-title">
<h3 id="claim-${id}-title">\u201c${escapeMarkup(claim.claim)}\u201d</h3>
<p>${verdictMarkup(claim.verdict)}</p>
<p class="measured">${escapeMarkup(capitalized(claim.figure))}</p>
<p>${escapeMarkup(claim.reason)}</p>
${also.join('')}
<p class="source">Claimed by: ${linkMarkup(claim.source, claim.sourceUrl)}</p>
</article>`;
}

function linkMarkup(text: string, url: string | null): Markup {
  const safe = safeUrl(url);
  const escaped = escapeMarkup(text);
  return safe === null ? escaped : `<a href="${escapeMarkup(safe)}" rel="noreferrer noopener">${escaped}</a>`;
}
