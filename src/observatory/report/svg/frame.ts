import type { Markup } from './element.ts';
import { element, textElement } from './element.ts';
import type { Scale } from './scale.ts';
import { formatTimeTick, linearScale, timeTicks } from './scale.ts';

/** How large a chart is drawn: once for wide screens and paper, once for telephones, each with readable text. */
export interface ChartSize {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
}

export const WIDE: ChartSize = { name: 'wide', width: 720, height: 320 };
export const NARROW: ChartSize = { name: 'narrow', width: 350, height: 300 };

/** About how wide a character of the charts' text is: 12 px system fonts, a little over half as wide as high. */
const CHARACTER_PX = 6.3;

/** About how wide a text is drawn. */
export function textWidth(text: string): number {
  return text.length * CHARACTER_PX;
}

/** Shortens a text to a width, with an ellipsis. */
export function fitText(text: string, widthPx: number): string {
  const most = Math.max(1, Math.floor(widthPx / CHARACTER_PX));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1)).trimEnd()}\u2026`;
}

/** The area between the axes, in pixels. */
export interface Plot {
  readonly size: ChartSize;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Lays out the plot within a chart. */
export function plotArea(size: ChartSize, margin: { top: number; right: number; bottom: number; left: number }): Plot {
  return {
    size,
    left: margin.left,
    right: size.width - margin.right,
    top: margin.top,
    bottom: size.height - margin.bottom,
  };
}

/** Wraps the content into a drawing that tells a screen reader its title and what it shows. */
export function drawing(
  plot: { readonly size: ChartSize },
  about: { readonly id: string; readonly title: string; readonly summary: string },
  content: readonly Markup[],
): Markup {
  const { width, height, name } = plot.size;
  const id = `${about.id}-${name}`;
  const labels = [
    element('title', { id: `${id}-title` }, [textContent(about.title)]),
    element('desc', { id: `${id}-desc` }, [textContent(about.summary)]),
  ];
  return element(
    'svg',
    {
      class: `chart ${name}`,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    [...labels, ...content],
  );
}

function textContent(text: string): Markup {
  // Borrows the escaping of a text element: the markup between its tags.
  return textElement(text, {}).replace(/^<text>|<\/text>$/g, '');
}

/** Horizontal grid lines with their labels to the left. */
export function valueAxis(
  plot: Plot,
  y: Scale,
  ticks: readonly { readonly value: number; readonly label: string }[],
): Markup[] {
  return ticks.flatMap(({ value, label }) => [
    element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: y(value), y2: y(value) }),
    textElement(label, { class: 'tick', x: plot.left - 6, y: y(value) + 4, 'text-anchor': 'end' }),
  ]);
}

/** A scale of time over the plot's width, with its axis below. */
export function timeAxis(plot: Plot, fromSec: number, toSec: number): { readonly x: Scale; readonly axis: Markup[] } {
  const x = linearScale([fromSec, toSec], [plot.left, plot.right]);
  const most = Math.max(3, Math.floor((plot.right - plot.left) / 64));
  const { times, stepSec } = timeTicks(fromSec, toSec, most);
  const axis = times.flatMap((timeSec) => [
    element('line', { class: 'mark', x1: x(timeSec), x2: x(timeSec), y1: plot.bottom, y2: plot.bottom + 4 }),
    tickBelow(plot, formatTimeTick(timeSec, stepSec), x(timeSec)),
  ]);
  const line = element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom });
  return { x, axis: [line, ...axis] };
}

/** A label under the plot, centred on a pixel unless it would run over the drawing's right edge. */
export function tickBelow(plot: Plot, text: string, px: number): Markup {
  const isOver = px + textWidth(text) / 2 > plot.size.width;
  const place = isOver ? { x: plot.size.width, 'text-anchor': 'end' } : { x: px, 'text-anchor': 'middle' };
  return textElement(text, { class: 'tick', ...place, y: plot.bottom + 18 });
}

/** The name and unit of the vertical axis, above the plot. */
export function axisTitle(text: string): Markup {
  return textElement(text, { class: 'axis-title', x: 0, y: 12 });
}
