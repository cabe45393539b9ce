import { formatCount } from '../../answers/units.ts';
import type { PlaceboChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { element } from '../svg/element.ts';
import { axisTitle, drawing, plotArea, tickBelow, valueAxis } from '../svg/frame.ts';
import type { ChartSize } from '../svg/frame.ts';
import { labelsHeight, momentMarks, placeLabels } from '../svg/marks.ts';
import { linearScale, niceTicks } from '../svg/scale.ts';
import { formatSignedPercent } from '../figures.ts';

/** Draws how often a price moved how much over windows without the event, and where the event's window lies. */
export function drawPlacebo(chart: PlaceboChart, id: string, size: ChartSize): Markup {
  const low = Math.min(chart.bins[0]!.low, ...chart.marks.map((mark) => mark.change - 1));
  const high = Math.max(chart.bins.at(-1)!.high, ...chart.marks.map((mark) => mark.change - 1));
  const small: ChartSize = { ...size, height: 220 };
  const left = 46;
  const right = size.width - 12;
  const x = linearScale([low, high], [left, right]);
  const moments = chart.marks.map((mark) => ({ time: mark.change - 1, label: mark.label }));
  const placed = placeLabels(moments, x, { left, right });
  const plot = plotArea(small, { top: 28 + labelsHeight(placed), right: 12, bottom: 26, left });
  const top = Math.max(...chart.bins.map((bin) => bin.windows));
  const y = linearScale([0, top], [plot.bottom, plot.top]);
  const bars = chart.bins.map((bin) =>
    element('rect', {
      class: 'bar',
      x: x(bin.low) + 0.5,
      y: y(bin.windows),
      width: Math.max(0.5, x(bin.high) - x(bin.low) - 1),
      height: plot.bottom - y(bin.windows),
    }),
  );
  const ticks = niceTicks(low, high, Math.max(3, Math.floor((right - left) / 46))).map((value) =>
    tickBelow(plot, formatSignedPercent(value), x(value)),
  );
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    axisTitle('windows before, by price change'),
    ...valueAxis(
      plot,
      y,
      niceTicks(0, top, 4).map((value) => ({ value, label: formatCount(value) })),
    ),
    ...bars,
    element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }),
    ...ticks,
    ...momentMarks(placed, x, plot),
  ]);
}
