import type { Frame } from './axes.ts';
import { LABEL_SIZE, textWidth } from './lettering.ts';
import type { BarsLayer, LabelLayer, Layer, LineLayer } from './plot.ts';
import type { Scale } from './scale.ts';
import type { Box, Item } from './scene.ts';
import { thinBand, thinDots, thinLine } from './thin.ts';

/** Lays out the marks of a plot: those that are cut at its edges, and the labels, which are not. */
export function layoutMarks(
  layers: readonly Layer[],
  frame: Frame,
  narrow: boolean,
): { clipped: Item[]; labels: Item[] } {
  const clipped: Item[] = [];
  const labels: Item[] = [];
  for (const layer of layers) clipped.push(...layoutLayer(layer, frame));
  for (const layer of layers) {
    if (layer.type === 'span' && layer.label !== '') labels.push(...spanLabel(layer, frame));
    if (layer.type === 'level') labels.push(levelLabel(layer, frame));
  }
  labels.push(...placeLabels(layers, frame, narrow));
  return { clipped, labels };
}

function layoutLayer(layer: Layer, frame: Frame): Item[] {
  const { x, y, plotArea } = frame;
  switch (layer.type) {
    case 'band':
      return thinBand(layer.x, layer.low, layer.high, x, y).map((points) => ({
        type: 'area',
        points,
        fill: layer.role,
        alpha: layer.alpha,
      }));
    case 'line':
      return [layoutLine(layer, frame)];
    case 'dots': {
      const points = thinDots(layer.x, layer.y, x, y);
      const crowded = points.length / 2 > (plotArea.right - plotArea.left) * 0.6;
      const radius = layer.radius ?? (crowded ? 1.1 : 2);
      return [{ type: 'dots', points, radius, fill: layer.role, alpha: layer.alpha ?? (crowded ? 0.5 : 0.75) }];
    }
    case 'bars':
      return layoutBars(layer, frame);
    case 'span': {
      const left = x.map(layer.from);
      const width = Math.max(1, x.map(layer.to) - left);
      return [
        {
          type: 'rect',
          x: left,
          y: plotArea.top - 4,
          width,
          height: plotArea.bottom - plotArea.top + 4,
          fill: layer.role,
          alpha: 0.1,
        },
      ];
    }
    case 'level': {
      const at = Math.round(y.map(layer.at)) + 0.5;
      return [
        { type: 'stroke', points: [plotArea.left, at, plotArea.right, at], stroke: layer.role, width: 1, dash: [4, 4] },
      ];
    }
    case 'rule':
    case 'label':
      return [];
  }
}

function layoutLine(layer: LineLayer, { x, y }: Frame): Item {
  const points = thinLine(layer.x, layer.y, x, y);
  const style = { type: 'stroke', stroke: layer.role, width: layer.width ?? 2 } as const;
  const dashed = layer.dash === undefined ? style : { ...style, dash: layer.dash };
  if (layer.step !== true) return { ...dashed, points };
  const steps: number[] = [];
  for (let k = 0; k < points.length; k += 2) {
    if (k > 0) steps.push(points[k]!, points[k - 1]!);
    steps.push(points[k]!, points[k + 1]!);
  }
  return { ...dashed, points: steps };
}

function layoutBars(layer: BarsLayer, { x, y, plotArea }: Frame): Item[] {
  const base = y.map(layer.base);
  const items: Item[] = [];
  for (let k = 0; k < layer.y.length; k++) {
    const left = x.map(layer.from[k]!);
    const right = x.map(layer.to[k]!);
    if (right < plotArea.left || left > plotArea.right || Number.isNaN(layer.y[k]!)) continue;
    const gap = right - left > 4 ? 1 : 0;
    const at = y.map(layer.y[k]!);
    const fill = layer.y[k]! < layer.base ? layer.below : layer.role;
    const [top, height] = [Math.min(at, base), Math.max(0.5, Math.abs(at - base))];
    items.push({
      type: 'rect',
      x: left,
      y: top,
      width: Math.max(0.75, right - left - gap),
      height,
      fill,
      alpha: layer.alpha ?? 0.9,
    });
  }
  return items;
}

function spanLabel(layer: Layer & { type: 'span' }, { x, plotArea }: Frame): Item[] {
  const left = Math.max(plotArea.left, x.map(layer.from));
  const right = Math.min(plotArea.right, x.map(layer.to));
  const width = textWidth(layer.label, LABEL_SIZE);
  if (right <= left) return [];
  const fits = left + 6 + width <= plotArea.right;
  const [at, anchor] = fits ? ([left + 6, 'start'] as const) : ([right - 6, 'end'] as const);
  return [
    {
      type: 'text',
      x: at,
      y: plotArea.bottom - 8,
      text: layer.label,
      fill: layer.role,
      size: LABEL_SIZE,
      anchor,
      halo: true,
    },
  ];
}

function levelLabel(layer: Layer & { type: 'level' }, { y, plotArea }: Frame): Item {
  const at = y.map(layer.at) - 5;
  return {
    type: 'text',
    x: plotArea.right - 4,
    y: at,
    text: layer.label,
    fill: layer.role,
    size: LABEL_SIZE,
    anchor: 'end',
    halo: true,
  };
}

/** Labels in the right margin are pushed apart until none covers another; on a narrow chart the key above says it. */
function placeLabels(layers: readonly Layer[], { x, y, plotArea }: Frame, narrow: boolean): Item[] {
  const labels = layers.filter((layer): layer is LabelLayer => layer.type === 'label');
  const items: Item[] = [];
  const style = { type: 'text', size: LABEL_SIZE, halo: true } as const;
  for (const { x: at, y: height, text, role, place } of labels) {
    const base = { ...style, text, fill: role } as const;
    const [px, py] = [x.map(at), y.map(height)];
    if (place === 'above') items.push({ ...base, x: px, y: py - 8, anchor: 'middle' });
    if (place === 'row') items.push({ ...base, x: plotArea.left, y: py - 10, anchor: 'start' });
  }
  items.push(...labelsAfter(labels, x, y, plotArea));
  if (narrow) return items;
  let free = plotArea.top;
  const beside = labels.filter(({ place }) => place === 'right').sort((a, b) => b.y - a.y);
  for (const { y: height, text, role } of beside) {
    const lines = text.split('\n');
    const start = Math.max(free, y.map(height) + 4 - (lines.length - 1) * 8);
    for (const [k, line] of lines.entries()) {
      items.push({
        ...style,
        x: plotArea.right + 8,
        y: start + k * 15,
        text: line,
        fill: role,
        anchor: 'start',
        bold: k === 0,
      });
    }
    free = start + lines.length * 15 + 4;
  }
  return items;
}

/** Labels after their points, pushed apart; where the plot ends too soon, they end with it. */
function labelsAfter(labels: readonly LabelLayer[], x: Scale, y: Scale, box: Box): Item[] {
  let free = -Infinity;
  return labels
    .filter(({ place }) => place === 'after')
    .sort((a, b) => b.y - a.y)
    .map((label): Item => {
      const at = Math.max(free, y.map(label.y) + 4);
      free = at + 15;
      const start = x.map(label.x) + 6;
      const fits = start + textWidth(label.text, LABEL_SIZE) <= box.right + 4;
      const [px, anchor] = fits ? ([start, 'start'] as const) : ([box.right, 'end'] as const);
      return { type: 'text', x: px, y: at, text: label.text, fill: label.role, size: LABEL_SIZE, anchor, halo: true };
    });
}
