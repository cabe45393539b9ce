import type { Palette } from './palette.ts';
import type { Item, Points, Scene } from './scene.ts';

/** The page's font on charts: the system's own. */
export const CHART_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

/** Paints a scene on a canvas whose transform maps the scene's pixels. Clears nothing. */
export function paintScene(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  for (const item of scene.items) paintItem(context, item, palette);
}

function paintItem(context: CanvasRenderingContext2D, item: Item, palette: Palette): void {
  context.save();
  switch (item.type) {
    case 'area':
      context.globalAlpha = item.alpha;
      context.fillStyle = palette[item.fill];
      trace(context, item.points);
      context.fill();
      break;
    case 'stroke':
      context.globalAlpha = item.alpha ?? 1;
      context.strokeStyle = palette[item.stroke];
      context.lineWidth = item.width;
      context.lineJoin = 'round';
      context.setLineDash([...(item.dash ?? [])]);
      trace(context, item.points);
      context.stroke();
      break;
    case 'dots':
      context.globalAlpha = item.alpha;
      context.fillStyle = palette[item.fill];
      context.beginPath();
      for (let k = 0; k < item.points.length; k += 2) {
        context.moveTo(item.points[k]! + item.radius, item.points[k + 1]!);
        context.arc(item.points[k]!, item.points[k + 1]!, item.radius, 0, 2 * Math.PI);
      }
      context.fill();
      break;
    case 'rect':
      context.globalAlpha = item.alpha;
      context.fillStyle = palette[item.fill];
      context.fillRect(item.x, item.y, item.width, item.height);
      break;
    case 'text':
      paintText(context, item, palette);
      break;
    case 'clip':
      context.beginPath();
      context.rect(item.box.left, item.box.top, item.box.right - item.box.left, item.box.bottom - item.box.top);
      context.clip();
      for (const inner of item.items) paintItem(context, inner, palette);
      break;
  }
  context.restore();
}

function paintText(context: CanvasRenderingContext2D, item: Item & { type: 'text' }, palette: Palette): void {
  context.font = `${item.bold === true ? '600 ' : ''}${item.size}px ${CHART_FONT}`;
  context.textAlign = item.anchor === 'middle' ? 'center' : item.anchor;
  if (item.halo === true) {
    context.strokeStyle = palette.paper;
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText(item.text, item.x, item.y);
  }
  context.fillStyle = palette[item.fill];
  context.fillText(item.text, item.x, item.y);
}

function trace(context: CanvasRenderingContext2D, points: Points): void {
  context.beginPath();
  let pen = false;
  for (let k = 0; k < points.length; k += 2) {
    const x = points[k]!;
    const y = points[k + 1]!;
    if (Number.isNaN(y)) pen = false;
    else if (pen) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      pen = true;
    }
  }
}
