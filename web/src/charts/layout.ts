import { buildAxes, marginLeft } from './axes.ts';
import { layoutRules } from './rules.ts';
import { layoutMarks } from './marks.ts';
import type { Plot } from './plot.ts';
import { LABEL_ROW, LABEL_SIZE, textWidth } from './lettering.ts';
import { linearScale, logScale } from './scale.ts';
import type { Box, Item, Scene } from './scene.ts';

/** Below this width, labels move from the right margin into the plot. */
export const NARROW = 640;

/** Lays a plot out at a size: scales, axes, marks, labels. Pure: the same plot and size give the same scene. */
export function buildScene(plot: Plot, size: { readonly width: number; readonly height: number }): Scene {
  const { width, height } = size;
  const narrow = width < NARROW;
  const right = narrow ? 10 : rightMargin(plot);
  const left = plot.y.bare === true ? 4 : marginLeft(plot.y, height);
  const title = plot.y.title === '' ? 0 : 22;
  const horizontal = { left, right: Math.max(left + 40, width - right) };
  const x = linearScale(plot.x.domain, [horizontal.left, horizontal.right]);
  const rules = layoutRules(plot.layers, x, horizontal, narrow);
  const top = title + rules.rows * LABEL_ROW + 8;
  const bottom = Math.max(top + 40, height - (plot.x.kind === 'time' ? 38 : 24));
  const plotArea: Box = { ...horizontal, top, bottom };
  const y = (plot.y.kind === 'log' ? logScale : linearScale)(plot.y.domain, [bottom, top]);
  const frame = { plotArea, x, y, width, height };
  const axes = buildAxes(plot, frame);
  const marks = layoutMarks(plot.layers, frame, narrow);
  const items: Item[] = [
    ...axes.behind,
    { type: 'clip', box: { left, right: horizontal.right, top: top - 4, bottom: bottom + 1 }, items: marks.clipped },
    ...axes.inFront,
    ...rules.items(title, bottom),
    ...marks.labels,
  ];
  return { width, height, plotArea, x, y, items, numbered: rules.numbered };
}

function rightMargin(plot: Plot): number {
  let width = 16;
  for (const layer of plot.layers) {
    if (layer.type !== 'label' || layer.place !== 'right') continue;
    for (const line of layer.text.split('\n')) width = Math.max(width, textWidth(line, LABEL_SIZE) + 16);
  }
  return width;
}
