import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type Examples,
  type Fold,
  foldsOf,
  holdOut,
  type PartingOptions,
} from '../../src/index.js';

/** Examples with one feature, their place, so that parts say which examples they hold. */
function numbered(labels: readonly number[]): Examples {
  return {
    values: Float64Array.from(labels.keys()),
    exampleShape: [1],
    labels: Uint8Array.from(labels),
    classNames: ['no', 'yes', 'maybe'],
  };
}

const countOf = ({ labels }: Examples, label: number) =>
  labels.filter((other) => other === label).length;

const ascending = (values: Iterable<number>) => [...values].toSorted((a, b) => a - b);

/** What belongs to any parting of `whole`. */
function expectParted(whole: Examples, { train, held }: Fold): void {
  for (const part of [train, held]) {
    expect([...part.values]).toEqual(ascending(part.values));
    expect([...part.labels]).toEqual([...part.values].map((place) => whole.labels[place]));
    expect(part.exampleShape).toEqual(whole.exampleShape);
    expect(part.classNames).toEqual(whole.classNames);
  }
  expect(ascending([...train.values, ...held.values])).toEqual([...whole.values]);
}

const labels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 60 });
const seed = fc.integer({ min: 0, max: 0xffffffff });

describe('foldsOf()', () => {
  property.prop([labels, fc.integer({ min: 2, max: 9 }), seed, fc.boolean()])(
    'holds every example out exactly once, and trains on the others, in their order',
    (given, folds, drawn, stratified) => {
      const whole = numbered(given);
      const rarest = Math.min(...[...new Set(given)].map((label) => countOf(whole, label)));
      const k = Math.min(folds, stratified ? rarest : given.length);
      fc.pre(k >= 2);
      const made = foldsOf(whole, k, { seed: drawn, stratified });
      expect(made).toHaveLength(k);
      for (const fold of made) expectParted(whole, fold);
      expect(ascending(made.flatMap(({ held }) => [...held.values]))).toEqual([...whole.values]);
      const sizes = made.map(({ held }) => held.labels.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      if (!stratified) return;
      for (const label of new Set(given)) {
        const counts = made.map(({ held }) => countOf(held, label));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    },
  );

  test('keeps the shares of the classes unless told otherwise', () => {
    const whole = numbered([...Array(8).fill(0), ...Array(4).fill(1)]);
    const shares = (options: PartingOptions) =>
      foldsOf(whole, 4, options).map(({ held }) => countOf(held, 1));
    expect(shares({})).toEqual([1, 1, 1, 1]);
    expect(shares({ stratified: false, seed: 4 })).not.toEqual([1, 1, 1, 1]);
  });

  test('gives the same folds for the same seed, others for another', () => {
    const whole = numbered(Array.from({ length: 20 }, (_, i) => i % 2));
    const heldBy = (drawn: number) =>
      foldsOf(whole, 4, { seed: drawn }).map(({ held }) => [...held.values]);
    expect(heldBy(7)).toEqual(heldBy(7));
    expect(heldBy(7)).not.toEqual(heldBy(8));
    expect(foldsOf(whole, 4)).toEqual(foldsOf(whole, 4, { seed: 1 }));
  });

  test.each([0, 1, 5, -2, 1.5, Number.NaN])('refuses %d folds of 4 examples', (k) => {
    expect(() => foldsOf(numbered([0, 1, 0, 1]), k)).toThrow(RangeError);
    expect(() => foldsOf(numbered([0, 1, 0, 1]), k)).toThrow(
      `Cannot make ${k} folds of 4 examples: take from 2 to 4`,
    );
  });

  test('refuses more stratified folds than a class has examples, and names the class', () => {
    const whole = numbered([0, 0, 0, 0, 1, 1]);
    expect(() => foldsOf(whole, 3)).toThrow(/class yes, which has 2 examples/);
    expect(foldsOf(whole, 3, { stratified: false })).toHaveLength(3);
  });

  test('refuses a seed that is none', () => {
    expect(() => foldsOf(numbered([0, 1, 0, 1]), 2, { seed: -1 })).toThrow(RangeError);
  });
});

describe('holdOut()', () => {
  property.prop([labels, fc.double({ min: 0.01, max: 0.99, noNaN: true }), seed, fc.boolean()])(
    'holds the share out, of each class when stratified, and trains on the others, in their order',
    (given, share, drawn, stratified) => {
      const whole = numbered(given);
      const count = Math.round(share * given.length);
      fc.pre(count >= 1 && count < given.length);
      const fold = holdOut(whole, share, { seed: drawn, stratified });
      expectParted(whole, fold);
      expect(fold.held.labels).toHaveLength(count);
      if (!stratified) return;
      for (const label of new Set(given)) {
        const fair = (countOf(whole, label) * count) / given.length;
        expect(Math.abs(countOf(fold.held, label) - fair)).toBeLessThan(1 + 1e-9);
      }
    },
  );

  test('gives the same parts for the same seed, others for another', () => {
    const whole = numbered(Array.from({ length: 20 }, (_, i) => i % 2));
    expect(holdOut(whole, 0.25, { seed: 7 })).toEqual(holdOut(whole, 0.25, { seed: 7 }));
    expect(holdOut(whole, 0.25, { seed: 7 })).not.toEqual(holdOut(whole, 0.25, { seed: 8 }));
  });

  test.each([0, 1, 0.1, 0.9, -0.5, Number.NaN])('refuses a share of %d of 4 examples', (share) => {
    expect(() => holdOut(numbered([0, 1, 0, 1]), share)).toThrow(
      `Cannot hold out a share of ${share} of 4 examples: both parts need one at least`,
    );
  });
});
