import { createRequire } from 'node:module';
import path from 'node:path';
import type { ReportDocument } from '../../observatory/report/report-document.ts';
import type { Content } from 'pdfmake';
import { PDF_STYLES, pdfContent } from './pdf-content.ts';

const MARGIN_PT = 48;

/** Spaces that Roboto has no glyph for; it has the no-break space. */
const NARROW_SPACES = /[\u2009\u202f]/g;

/**
 * Writes a report as a PDF of A4 pages: the words, tables and charts of the page, with its outline and links.
 *
 * @returns The file. The same report gives the same pages; its stated date is the end of the report's span.
 */
export async function renderPdf(report: ReportDocument): Promise<Uint8Array> {
  const { default: pdfmake } = await import('pdfmake');
  const fonts = path.join(
    path.dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
    'fonts',
    'Roboto',
  );
  const file = (style: string): string => path.join(fonts, `Roboto-${style}.ttf`);
  pdfmake.setFonts({
    Roboto: {
      normal: file('Regular'),
      bold: file('Medium'),
      italics: file('Italic'),
      bolditalics: file('MediumItalic'),
    },
  });
  // Nothing is fetched; nothing is read but the fonts.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((wanted) => path.dirname(path.resolve(wanted)) === fonts);
  const document = pdfmake.createPdf({
    pageSize: 'A4',
    pageMargins: [MARGIN_PT, MARGIN_PT, MARGIN_PT, MARGIN_PT],
    info: {
      title: report.title,
      subject: report.sentence,
      creator: 'Vigil',
      producer: 'Vigil',
      creationDate: new Date(report.to * 1000),
    },
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2 },
    styles: PDF_STYLES,
    footer: (page, pages) => ({
      text: `${page} of ${pages}`,
      alignment: 'right',
      fontSize: 8,
      margin: [0, 12, MARGIN_PT, 0],
    }),
    // A heading does not stand alone at the foot of a page.
    pageBreakBefore: (node, nodes) => node.headlineLevel !== undefined && nodes.getFollowingNodesOnPage().length === 0,
    content: printable(pdfContent(report)),
  });
  return document.getBuffer();
}

/** The same content, in characters that the font has. */
function printable(content: readonly Content[]): Content[] {
  return JSON.parse(JSON.stringify(content).replaceAll(NARROW_SPACES, '\u00a0')) as Content[];
}
