import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { robustMedian } from './robust-median.ts';

test('one absurd price among three or more is dropped, whatever it says', () => {
  for (const absurd of [0.01, 1, 1e9]) {
    const found = robustMedian([43_436, absurd, 43_440, 43_431]);
    assert.deepEqual(found?.isOutlier, [false, true, false, false]);
    assert.equal(found?.median, 43_436);
    assert.equal(found?.kept, 3);
    assert.equal(found?.agree, true);
  }
});

test('prices within half a per cent of the others are kept, even where the others agree to the cent', () => {
  assert.deepEqual(robustMedian([100, 100, 100, 100.5])?.isOutlier, [false, false, false, false]);
  assert.deepEqual(robustMedian([100, 100, 100, 100.51])?.isOutlier, [false, false, false, true]);
});

test('of two prices none is dropped; when they lie apart they do not agree', () => {
  const near = robustMedian([100, 102]);
  assert.deepEqual([near?.median, near?.kept, near?.agree], [101, 2, true]);
  const apart = robustMedian([100, 1]);
  assert.deepEqual([apart?.kept, apart?.agree], [2, false]);
});

test('half of the prices wrong in one direction leave no price that most agree with', () => {
  assert.equal(robustMedian([100, 101, 1, 1.01])?.agree, false);
  assert.equal(robustMedian([100, 101, 100.5, 1, 1.01])?.agree, true);
});

test('no values have no median; one is its own', () => {
  assert.equal(robustMedian([]), undefined);
  assert.deepEqual([robustMedian([7])?.median, robustMedian([7])?.agree], [7, true]);
});

test('while fewer than half of the sources lie, the median stays among the honest prices', () => {
  const honest = fc.double({ min: 99.9, max: 100.1, noNaN: true });
  const liar = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(honest, { minLength: 3, maxLength: 9 }), fc.array(liar, { maxLength: 8 }), (good, wrong) => {
      const lies = wrong.slice(0, good.length - 1);
      const found = robustMedian([...good, ...lies])!;
      assert.ok(found.median >= 99.9 * 0.99 && found.median <= 100.1 * 1.01, `${found.median}`);
    }),
  );
});
