import { hashrateUnit, threeDigits } from '../../answers/units.ts';
import type { HashrateChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { textElement } from '../svg/element.ts';
import { axisTitle, drawing, plotArea, textWidth, timeAxis, valueAxis } from '../svg/frame.ts';
import type { ChartSize, Plot } from '../svg/frame.ts';
import { band, dots, labelsHeight, line, momentMarks, periodMarks, placeLabels } from '../svg/marks.ts';
import type { Point } from '../svg/marks.ts';
import { linearScale, logScale, logTicks, niceTicks } from '../svg/scale.ts';
import type { Scale } from '../svg/scale.ts';

/** Draws the hashrate: band and median, counts as dots, events as lines, claimed levels as dashes. */
export function drawHashrate(chart: HashrateChart, id: string, size: ChartSize): Markup {
  const times = [...chart.trend.map((point) => point.time), ...chart.raw.flatMap((bin) => [bin.from, bin.to])];
  const fromSec = Math.min(...times);
  const toSec = Math.max(...times);
  const isLog = spansOrders(chart);
  const left = isLog ? 62 : 38;
  const right = size.width - 8;
  const placed = placeLabels(chart.events, linearScale([fromSec, toSec], [left, right]), { left, right });
  const plot = plotArea(size, { top: 28 + labelsHeight(placed), right: 8, bottom: 26, left });
  const { x, axis } = timeAxis(plot, fromSec, toSec);
  const { rate, ticks, title } = hashrateAxis(chart, plot);
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    axisTitle(title),
    ...periodMarks(chart.periods, x, plot),
    ...valueAxis(plot, rate, ticks),
    dots(
      chart.raw.map((bin): Point => [x((bin.from + bin.to) / 2), rate(bin.hashrate)]),
      'raw-dots',
    ),
    ...bandMarks(chart, x, rate),
    ...claimedMarks(chart, { x, rate, plot }),
    ...axis,
    ...momentMarks(placed, x, plot),
  ]);
}

/** From this ratio of the largest to the smallest median on, the axis is logarithmic. */
const LOG_FROM_RATIO = 20;

/** The vertical axis: from zero, or logarithmic where the hashrate spans orders of magnitude. */
function hashrateAxis(
  chart: HashrateChart,
  plot: Plot,
): { rate: Scale; ticks: { value: number; label: string }[]; title: string } {
  const highest = Math.max(...chart.trend.map((point) => point.high), ...chart.raw.map((bin) => bin.hashrate));
  const lowest = Math.min(...chart.trend.map((point) => point.median));
  const isLog = spansOrders(chart);
  const { factor, symbol } = hashrateUnit(highest);
  const range = [plot.bottom, plot.top] as const;
  const top = (1.04 * highest) / factor;
  const bottom = isLog ? (0.7 * lowest) / factor : 0;
  const y = isLog ? logScale([bottom, top], range) : linearScale([0, top], range);
  const values = isLog ? logTicks(bottom, top) : niceTicks(0, top, 6);
  return {
    rate: (hashesPerSec) => y(hashesPerSec / factor),
    ticks: values.map((value) => ({
      value: value * factor,
      label: isLog ? rateLabel(value * factor) : String(Number(threeDigits(value))),
    })),
    title: isLog ? 'hashrate, logarithmic' : `${symbol}, from zero`,
  };
}

/** Whether the hashrate grows or falls so much that a linear axis would flatten most of it. */
function spansOrders({ trend }: HashrateChart): boolean {
  const medians = trend.map((point) => point.median);
  return Math.max(...medians) / Math.min(...medians) > LOG_FROM_RATIO;
}

function rateLabel(hashesPerSec: number): string {
  const { factor, symbol } = hashrateUnit(hashesPerSec * (1 + 1e-9));
  return `${Number((hashesPerSec / factor).toPrecision(3))} ${symbol}`;
}

function bandMarks(chart: HashrateChart, x: Scale, rate: Scale): Markup[] {
  if (chart.trend.length < 2) return [];
  const edge = (key: 'low' | 'high' | 'low50' | 'high50' | 'median'): Point[] =>
    chart.trend.map((point) => [x(point.time), rate(point[key])]);
  return [
    band(edge('high'), edge('low'), 'band'),
    band(edge('high50'), edge('low50'), 'band-inner'),
    line(edge('median'), 'median'),
  ];
}

function claimedMarks(
  chart: HashrateChart,
  { x, rate, plot }: { readonly x: Scale; readonly rate: Scale; readonly plot: Plot },
): Markup[] {
  const { size } = plot;
  return chart.claimed.flatMap(({ from, to, level, label }) => {
    const start = Math.max(plot.left, x(from));
    const end = Math.min(plot.right, x(to));
    const room = size.width - end - 6;
    const text = textWidth(label) <= room ? label : label.replace(/^claimed: /, '');
    const isBeside = textWidth(text) <= room;
    return [
      line(
        [
          [start, rate(level)],
          [end, rate(level)],
        ],
        'claimed',
      ),
      textElement(text, {
        class: 'claimed-label',
        x: isBeside ? end + 5 : start - 5,
        y: rate(level) + 4,
        'text-anchor': isBeside ? 'start' : 'end',
      }),
    ];
  });
}
