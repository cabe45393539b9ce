import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textWidth } from './frame.ts';
import { placeLabels } from './marks.ts';

test('labels of moments that lie close together stand on both sides, in one row', () => {
  const placed = placeLabels(
    [
      { time: 340, label: 'Internet shutdown' },
      { time: 354, label: 'Fed minutes' },
    ],
    (time) => time,
    { left: 40, right: 720 },
  );
  assert.deepEqual(
    placed.labels.map(({ before, row }) => [before, row]),
    [
      [true, 0],
      [false, 0],
    ],
  );
});

test('no label runs into another in its row, or over the edges', () => {
  const moments = fc.array(
    fc.record({ time: fc.integer({ min: 40, max: 720 }), label: fc.string({ minLength: 1, maxLength: 60 }) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(moments, (unsorted) => {
      const sorted = unsorted.toSorted((a, b) => a.time - b.time);
      const placed = placeLabels(sorted, (time) => time, { left: 40, right: 720 });
      const stretches = placed.labels.map(({ time, text, before, row }) => {
        const width = textWidth(text);
        return { row, from: before ? time - width : time, to: before ? time : time + width };
      });
      for (const [i, a] of stretches.entries()) {
        assert.ok(a.from >= 40 - textWidth('x') && a.to <= 720 + textWidth('x'), 'within the edges');
        for (const b of stretches.slice(i + 1)) assert.ok(a.row !== b.row || a.to <= b.from || b.to <= a.from);
      }
    }),
  );
});
