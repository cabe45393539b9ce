import { drawChart } from '../../observatory/report/draw-chart.ts';
import type { ReportChart } from '../../observatory/report/report-document.ts';
import { CHART_STYLE, LIGHT } from '../../observatory/report/svg/chart-style.ts';
import { WIDE } from '../../observatory/report/svg/frame.ts';

/** Points of a page's width that text and charts have: A4 less its margins. */
export const TEXT_WIDTH_PT = 499;

/**
 * The charts' style as a program understands it that draws SVG without a browser: colours in place of custom properties, no
 * descendants, no eight-digit colours.
 */
const PRINTED_STYLE: string = CHART_STYLE.replaceAll(
  /var\((--[a-z0-9-]+)\)/g,
  (_, name: string) => LIGHT[name] ?? '#000',
)
  .replaceAll(/#([0-9a-f]{6})([0-9a-f]{2})\b/gi, (_, colour: string, alpha: string) => rgba(colour, alpha))
  .replaceAll('.chart ', '')
  .replaceAll(/font:12px [^;]*;/g, 'font-size:12px;font-family:Roboto;');

function rgba(colour: string, alpha: string): string {
  const channels = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${channels.join(',')},${(Number.parseInt(alpha, 16) / 255).toFixed(3)})`;
}

/** Draws a chart of a report for paper: SVG that needs nothing beside it. */
export function printedChart(chart: ReportChart, id: string): string {
  // What a screen reader is told stands in the document's text already.
  const svg = drawChart(chart, id, WIDE).replaceAll(/<(title|desc)\b[^>]*>[^<]*<\/\1>/g, '');
  return svg.replace(/>/, `><style>${PRINTED_STYLE}</style>`);
}
