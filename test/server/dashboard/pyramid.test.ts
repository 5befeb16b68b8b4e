import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Pyramid, pyramid } from '../../../server/dashboard/store/pyramid.js';

function ofPoints(values: ArrayLike<number>): Pyramid {
  const curve = pyramid();
  for (let i = 0; i < values.length; i++) {
    curve.append({ x0: i + 1, x1: i + 1, min: values[i], max: values[i] });
  }
  return curve;
}

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 400,
});

describe('pyramid().look()', () => {
  test('gives single points while they are few', () => {
    expect(ofPoints([3, 1, 2]).look(1, 3, 100)).toEqual([
      { x0: 1, x1: 1, min: 3, max: 3 },
      { x0: 2, x1: 2, min: 1, max: 1 },
      { x0: 3, x1: 3, min: 2, max: 2 },
    ]);
  });

  test('adds a neighbour on each side, so that lines go on beyond the edge', () => {
    expect(
      ofPoints([1, 2, 3, 4, 5])
        .look(3, 3, 100)
        .map(({ x0 }) => x0),
    ).toEqual([2, 3, 4]);
  });

  property.prop([values, fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 20 })])(
    'covers every point once, in order, with exact extremes, from any distance',
    (numbers, from, width, most) => {
      const seen = ofPoints(numbers).look(from, from + width, most);
      let next = seen[0]?.x0;
      for (const { x0, x1, min, max } of seen) {
        expect(x0).toBe(next);
        const part = numbers.slice(x0 - 1, x1);
        expect([min, max]).toEqual([Math.min(...part), Math.max(...part)]);
        next = x1 + 1;
      }
    },
  );

  test('shows one needle in a million points, in a few thousand stretches', () => {
    const numbers = new Float64Array(1_000_000).fill(0.5);
    numbers[123_456] = 9;
    numbers[654_321] = -9;
    const seen = ofPoints(numbers).look(1, 1_000_000, 1000);
    expect(seen.length).toBeLessThan(4100);
    expect(Math.max(...seen.map(({ max }) => max))).toBe(9);
    expect(Math.min(...seen.map(({ min }) => min))).toBe(-9);
  });

  test('does not take what is not a number for an extreme', () => {
    const curve = ofPoints([NaN, 1, NaN, 2, NaN, NaN, NaN, NaN]);
    expect(curve.look(1, 8, 0.5)[0]).toEqual({ x0: 1, x1: 4, min: 1, max: 2 });
    expect(curve.extremes(1, 8)).toEqual([1, 2]);
    expect(curve.extremes(5, 8)).toBeUndefined();
  });
});

describe('pyramid().hasRanges()', () => {
  test('tells whether a part holds ranges, also after a rewind', () => {
    const curve = ofPoints([1, 2, 3]);
    curve.append({ x0: 4, x1: 9, min: 0, max: 1 });
    curve.append({ x0: 10, x1: 10, min: 1, max: 1 });
    const parts = [
      [1, 3],
      [3, 5],
      [9, 10],
      [10, 10],
    ];
    expect(parts.map(([from, to]) => curve.hasRanges(from, to))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    curve.append({ x0: 2, x1: 2, min: 1, max: 1 });
    expect(curve.hasRanges(1, 20)).toBe(false);
  });
});

describe('pyramid().append()', () => {
  property.prop([values, values, fc.integer({ min: 1, max: 400 })])(
    'takes back what a rewind overlaps: the curve is that of the points that count',
    (before, after, at) => {
      const from = Math.min(at, before.length);
      const curve = ofPoints(before);
      after.forEach((y, i) => {
        curve.append({ x0: from + i, x1: from + i, min: y, max: y });
      });
      const same = ofPoints([...before.slice(0, from - 1), ...after]);
      expect(curve.look(0, 900, 1)).toEqual(same.look(0, 900, 1));
      expect(curve.span).toEqual(same.span);
    },
  );

  property.prop([fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), fc.nat(500)])(
    'cuts a stretch that a rewind goes back into, and stays in order',
    (widths, at) => {
      const curve = pyramid();
      let x = 1;
      for (const width of widths) {
        curve.append({ x0: x, x1: x + width - 1, min: -width, max: width });
        x += width;
      }
      const from = Math.max(1, Math.min(at, x - 1));
      curve.append({ x0: from, x1: from, min: 0, max: 0 });
      const seen = curve.look(0, x, 0.25);
      expect(seen.at(-1)?.x1).toBe(from);
      for (let i = 1; i < seen.length; i++) expect(seen[i].x0).toBeGreaterThan(seen[i - 1].x1);
    },
  );
});
