import { drawDays } from './charts/days-chart.ts';
import { drawDifficulty } from './charts/difficulty-chart.ts';
import { drawHashrate } from './charts/hashrate-chart.ts';
import { drawPlacebo } from './charts/placebo-chart.ts';
import { drawPrice } from './charts/price-chart.ts';
import { drawRatios } from './charts/ratios-chart.ts';
import type { ReportChart } from './report-document.ts';
import type { Markup } from './svg/element.ts';
import type { ChartSize } from './svg/frame.ts';

/** Draws a chart of a report as an SVG element. `id` is unique in the page: the drawing's title is labelled with it. */
export function drawChart(chart: ReportChart, id: string, size: ChartSize): Markup {
  switch (chart.chart) {
    case 'hashrate':
      return drawHashrate(chart, id, size);
    case 'days':
      return drawDays(chart, id, size);
    case 'difficulty':
      return drawDifficulty(chart, id, size);
    case 'price':
      return drawPrice(chart, id, size);
    case 'ratios':
      return drawRatios(chart, id, size);
    case 'placebo':
      return drawPlacebo(chart, id, size);
  }
}
