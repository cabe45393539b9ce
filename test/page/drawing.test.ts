import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tableToCsv } from '../../web/src/charts/csv.ts';
import { buildScene } from '../../web/src/charts/layout.ts';
import { DARK, LIGHT } from '../../web/src/charts/palette.ts';
import type { Palette } from '../../web/src/charts/palette.ts';
import type { Layer, Plot, Table } from '../../web/src/charts/plot.ts';
import { linearScale } from '../../web/src/charts/scale.ts';
import type { Item } from '../../web/src/charts/scene.ts';
import { sceneToSvg } from '../../web/src/charts/svg.ts';
import { nearestIndex, thinBand, thinDots, thinLine } from '../../web/src/charts/thin.ts';

const JAN = Date.UTC(2022, 0, 1) / 1000;
const DAY = 86_400;

const emptyTable: Table = { caption: '', columns: [], length: 0, row: () => [], csvColumns: [], csvRow: () => [] };

function plotWith(layers: readonly Layer[]): Plot {
  return {
    name: 'test',
    title: 'Blocks & "luck" <24 h>',
    summary: 'A chart.',
    source: 'A source.',
    x: { kind: 'time', domain: [JAN, JAN + 16 * DAY] },
    y: { kind: 'linear', domain: [0, 300], title: 'EH/s', format: String },
    layers,
    readings: { x: [], at: () => ({ heading: '', lines: [] }) },
    table: emptyTable,
  };
}

function texts(items: readonly Item[]): (Item & { type: 'text' })[] {
  return items.filter((item): item is Item & { type: 'text' } => item.type === 'text');
}

test('a hundred thousand points take at most four a pixel, and keep every extreme', () => {
  const count = 100_000;
  const xs = Float64Array.from({ length: count }, (_, k) => k);
  const ys = Float64Array.from(xs, (k) => (k === 54_321 ? 1_000 : k % 7));
  const x = linearScale([0, count], [0, 800]);
  const y = linearScale([0, 1_000], [1_000, 0]);
  const points = thinLine(xs, ys, x, y);
  assert.ok(points.length / 2 <= 801 * 4);
  assert.ok(points.includes(0), 'the one peak is drawn');
  assert.ok(thinDots(xs, ys, x, y).length / 2 <= 1601 * 15);
});

test('a band breaks where nothing is known, and each piece goes there and back', () => {
  const x = linearScale([0, 10], [0, 1000]);
  const y = linearScale([0, 10], [100, 0]);
  const pieces = thinBand([0, 1, 2, 3, 4, 5], [1, 1, 1, NaN, 1, 1], [2, 3, 2, NaN, 2, 2], x, y);
  assert.deepEqual(pieces, [
    [0, 80, 100, 70, 200, 80, 200, 90, 100, 90, 0, 90],
    [400, 80, 500, 80, 500, 90, 400, 90],
  ]);
});

test('the nearest reading is found on both sides and at the ends', () => {
  const xs = [10, 20, 40];
  assert.deepEqual(
    [-5, 14, 16, 30, 31, 99].map((at) => nearestIndex(xs, at)),
    [0, 0, 1, 1, 2, 2],
  );
});

test('labels of events stand beside each other or in rows, and never on one another', () => {
  const at = [3, 4.2, 4.3, 4.45, 5, 9];
  const rules = at.map((day): Layer => ({
    type: 'rule',
    at: JAN + day * DAY,
    label: `event of day ${day}`,
    role: 'event',
    shape: 'event',
  }));
  for (const width of [328, 736, 1080]) {
    const scene = buildScene(plotWith(rules), { width, height: 400 });
    const labels = texts(scene.items).filter(({ fill }) => fill === 'event');
    assert.equal(labels.length, rules.length);
    const boxes = labels.map(({ x, y, text, anchor }) => {
      const wide = text.length * 6;
      return { left: anchor === 'end' ? x - wide : x, right: anchor === 'end' ? x : x + wide, y };
    });
    for (const [k, a] of boxes.entries()) {
      for (const b of boxes.slice(k + 1)) {
        const apart = a.y !== b.y || a.right <= b.left || b.right <= a.left || scene.numbered.length > 0;
        assert.ok(apart, `labels overlap at ${width} px`);
      }
    }
  }
});

