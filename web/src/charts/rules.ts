import { LABEL_ROW, LABEL_SIZE, textWidth } from './lettering.ts';
import type { Layer, RuleLayer } from './plot.ts';
import type { Scale } from './scale.ts';
import type { Item } from './scene.ts';

/** Most rows of labels above a plot; when more would be needed, rules carry numbers and a list says what they mean. */
const MAX_ROWS = 3;

/** Rules with their labels placed. */
export interface PlacedRules {
  /** Rows of labels above the plot. */
  readonly rows: number;
  /** Labels that are numbers only, in order. */
  readonly numbered: readonly string[];
  /** Lines and labels, once the plot's bottom is known. */
  items(top: number, bottom: number): Item[];
}

interface Placed {
  readonly rule: RuleLayer;
  readonly at: number;
  readonly text: string;
  readonly row: number;
  readonly anchor: 'start' | 'end';
}

/**
 * Finds room for the labels of thin lines: side by side, in up to three rows. Where there is none, events carry numbers,
 * and falls and rises their triangle alone.
 */
export function layoutRules(
  layers: readonly Layer[],
  x: Scale,
  box: { readonly left: number; readonly right: number },
  narrow: boolean,
): PlacedRules {
  const rules = layers
    .filter((layer): layer is RuleLayer => layer.type === 'rule' && layer.at >= x.domain[0] && layer.at <= x.domain[1])
    .sort((a, b) => a.at - b.at);
  const full = place(rules, x, box, narrow ? 2 : MAX_ROWS, (rule) => rule.label);
  const events = rules.filter(({ shape }) => shape === 'event');
  const number = (rule: RuleLayer): string => (rule.shape === 'event' ? String(events.indexOf(rule) + 1) : '');
  const placed = full ?? place(rules, x, box, Infinity, number)!;
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return {
    rows: Math.min(rows, MAX_ROWS),
    numbered: full === undefined ? events.map((rule) => rule.label) : [],
    items: (top, bottom) => placed.flatMap((one) => draw(one, top, bottom)),
  };
}

function place(
  rules: readonly RuleLayer[],
  x: Scale,
  box: { readonly left: number; readonly right: number },
  maxRows: number,
  textOf: (rule: RuleLayer, index: number) => string,
): Placed[] | undefined {
  const freeFrom: number[] = [];
  const placed: Placed[] = [];
  for (const [k, rule] of rules.entries()) {
    const text = textOf(rule, k);
    const at = x.map(rule.at);
    if (text === '') {
      placed.push({ rule, at, text, row: 0, anchor: 'start' });
      continue;
    }
    const width = textWidth(text, LABEL_SIZE) + 16;
    const anchor = at + width <= box.right + 8 ? 'start' : 'end';
    if (anchor === 'end' && at - width < 0) return undefined;
    const start = anchor === 'start' ? at : at - width;
    let row = freeFrom.findIndex((free) => free <= start);
    if (row < 0) row = freeFrom.length;
    if (row >= maxRows) return undefined;
    freeFrom[row] = start + width + 8;
    placed.push({ rule, at, text, row, anchor });
  }
  return placed;
}

function draw({ rule, at, text, row, anchor }: Placed, top: number, bottom: number): Item[] {
  const x = Math.round(at) + 0.5;
  const y = top + Math.min(row, MAX_ROWS - 1) * LABEL_ROW + 12;
  const textX = anchor === 'start' ? x + 11 : x - 11;
  const words: Item = { type: 'text', x: textX, y, text, fill: rule.role, size: LABEL_SIZE, anchor, halo: true };
  return [
    {
      type: 'stroke',
      points: [x, y + 1, x, bottom],
      stroke: rule.role,
      width: 1,
      alpha: text === '' ? 0.15 : 0.9,
      dash: rule.shape === 'event' ? [2, 3] : [5, 3],
    },
    { type: 'area', points: marker(rule.shape, x, y - 4), fill: rule.role, alpha: 1 },
    ...(text === '' ? [] : [words]),
  ];
}

/** A diamond for an event, a triangle down for a fall and up for a rise: the shape says what the colour says. */
function marker(shape: RuleLayer['shape'], x: number, y: number): number[] {
  if (shape === 'fall') return [x - 5, y - 4, x + 5, y - 4, x, y + 5];
  if (shape === 'rise') return [x - 5, y + 5, x + 5, y + 5, x, y - 4];
  return [x, y - 5, x + 5, y, x, y + 5, x - 5, y];
}
