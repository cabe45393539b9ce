import type { Palette } from './palette.ts';
import type { Item, Points, Scene } from './scene.ts';

/** What stands above and below the chart in a file, where the page is not there to say it. */
export interface FileWords {
  readonly title: string;
  readonly summary: string;
  readonly source: string;
}

/** Height that the title above and the source below add to an exported chart. */
export const FILE_MARGIN = { top: 40, bottom: 32, side: 16 } as const;

const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Liberation Sans, Arial, sans-serif';

/** Writes a scene as a self-contained SVG file: the same items as on the screen, with title, summary and source. */
export function sceneToSvg(scene: Scene, palette: Palette, words: FileWords): string {
  const width = scene.width + 2 * FILE_MARGIN.side;
  const height = scene.height + FILE_MARGIN.top + FILE_MARGIN.bottom;
  const clips: string[] = [];
  const body = scene.items.map((item) => writeItem(item, palette, clips)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" role="img" aria-labelledby="title summary">
<title id="title">${escape(words.title)}</title>
<desc id="summary">${escape(words.summary)}</desc>
<defs>${clips.join('')}</defs>
<rect width="${width}" height="${height}" fill="${palette.paper}"/>
<text x="${FILE_MARGIN.side}" y="26" font-size="16" font-weight="600" fill="${palette.ink}">${escape(words.title)}</text>
<g transform="translate(${FILE_MARGIN.side} ${FILE_MARGIN.top})">
${body}
</g>
<text x="${FILE_MARGIN.side}" y="${height - 12}" font-size="11" fill="${palette.muted}">${escape(words.source)}</text>
</svg>
`;
}

function writeItem(item: Item, palette: Palette, clips: string[]): string {
  switch (item.type) {
    case 'area':
      return `<path d="${path(item.points)}Z" fill="${palette[item.fill]}" fill-opacity="${item.alpha}"/>`;
    case 'stroke': {
      const dash = item.dash === undefined ? '' : ` stroke-dasharray="${item.dash.join(' ')}"`;
      const alpha = item.alpha === undefined ? '' : ` stroke-opacity="${item.alpha}"`;
      return `<path d="${path(item.points)}" fill="none" stroke="${palette[item.stroke]}" stroke-width="${item.width}" stroke-linejoin="round"${dash}${alpha}/>`;
    }
    case 'dots': {
      let d = '';
      for (let k = 0; k < item.points.length; k += 2) d += `M${round(item.points[k]!)} ${round(item.points[k + 1]!)}h0`;
      return `<path d="${d}" stroke="${palette[item.fill]}" stroke-opacity="${item.alpha}" stroke-width="${item.radius * 2}" stroke-linecap="round"/>`;
    }
    case 'rect':
      return `<rect x="${round(item.x)}" y="${round(item.y)}" width="${round(item.width)}" height="${round(item.height)}" fill="${palette[item.fill]}" fill-opacity="${item.alpha}"/>`;
    case 'text': {
      const bold = item.bold === true ? ' font-weight="600"' : '';
      const halo =
        item.halo === true
          ? ` stroke="${palette.paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`
          : '';
      return `<text x="${round(item.x)}" y="${round(item.y)}" font-size="${item.size}" text-anchor="${item.anchor}" fill="${palette[item.fill]}"${bold}${halo}>${escape(item.text)}</text>`;
    }
    case 'clip': {
      const { left, top, right, bottom } = item.box;
      const id = `clip-${clips.length}`;
      clips.push(
        `<clipPath id="${id}"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`,
      );
      return `<g clip-path="url(#${id})">\n${item.items.map((inner) => writeItem(inner, palette, clips)).join('\n')}\n</g>`;
    }
  }
}

function path(points: Points): string {
  let d = '';
  let pen = false;
  for (let k = 0; k < points.length; k += 2) {
    const y = points[k + 1]!;
    if (Number.isNaN(y)) {
      pen = false;
      continue;
    }
    d += `${pen ? 'L' : 'M'}${round(points[k]!)} ${round(y)}`;
    pen = true;
  }
  return d;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
