import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Pyramid, pyramid } from '../../../server/dashboard/store/pyramid.js';

const point = (x: number, y: number) => ({ x0: x, x1: x, min: y, max: y, last: y });

function ofPoints(values: ArrayLike<number>): Pyramid {
  const curve = pyramid();
  for (let i = 0; i < values.length; i++) curve.append(point(i + 1, values[i]));
  return curve;
}

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 400,
});

describe('pyramid().look()', () => {
  test('gives single points where a cell is no longer', () => {
    expect(ofPoints([3, 1, 2]).look(1, 3, 1)).toEqual([point(1, 3), point(2, 1), point(3, 2)]);
  });

  test('adds a neighbour on each side, so that lines go on beyond the edge', () => {
    expect(
      ofPoints([1, 2, 3, 4, 5])
        .look(3, 3, 1)
        .map(({ x0 }) => x0),
    ).toEqual([2, 3, 4]);
  });

  property.prop([values, fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 100 })])(
    'covers every point once, in order, with exact extremes and last values, from any distance',
    (numbers, from, width, cell) => {
      const seen = ofPoints(numbers).look(from, from + width, cell);
      let next = seen[0]?.x0;
      for (const { x0, x1, min, max, last } of seen) {
        expect(x0).toBe(next);
        expect(x1 - x0).toBeLessThan(cell);
        const part = numbers.slice(x0 - 1, x1);
        expect([min, max, last]).toEqual([Math.min(...part), Math.max(...part), part.at(-1)]);
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

  test('joins points behind long stretches as if all were points', () => {
    const curve = pyramid();
    for (let i = 0; i < 64; i++) {
      curve.append({ x0: 256 * i + 1, x1: 256 * (i + 1), min: 0, max: 1, last: 0.5 });
    }
    for (let x = 16_385; x <= 32_768; x++) curve.append(point(x, 0.5));
    const widths = curve.look(1, 32_768, 1024).map(({ x0, x1 }) => x1 - x0 + 1);
    expect(Math.max(...widths)).toBe(1024);
    expect(widths.length).toBeLessThan(2 * 32);
  });

  test('does not take what is not a number for an extreme', () => {
    const curve = ofPoints([0, 0, 0, 0, NaN, 1, NaN, 2, NaN, NaN, NaN, NaN]);
    const joined = { x0: 5, x1: 8, min: 1, max: 2, last: 2 };
    expect(curve.look(1, 12, 4)).toContainEqual(joined);
    expect(curve.extremes(5, 12)).toEqual([1, 2]);
    expect(curve.extremes(9, 12)).toBeUndefined();
  });
});

describe('pyramid().hasRanges()', () => {
  test('tells whether a part holds ranges, also after a rewind', () => {
    const curve = ofPoints([1, 2, 3]);
    curve.append({ x0: 4, x1: 9, min: 0, max: 1, last: 1 });
    curve.append(point(10, 1));
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
    curve.append(point(2, 1));
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
        curve.append(point(from + i, y));
      });
      const same = ofPoints([...before.slice(0, from - 1), ...after]);
      expect(curve.look(0, 900, 64)).toEqual(same.look(0, 900, 64));
      expect(curve.span).toEqual(same.span);
    },
  );

  property.prop([fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), fc.nat(500)])(
    'cuts a stretch that a rewind goes back into, and stays in order',
    (widths, at) => {
      const curve = pyramid();
      let x = 1;
      for (const width of widths) {
        curve.append({ x0: x, x1: x + width - 1, min: -width, max: width, last: width });
        x += width;
      }
      const from = Math.max(1, Math.min(at, x - 1));
      curve.append(point(from, 0));
      const seen = curve.look(0, x, 64);
      expect(seen.at(-1)?.x1).toBe(from);
      for (let i = 1; i < seen.length; i++) expect(seen[i].x0).toBeGreaterThan(seen[i - 1].x1);
    },
  );

  test('does not know the last value of a stretch that is cut', () => {
    const curve = pyramid();
    curve.append({ x0: 1, x1: 9, min: 0, max: 3, last: 3 });
    curve.append(point(5, 2));
    expect(curve.look(1, 9, 1)).toEqual([{ x0: 1, x1: 4, min: 0, max: 3, last: NaN }, point(5, 2)]);
  });
});
