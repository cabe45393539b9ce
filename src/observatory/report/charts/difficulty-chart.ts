import type { DifficultyChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { element, textElement } from '../svg/element.ts';
import { axisTitle, drawing, plotArea, valueAxis } from '../svg/frame.ts';
import type { ChartSize } from '../svg/frame.ts';
import { dots, line } from '../svg/marks.ts';
import { linearScale, niceTicks } from '../svg/scale.ts';
import { changeText, formatShortDay, formatSignedPercent } from '../figures.ts';

/** Draws the change of difficulty at each retarget as a bar from zero, over what luck alone would do. */
export function drawDifficulty(chart: DifficultyChart, id: string, size: ChartSize): Markup {
  const plot = plotArea(size, { top: 30, right: 8, bottom: 26, left: 46 });
  const changes = chart.epochs.map((epoch) => epoch.change - 1);
  const low = Math.min(0, chart.luck.low - 1, ...changes);
  const high = Math.max(0, chart.luck.high - 1, ...changes);
  const margin = 0.14 * (high - low);
  const y = linearScale([low - margin, high + margin], [plot.bottom, plot.top]);
  const slot = (plot.right - plot.left) / chart.epochs.length;
  const ticks = niceTicks(low - margin, high + margin, 6);
  const every = Math.max(1, Math.ceil(46 / slot));
  const lastIndex = chart.epochs.length - 1;
  const columns = chart.epochs.flatMap((epoch, i) => {
    const middle = plot.left + (i + 0.5) * slot;
    const top = y(epoch.change - 1);
    const marks = [
      line(
        [
          [middle, y(0)],
          [middle, top],
        ],
        epoch.marked ? 'stem marked' : 'stem',
      ),
      dots([[middle, top]], epoch.marked ? 'event-dots' : 'count-dots'),
    ];
    if (epoch.marked || slot >= 46) {
      const y0 = epoch.change >= 1 ? top - 8 : top + 17;
      marks.push(textElement(changeText(epoch.change), { class: 'tick', x: middle, y: y0, 'text-anchor': 'middle' }));
    }
    if ((lastIndex - i) % every === 0) {
      const label = formatShortDay(epoch.time);
      marks.push(textElement(label, { class: 'tick', x: middle, y: plot.bottom + 18, 'text-anchor': 'middle' }));
    }
    return marks;
  });
  const luckTop = y(chart.luck.high - 1);
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    axisTitle('change of difficulty at each retarget'),
    ...valueAxis(
      plot,
      y,
      ticks.map((value) => ({ value, label: formatSignedPercent(value) })),
    ),
    element('rect', {
      class: 'band',
      x: plot.left,
      y: luckTop,
      width: plot.right - plot.left,
      height: y(chart.luck.low - 1) - luckTop,
    }),
    element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: y(0), y2: y(0) }),
    ...columns,
  ]);
}
