import { describe, expect, test } from 'vitest';
import { compare, printedLike, summarize } from '../../../bin/reproduce/comparison.js';

test.each([
  [0.64396, '0.6440', '0.6440'],
  [42, '42.00', '42.00'],
  [36, '36', '36'],
  [1.3548e-9, '3.02e-9', '1.35e-9'],
  [Number.NaN, '0.6440', 'NaN'],
])('printedLike(%d, %s) gives the digits of the printed figure', (value, printed, text) => {
  expect(printedLike(value, printed)).toBe(text);
});

describe('compare()', () => {
  test('takes the difference of the figures as they are printed', () => {
    const row = { label: 'cost', theirs: '0.6440', ours: 0.64396, within: 0 };
    expect(compare(row, 5)).toEqual({
      ...row,
      row: 5,
      difference: 0,
      comparable: true,
      agrees: true,
    });
  });

  test('agrees up to what a row may differ, and no further', () => {
    const row = { label: 'cost', theirs: '0.50', within: 0.25 };
    expect(compare({ ...row, ours: 0.75 }, 1)).toMatchObject({ difference: 0.25, agrees: true });
    expect(compare({ ...row, ours: 0.24 }, 1)).toMatchObject({ difference: -0.26, agrees: false });
  });

  test('does not agree with what is not a number', () => {
    const row = { label: 'cost', theirs: '0.6440', ours: Number.NaN, within: 1 };
    expect(compare(row, 1)).toMatchObject({ agrees: false });
  });

  test('says nothing on rows that are not comparable', () => {
    const compared = compare({ label: 'cost', theirs: '0.50', ours: 0.75 }, 1);
    expect(compared).toMatchObject({ comparable: false, difference: 0.25 });
    expect(compared).not.toHaveProperty('agrees');
  });
});

describe('summarize()', () => {
  const row = { label: 'cost', theirs: '0.50' };

  test('names rows that disagree, and looks at comparable rows alone', () => {
    const comparisons = [
      compare({ ...row, ours: 0.5, within: 0 }, 1),
      compare({ ...row, ours: 0.25, within: 0 }, 2),
      compare({ ...row, ours: 9 }, 3),
    ];
    expect(summarize(comparisons)).toEqual({
      rows: 3,
      comparableTo: 2,
      worstDifference: 0.25,
      disagreeing: [2],
    });
  });

  test('of no comparable rows is comparable to row 0', () => {
    expect(summarize([compare({ ...row, ours: 9 }, 1)])).toEqual({
      rows: 1,
      comparableTo: 0,
      worstDifference: 0,
      disagreeing: [],
    });
  });
});