test('events that find no room carry numbers, and the list says what they mean', () => {
  const rules = Array.from({ length: 12 }, (_, k): Layer => ({
    type: 'rule',
    at: JAN + (4 + k * 0.2) * DAY,
    label: `a long description of event number ${k}`,
    role: 'event',
    shape: 'event',
  }));
  const scene = buildScene(plotWith(rules), { width: 360, height: 300 });
  assert.equal(scene.numbered.length, 12);
  assert.equal(scene.numbered[0], 'a long description of event number 0');
  assert.ok(texts(scene.items).some(({ text }) => text === '12'));
});

test('a saved chart is well-formed XML, with its words escaped and its marks in it', () => {
  const plot = plotWith([
    { type: 'band', x: [JAN, JAN + DAY], low: [100, 110], high: [150, 160], role: 'estimate', alpha: 0.2 },
    { type: 'dots', x: [JAN, JAN + DAY], y: [120, 130], role: 'raw' },
    { type: 'span', from: JAN, to: JAN + DAY, role: 'event', label: 'shutdown' },
  ]);
  const svg = sceneToSvg(buildScene(plot, { width: 800, height: 400 }), LIGHT, plot);
  assert.match(svg, /<title id="title">Blocks &amp; &quot;luck&quot; &lt;24 h&gt;<\/title>/);
  const opened = [...svg.matchAll(/<([a-zA-Z]+)(?=[\s>])[^>]*?(\/?)>/g)].filter(([, , closed]) => closed === '');
  const closed = [...svg.matchAll(/<\/([a-zA-Z]+)>/g)];
  assert.equal(opened.length, closed.length, 'each element that opens is closed');
  assert.ok(!/NaN|undefined|Infinity/.test(svg));
  assert.ok(svg.includes(LIGHT.estimate) && svg.includes(LIGHT.raw) && svg.includes('shutdown'));
});

test('CSV quotes what it must, leaves unknown fields empty, and runs no formula', () => {
  const rows: (string | number | null)[][] = [
    ['a,b', 1.5, null],
    ['=1+1', NaN, 'say "hi"'],
  ];
  const csv = tableToCsv({ ...emptyTable, length: 2, csvColumns: ['name', 'x', 'y'], csvRow: (k) => rows[k]! });
  assert.equal(csv, 'name,x,y\r\n"a,b",1.5,\r\n\'=1+1,,"say ""hi"""\r\n');
});

test('no layout puts a mark at a place that is no number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e22 }), { minLength: 0, maxLength: 40 }),
      fc.integer({ min: 200, max: 2_000 }),
      (values, width) => {
        const x = values.map((_, k) => JAN + k * DAY * 0.4);
        const scene = buildScene(plotWith([{ type: 'line', x, y: values, role: 'ink' }]), { width, height: 300 });
        for (const item of texts(scene.items)) assert.ok(Number.isFinite(item.x) && Number.isFinite(item.y));
      },
    ),
  );
});

test('words in each colour have a contrast of 4.5 to 1 on their background, in light and in dark', () => {
  for (const palette of [LIGHT, DARK]) {
    for (const role of ['estimate', 'raw', 'event', 'fall', 'rise', 'before', 'after', 'ink', 'muted'] as const) {
      const ratio = contrast(palette[role], palette.paper);
      assert.ok(ratio >= 4.5, `${role} on ${palette === DARK ? 'dark' : 'light'}: ${ratio.toFixed(2)}`);
    }
  }
});

/** Contrast ratio of two colours (WCAG 2.2, "contrast ratio"). */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Palette['ink']): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
