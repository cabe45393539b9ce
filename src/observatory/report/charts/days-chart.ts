import type { DaysChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { element, textElement } from '../svg/element.ts';
import { axisTitle, drawing, plotArea, timeAxis, valueAxis } from '../svg/frame.ts';
import type { ChartSize, Plot } from '../svg/frame.ts';
import { dots, labelsHeight, line, momentMarks, periodMarks, placeLabels } from '../svg/marks.ts';
import type { Point } from '../svg/marks.ts';
import { linearScale, niceTicks } from '../svg/scale.ts';
import type { Scale } from '../svg/scale.ts';

const DAY_SEC = 86_400;
/** Up to this many days, each count is written beside its dot when there is room. */
const LABELLED_DAYS = 31;

/** Draws the blocks of each UTC day as dots, over the range that luck allows a steady hashrate. */
export function drawDays(chart: DaysChart, id: string, size: ChartSize): Markup {
  const fromSec = chart.days[0]!.day;
  const toSec = chart.days.at(-1)!.day + DAY_SEC;
  const left = 34;
  const right = size.width - 8;
  const placed = placeLabels(chart.events, linearScale([fromSec, toSec], [left, right]), { left, right });
  const plot = plotArea(size, { top: 28 + labelsHeight(placed), right: 8, bottom: 26, left });
  const { x, axis } = timeAxis(plot, fromSec, toSec);
  const top = 1.08 * Math.max(...chart.days.map((day) => Math.max(day.high, day.blocks)));
  const y = linearScale([0, top], [plot.bottom, plot.top]);
  const ticks = niceTicks(0, top, 6).map((value) => ({ value, label: String(value) }));
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    axisTitle('blocks found in a UTC day, from zero'),
    ...periodMarks(chart.periods, x, plot),
    ...valueAxis(plot, y, ticks),
    ...rangeMarks(chart, x, y),
    ...countMarks(chart, { x, y, plot }),
    ...axis,
    ...momentMarks(placed, x, plot),
  ]);
}

function rangeMarks(chart: DaysChart, x: Scale, y: Scale): Markup[] {
  const ranges = chart.days.map(({ day, low, high }) =>
    element('rect', {
      class: 'band',
      x: x(day),
      y: y(high),
      width: x(day + DAY_SEC) - x(day) - (chart.days.length <= LABELLED_DAYS ? 1 : 0),
      height: y(low) - y(high),
    }),
  );
  const expected = chart.days.map(({ day, expected: blocks }) =>
    line(
      [
        [x(day), y(blocks)],
        [x(day + DAY_SEC), y(blocks)],
      ],
      'median',
    ),
  );
  return [...ranges, ...expected];
}

function countMarks(
  chart: DaysChart,
  { x, y, plot }: { readonly x: Scale; readonly y: Scale; readonly plot: Plot },
): Markup[] {
  const at = ({ day, blocks }: { day: number; blocks: number }): Point => [x(day + DAY_SEC / 2), y(blocks)];
  const isOutside = (day: DaysChart['days'][number]): boolean => day.blocks < day.low || day.blocks > day.high;
  const small = chart.days.length > LABELLED_DAYS ? ' small' : '';
  const marks = [
    dots(chart.days.filter((day) => !isOutside(day)).map(at), `count-dots${small}`),
    dots(chart.days.filter(isOutside).map(at), `outside-dots${small}`),
  ];
  const dayPx = (plot.right - plot.left) / chart.days.length;
  if (chart.days.length > LABELLED_DAYS || dayPx < 22) return marks;
  const labels = chart.days.map((day) => {
    const [px, py] = at(day);
    const above = day.blocks >= day.expected;
    return textElement(String(day.blocks), {
      class: 'tick',
      x: px,
      y: above ? py - 8 : py + 17,
      'text-anchor': 'middle',
    });
  });
  return [...marks, ...labels];
}
