import type { Markup } from './element.ts';
import { element, pixels, textElement } from './element.ts';
import type { Plot } from './frame.ts';
import { fitText, textWidth } from './frame.ts';
import type { Scale } from './scale.ts';

/** One corner of a line or band, in pixels. */
export type Point = readonly [x: number, y: number];

/** A line through points. */
export function line(points: readonly Point[], className: string): Markup {
  return element('path', { class: className, d: `M${points.map(pointText).join('L')}`, fill: 'none' });
}

/** The area between an upper and a lower edge. */
export function band(upper: readonly Point[], lower: readonly Point[], className: string): Markup {
  return element('path', { class: className, d: `M${[...upper, ...lower.toReversed()].map(pointText).join('L')}Z` });
}

/** A dot a point, as one path: round caps on lines of no length. */
export function dots(points: readonly Point[], className: string): Markup {
  return element('path', { class: className, d: points.map((point) => `M${pointText(point)}h0`).join('') });
}

function pointText([x, y]: Point): string {
  return `${pixels(x)},${pixels(y)}`;
}

/** A moment to be drawn as a thin line over the plot's height. */
export interface LabelledMoment {
  readonly time: number;
  readonly label: string;
}

const ROW_PX = 16;

/** Where the labels of moments stand: in rows above the plot, none over another. */
export interface PlacedLabels {
  readonly rows: number;
  readonly labels: readonly {
    readonly time: number;
    readonly text: string;
    readonly row: number;
    readonly before: boolean;
  }[];
}

/**
 * Finds for each label a side of its line and the lowest row in which it runs into no other label and no other line:
 * the line of a moment reaches up to its own label's row.
 */
export function placeLabels(
  moments: readonly LabelledMoment[],
  x: Scale,
  span: { readonly left: number; readonly right: number },
): PlacedLabels {
  const lines = moments.map(({ time }) => x(time));
  const ends: Stretch[][] = [];
  const labels = moments.map(({ time, label }, i) => {
    const at = lines[i]!;
    const roomBefore = at - span.left - 4;
    const roomAfter = span.right - at - 4;
    const width = textWidth(label) + 10;
    const isCrossed = lines.some((other, k) => k > i && other >= at && other < at + width);
    const before =
      roomBefore > roomAfter || (isCrossed && roomBefore >= width) || (roomAfter < width && roomBefore >= width);
    const text = fitText(label, before ? roomBefore : roomAfter);
    const taken = before ? { from: at - width, to: at } : { from: at, to: at + width };
    let row = 0;
    while (ends[row]?.some((other) => other.from < taken.to && taken.from < other.to) === true) row++;
    (ends[row] ??= []).push(taken);
    return { time, text, row, before };
  });
  return { rows: ends.length, labels };
}

/** Pixels from left to right that a label takes. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Pixels that the rows of labels need above the plot. */
export function labelsHeight(placed: PlacedLabels): number {
  return placed.rows * ROW_PX;
}

/** Draws the moments' lines and their labels above the plot. */
export function momentMarks(placed: PlacedLabels, x: Scale, plot: Plot): Markup[] {
  return placed.labels.flatMap(({ time, text, row, before }) => {
    const at = x(time);
    const y = plot.top - 6 - row * ROW_PX;
    return [
      element('line', { class: 'event', x1: at, x2: at, y1: y - 9, y2: plot.bottom }),
      textElement(text, {
        class: 'event-label',
        x: before ? at - 4 : at + 4,
        y,
        'text-anchor': before ? 'end' : 'start',
      }),
    ];
  });
}

/** Shades spans of time over the plot's height. */
export function periodMarks(
  periods: readonly { readonly from: number; readonly to: number }[],
  x: Scale,
  plot: Plot,
): Markup[] {
  return periods.map(({ from, to }) => {
    const left = Math.max(plot.left, x(from));
    const right = Math.min(plot.right, x(to));
    return element('rect', {
      class: 'period',
      x: left,
      y: plot.top,
      width: Math.max(0, right - left),
      height: plot.bottom - plot.top,
    });
  });
}
