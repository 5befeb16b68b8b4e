import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { asSteps } from '../../../server/dashboard/charts/asSteps.js';
import { cellOf, inCells } from '../../../server/dashboard/charts/cells.js';
import { outlinesOf } from '../../../server/dashboard/charts/outlines.js';
import { tableOf } from '../../../server/dashboard/charts/tableOf.js';
import { valueRange } from '../../../server/dashboard/charts/valueRange.js';
import type { Stretch } from '../../../server/dashboard/store/level.js';
import { pyramid } from '../../../server/dashboard/store/pyramid.js';

const point = (x: number, y: number): Stretch => ({ x0: x, x1: x, min: y, max: y, last: y });

/** Stretches of a few iterations each, one behind the other. */
const curves = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.double({ noNaN: true, min: -1e3, max: 1e3 })),
    {
      minLength: 1,
      maxLength: 200,
    },
  )
  .map((parts) => {
    let next = 1;
    return parts.map(([width, value]): Stretch => {
      const x0 = next;
      next += width;
      return { x0, x1: next - 1, min: value - width, max: value + width, last: value };
    });
  });

describe('asSteps()', () => {
  test('shows a value that was in force for long as level, and what came after it as a step', () => {
    const jump: Stretch = { x0: 5409, x1: 5410, min: 2, max: 8, last: 8 };
    const lasts = asSteps([point(1, 2), jump, point(7000, 8)], 16).map(({ x1, last }) => [
      x1,
      last,
    ]);
    expect(lasts).toEqual([
      [1, 2],
      [5409, 2],
      [5410, 8],
      [5411, 8],
      [6999, 8],
      [7000, 8],
    ]);
  });

  property.prop([curves])('adds nothing where a value comes at every iteration', (stretches) => {
    expect(asSteps(stretches, 1)).toEqual(stretches);
  });
});

describe('cellOf()', () => {
  test('is a pixel or two, and the same while a run grows a little', () => {
    expect(cellOf({ from: 0, to: 1_000_000 }, 600)).toBe(2048);
    expect(cellOf({ from: 0, to: 1_100_000 }, 600)).toBe(2048);
    expect(cellOf({ from: 0, to: 100 }, 600)).toBe(0.25);
  });
});

describe('inCells()', () => {
  property.prop([curves, fc.constantFrom(1, 2, 8, 64)])(
    'covers all stretches once, in order, and keeps their extremes and last values',
    (stretches, cell) => {
      const joined = inCells(stretches, cell);
      let next = 0;
      for (const { x0, x1, min, max, last } of joined) {
        const part = stretches.slice(next, 1 + stretches.findIndex((each) => each.x1 === x1));
        expect(x0).toBe(part[0].x0);
        expect(min).toBe(Math.min(...part.map((each) => each.min)));
        expect(max).toBe(Math.max(...part.map((each) => each.max)));
        expect(last).toBe(part.at(-1)?.last);
        next += part.length;
      }
      expect(next).toBe(stretches.length);
      const cells = joined.slice(1).map(({ x1 }) => Math.floor(x1 / cell));
      expect(new Set(cells).size).toBe(cells.length);
    },
  );
});

test('inCells() leaves the first point as it is, so that the line begins there', () => {
  const stretches = [1, 2, 3, 4].map((x) => point(x, x));
  expect(inCells(stretches, 64)).toEqual([point(1, 1), { x0: 2, x1: 4, min: 2, max: 4, last: 4 }]);
});

describe('outlinesOf()', () => {
  property.prop([curves, fc.constantFrom(1, 8, 64)])(
    'has the exact extremes of the curve, and the line within',
    (stretches, cell) => {
      const joined = inCells(stretches, cell);
      const [outline] = outlinesOf(joined, cell);
      const heights = outline.map(([, y]) => y);
      expect(Math.max(...heights)).toBe(Math.max(...stretches.map(({ max }) => max)));
      expect(Math.min(...heights)).toBe(Math.min(...stretches.map(({ min }) => min)));
      const [x, y] = tableOf([joined]);
      x.forEach((at, i) => {
        const there = outline.filter(([corner]) => corner === at).map(([, height]) => height);
        expect(Math.max(...there)).toBeGreaterThanOrEqual(y[i] ?? NaN);
        expect(Math.min(...there)).toBeLessThanOrEqual(y[i] ?? NaN);
      });
    },
  );

  test('is as wide as a stretch that came longer than a cell', () => {
    expect(outlinesOf([{ x0: 1, x1: 9, min: 2, max: 3, last: 2 }], 4)).toEqual([
      [
        [1, 3],
        [9, 3],
        [9, 2],
        [1, 2],
      ],
    ]);
  });

  test('leaves a gap where no value can be shown', () => {
    const none = { x0: 2, x1: 3, min: NaN, max: NaN, last: NaN };
    const stretches = [point(1, 5), none, point(4, -1), point(5, 6)];
    const starts = (logarithmic: boolean) =>
      outlinesOf(stretches, 1, logarithmic).map(([[x]]) => x);
    expect(starts(false)).toEqual([1, 4]);
    expect(starts(true)).toEqual([1, 5]);
  });
});

describe('tableOf()', () => {
  test('gives the last value of each stretch at its end', () => {
    const stretches = [{ x0: 1, x1: 4, min: 0, max: 9, last: 7 }, point(5, 6)];
    expect(tableOf([stretches])).toEqual([
      [4, 5],
      [7, 6],
    ]);
  });

  test('puts curves of different iterations beside each other', () => {
    expect(tableOf([[point(1, 5), point(3, 6)], [point(2, 7)]])).toEqual([
      [1, 2, 3],
      [5, undefined, 6],
      [undefined, 7, undefined],
    ]);
  });

  test('leaves a gap for what is not finite, or not above 0 on a logarithmic scale', () => {
    const stretches = [point(1, NaN), point(2, -1), point(3, 1)];
    expect(tableOf([stretches])[1]).toEqual([null, -1, 1]);
    expect(tableOf([stretches], true)[1]).toEqual([null, null, 1]);
  });
});

describe('valueRange()', () => {
  const all = { from: 0, to: 10 };

  test('holds the extremes that are in sight, and no others', () => {
    const [bottom, top] = valueRange([[point(1, 2), point(2, 3), point(20, 99)]], all);
    expect(bottom).toBeLessThan(2);
    expect(top).toBeGreaterThan(3);
    expect(top).toBeLessThan(4);
  });

  test('begins and ends with one digit on a logarithmic scale, and leaves out what is not above 0', () => {
    const stretches = [point(1, -5), point(2, 0.023), { ...point(3, 14), min: -2 }];
    const [bottom, top] = valueRange([stretches], all, undefined, true);
    expect(bottom).toBeCloseTo(0.02);
    expect(top).toBeCloseTo(20);
  });

  test.each([false, true])('has room for one value, and for none (logarithmic: %s)', (log) => {
    for (const stretches of [[point(1, 2)], [point(1, NaN)], []]) {
      const [bottom, top] = valueRange([stretches], all, undefined, log);
      expect(bottom).toBeLessThan(top);
    }
  });

  property.prop([curves])('holds every extreme that a pyramid shows', (stretches) => {
    const curve = pyramid();
    for (const stretch of stretches) curve.append(stretch);
    const range = { from: 1, to: 400 };
    const [least, largest] = curve.extremes(range.from, range.to) ?? [NaN, NaN];
    const [bottom, top] = valueRange([inCells(curve.look(1, 400, 8), 16)], range);
    expect(bottom).toBeLessThanOrEqual(least);
    expect(top).toBeGreaterThanOrEqual(largest);
  });
});
