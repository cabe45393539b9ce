import { LABEL_SIZE, textWidth } from './lettering.ts';
import type { Plot, YAxis } from './plot.ts';
import { linearTicks, logTicks } from './scale.ts';
import type { Scale } from './scale.ts';
import type { Box, Item } from './scene.ts';
import { timeTicks } from './time-ticks.ts';

/** The laid-out frame that axes and marks are drawn in. */
export interface Frame {
  readonly plotArea: Box;
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
}

/** Room that the labels of the y axis take on the left. */
export function marginLeft(axis: YAxis, height: number): number {
  const widths = yTicks(axis, height).map((tick) => textWidth(axis.format(tick), LABEL_SIZE));
  return Math.ceil(Math.max(16, ...widths)) + 12;
}

/** Grid and labels of both axes: what lies behind the marks, and what in front of them. */
export function buildAxes(plot: Plot, frame: Frame): { behind: Item[]; inFront: Item[] } {
  const { plotArea, y, height } = frame;
  const behind: Item[] = [];
  const inFront: Item[] = [];
  if (plot.y.title !== '') inFront.push(text(plot.y.title, 0, 13, 'start'));
  if (plot.y.bare !== true) {
    for (const tick of yTicks(plot.y, height)) {
      const at = Math.round(y.map(tick)) + 0.5;
      if (at < plotArea.top - 1 || at > plotArea.bottom + 1) continue;
      behind.push(line([plotArea.left, at, plotArea.right, at], 'grid'));
      inFront.push(text(plot.y.format(tick), plotArea.left - 8, at + 4, 'end'));
    }
  }
  inFront.push(line([plotArea.left, plotArea.bottom + 0.5, plotArea.right, plotArea.bottom + 0.5], 'muted'));
  inFront.push(...(plot.x.kind === 'time' ? timeAxis(plot, frame) : valueAxis(plot, frame)));
  return { behind, inFront };
}

function timeAxis(plot: Plot, { plotArea, x }: Frame): Item[] {
  const items: Item[] = [];
  const baseline = plotArea.bottom + 18;
  let headingFreeFrom = -Infinity;
  let labelFreeFrom = -Infinity;
  for (const tick of timeTicks(plot.x.domain, (plotArea.right - plotArea.left) / 90)) {
    const at = Math.round(x.map(tick.timeSec)) + 0.5;
    items.push(line([at, plotArea.bottom, at, plotArea.bottom + 5], 'muted'));
    const half = textWidth(tick.label, LABEL_SIZE) / 2;
    if (at - half > labelFreeFrom && at + half < plotArea.right + 12) {
      items.push(text(tick.label, at, baseline, 'middle'));
      labelFreeFrom = at + half + 6;
    }
    if (tick.heading !== undefined && at - half > headingFreeFrom) {
      items.push({ ...text(tick.heading, Math.max(0, at - half), baseline + 16, 'start'), bold: true } as Item);
      headingFreeFrom = at - half + textWidth(tick.heading, LABEL_SIZE) + 16;
    }
  }
  return items;
}

function valueAxis(plot: Plot, { plotArea, x }: Frame): Item[] {
  const items: Item[] = [];
  const format = plot.x.format ?? String;
  for (const tick of linearTicks(plot.x.domain, (plotArea.right - plotArea.left) / 90)) {
    const at = Math.round(x.map(tick)) + 0.5;
    const half = textWidth(format(tick), LABEL_SIZE) / 2;
    items.push(line([at, plotArea.bottom, at, plotArea.bottom + 5], 'muted'));
    if (at - half >= -2 && at + half <= plotArea.right + 12)
      items.push(text(format(tick), at, plotArea.bottom + 18, 'middle'));
  }
  return items;
}

function yTicks(axis: YAxis, height: number): number[] {
  const count = Math.max(2, height / 64);
  return axis.kind === 'log' ? logTicks(axis.domain, count + 2) : linearTicks(axis.domain, count);
}

function text(words: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'): Item & { type: 'text' } {
  return { type: 'text', x, y, text: words, fill: 'muted', size: LABEL_SIZE, anchor };
}

function line(points: number[], stroke: 'grid' | 'muted'): Item {
  return { type: 'stroke', points, stroke, width: 1 };
}
