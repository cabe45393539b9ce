import { paintScene, CHART_FONT } from './canvas.ts';
import { tableToCsv } from './csv.ts';
import { buildScene } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { FILE_MARGIN, sceneToSvg } from './svg.ts';

/** Forms that a chart is saved in. */
export type FileForm = 'svg' | 'png' | 'csv';

/** Size of a saved chart: wide enough for all labels, whatever the screen it was saved from. */
const FILE_SIZE = { width: 1008, height: 480 };

/** Pixels of a PNG for each pixel of the chart. */
const PNG_SCALE = 2;

/** Makes a chart's file. The drawing is laid out anew for the file, by the code that lays it out for the screen. */
export async function chartFile(plot: Plot, form: FileForm, palette: Palette): Promise<Blob> {
  if (form === 'csv') return new Blob([tableToCsv(plot.table)], { type: 'text/csv;charset=utf-8' });
  const scene = buildScene(plot, FILE_SIZE);
  if (form === 'svg') return new Blob([sceneToSvg(scene, palette, plot)], { type: 'image/svg+xml' });
  const canvas = document.createElement('canvas');
  const width = FILE_SIZE.width + 2 * FILE_MARGIN.side;
  const height = FILE_SIZE.height + FILE_MARGIN.top + FILE_MARGIN.bottom;
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  const context = canvas.getContext('2d')!;
  context.scale(PNG_SCALE, PNG_SCALE);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  context.font = `600 16px ${CHART_FONT}`;
  context.fillStyle = palette.ink;
  context.fillText(plot.title, FILE_MARGIN.side, 26);
  context.font = `11px ${CHART_FONT}`;
  context.fillStyle = palette.muted;
  context.fillText(plot.source, FILE_MARGIN.side, height - 12);
  context.translate(FILE_MARGIN.side, FILE_MARGIN.top);
  paintScene(context, scene, palette);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the browser made no PNG')) : resolve(blob)),
      'image/png',
    );
  });
}

/** Hands a chart's file to the reader. */
export async function saveChart(plot: Plot, form: FileForm, palette: Palette): Promise<void> {
  const url = URL.createObjectURL(await chartFile(plot, form, palette));
  const link = document.createElement('a');
  link.href = url;
  link.download = `vigil-${plot.name}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
