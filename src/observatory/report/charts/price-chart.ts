import type { PriceChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { textElement } from '../svg/element.ts';
import { axisTitle, drawing, plotArea, timeAxis, valueAxis } from '../svg/frame.ts';
import type { ChartSize } from '../svg/frame.ts';
import { band, labelsHeight, line, momentMarks, periodMarks, placeLabels } from '../svg/marks.ts';
import type { Point } from '../svg/marks.ts';
import { linearScale, niceTicks } from '../svg/scale.ts';
import { formatDollars } from '../figures.ts';

/** Draws the price: closes as a line, lowest to highest of each span behind it, events and price levels as lines. */
export function drawPrice(chart: PriceChart, id: string, size: ChartSize): Markup {
  const fromSec = chart.rows[0]!.time;
  const toSec = chart.rows.at(-1)!.time;
  const left = 58;
  const right = size.width - 8;
  const placed = placeLabels(chart.events, linearScale([fromSec, toSec], [left, right]), { left, right });
  const plot = plotArea(size, { top: 28 + labelsHeight(placed), right: 8, bottom: 26, left });
  const { x, axis } = timeAxis(plot, fromSec, toSec);
  const low = Math.min(...chart.rows.map((row) => row.low), ...chart.levels.map((level) => level.price));
  const high = Math.max(...chart.rows.map((row) => row.high));
  const margin = 0.04 * (high - low);
  const y = linearScale([low - margin, high + margin], [plot.bottom, plot.top]);
  const ticks = niceTicks(low - margin, high + margin, 6).map((value) => ({ value, label: formatDollars(value) }));
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    axisTitle(`${chart.symbol} in US dollars (axis does not start at zero)`),
    ...periodMarks(chart.periods, x, plot),
    ...valueAxis(plot, y, ticks),
    ...chart.levels.flatMap((level) => [
      line(
        [
          [plot.left, y(level.price)],
          [plot.right, y(level.price)],
        ],
        'claimed',
      ),
      textElement(level.label, { class: 'claimed-label', x: plot.left + 4, y: y(level.price) - 5 }),
    ]),
    band(
      chart.rows.map((row): Point => [x(row.time), y(row.high)]),
      chart.rows.map((row): Point => [x(row.time), y(row.low)]),
      'price-range',
    ),
    line(
      chart.rows.map((row): Point => [x(row.time), y(row.close)]),
      'price',
    ),
    ...axis,
    ...momentMarks(placed, x, plot),
  ]);
}
