import type { RatioChart } from '../report-document.ts';
import type { Markup } from '../svg/element.ts';
import { element, textElement } from '../svg/element.ts';
import { drawing, fitText, plotArea, textWidth } from '../svg/frame.ts';
import type { ChartSize } from '../svg/frame.ts';
import { dots, line } from '../svg/marks.ts';
import { linearScale, niceTicks } from '../svg/scale.ts';
import { changeText, formatSignedPercent } from '../figures.ts';

const ROW_PX = 46;

/** Draws for each claim the measured change as an interval and the claimed one as a cross; the label stands above. */
export function drawRatios(chart: RatioChart, id: string, size: ChartSize): Markup {
  const height = 44 + chart.rows.length * ROW_PX;
  const plot = plotArea({ ...size, height }, { top: 6, right: 16, bottom: 38, left: 16 });
  const values = chart.rows.flatMap(({ measured, claimed }) => [measured.low - 1, measured.high - 1, claimed - 1]);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const margin = 0.03 * (high - low);
  const x = linearScale([low - margin, high + margin], [plot.left, plot.right]);
  const ticks = niceTicks(low - margin, high + margin, Math.floor((plot.right - plot.left) / 60));
  const grid = ticks.flatMap((value) => [
    element('line', { class: 'grid', x1: x(value), x2: x(value), y1: plot.top, y2: plot.bottom }),
    textElement(formatSignedPercent(value), {
      class: 'tick',
      x: x(value),
      y: plot.bottom + 16,
      'text-anchor': 'middle',
    }),
  ]);
  const rows = chart.rows.flatMap((row, i) => {
    const y = plot.top + i * ROW_PX + 30;
    const full = `${row.label}: ${row.verdict}`;
    const room = plot.right - plot.left;
    // The label is drawn a pixel larger than other text.
    const label = textWidth(full) * 1.08 <= room ? full : fitText(row.label, room);
    return [
      textElement(label, { class: 'row-label', x: plot.left, y: y - 12 }),
      line(
        [
          [x(row.measured.low - 1), y],
          [x(row.measured.high - 1), y],
        ],
        'interval',
      ),
      dots([[x(row.measured.median - 1), y]], 'interval-dots'),
      cross(x(row.claimed - 1), y),
    ];
  });
  return drawing(plot, { id, title: chart.title, summary: chart.summary }, [
    ...grid,
    element('line', { class: 'axis', x1: x(0), x2: x(0), y1: plot.top, y2: plot.bottom }),
    ...rows,
    textElement('change of hashrate', {
      class: 'axis-title',
      x: plot.left,
      y: plot.bottom + 34,
    }),
  ]);
}

function cross(x: number, y: number): Markup {
  const d = `M${x - 5},${y - 5}L${x + 5},${y + 5}M${x - 5},${y + 5}L${x + 5},${y - 5}`;
  return element('path', {
    class: 'claim-cross',
    d: d.replace(/-?\d+\.\d{2,}/g, (text) => String(Math.round(Number(text) * 10) / 10)),
  });
}

/** Writes the rows of the chart as a sentence for those who do not see it. */
export function ratiosSummary(rows: RatioChart['rows']): string {
  return rows
    .map(({ label, claimed, measured, verdict }) => {
      const range = `${changeText(measured.low)} to ${changeText(measured.high)}`;
      return `${label}: claimed ${changeText(claimed)}, measured ${changeText(measured.median)} (${range}), ${verdict}`;
    })
    .join('; ');
}
