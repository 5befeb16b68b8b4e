import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawExamples } from '../../src/data/drawings/drawExamples.js';
import { type Examples, featureCount } from '../../src/data/examples.js';

const size = 64 * 64 * 3;
const { train, test } = drawExamples({ seed: 1 });

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function bytes({ values }: Examples): Uint8Array {
  if (values instanceof Uint8Array) return values;
  throw new TypeError('The drawings are bytes');
}

function images(examples: Examples): readonly Uint8Array[] {
  const all = bytes(examples);
  return Array.from(examples.labels, (_, i) => all.subarray(i * size, (i + 1) * size));
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}

function meanBrightness(image: Uint8Array): number {
  return image.reduce((sum, value) => sum + value, 0) / image.length;
}

describe('drawExamples()', () => {
  it('draws the same bytes for the same seed, on every platform', () => {
    const digest = sha256(bytes(train), train.labels, bytes(test), test.labels);
    expect(digest).toBe('e55221ebbbb524a4d5913b567c3cc487838074bb06ae49b6ef81b53749cd1f14');
  });

  it('draws other images for another seed', () => {
    const other = drawExamples({ seed: 2, train: 4, test: 1 });
    expect(sha256(bytes(other.train))).not.toBe(sha256(bytes(train).subarray(0, 4 * size)));
  });

  it('gives 209 and 50 images of 64 x 64 x 3 bytes unless told otherwise', () => {
    for (const [examples, count] of [
      [train, 209],
      [test, 50],
    ] as const) {
      expect(examples.exampleShape).toEqual([64, 64, 3]);
      expect(featureCount(examples)).toBe(size);
      expect(examples.classNames).toEqual(['non-cat', 'cat']);
      expect(examples.values).toBeInstanceOf(Uint8Array);
      expect(examples.values).toHaveLength(count * size);
      expect(examples.labels).toHaveLength(count);
    }
  });

  it('gives as many images as asked for, none included', () => {
    const asked = drawExamples({ seed: 3, train: 3, test: 0 });
    expect(asked.train.values).toHaveLength(3 * size);
    expect(asked.test.values).toHaveLength(0);
    expect(asked.test.labels).toHaveLength(0);
  });

  it('refuses a count that is not a whole number of images', () => {
    expect(() => drawExamples({ seed: 1, train: -1 })).toThrow(RangeError);
    expect(() => drawExamples({ seed: 1, test: 2.5 })).toThrow('found 2.5');
  });

  it.each([1, 2, 3, 4, 5])('balances the classes within 45 to 55 per cent, seed %i', (seed) => {
    const drawn = drawExamples({ seed, train: 60, test: 50 });
    for (const { labels } of [drawn.train, drawn.test]) {
      const cats = share(Array.from(labels, (label) => label === 1));
      expect(cats).toBeGreaterThanOrEqual(0.45);
      expect(cats).toBeLessThanOrEqual(0.55);
    }
  });

  it('draws no image twice', () => {
    const digests = [...images(train), ...images(test)].map((image) => sha256(image));
    expect(new Set(digests).size).toBe(259);
  });

  it('gives every image dark and light pixels', () => {
    for (const image of [...images(train), ...images(test)]) {
      expect(Math.max(...image) - Math.min(...image)).toBeGreaterThan(80);
    }
  });

  it('does not give a class away by its brightness', () => {
    const brightness = images(train).map(meanBrightness);
    const accuracies = brightness.flatMap((threshold) => {
      const right = share(brightness.map((b, i) => b > threshold === (train.labels[i] === 1)));
      return [right, 1 - right];
    });
    expect(Math.max(...accuracies)).toBeLessThan(0.62);
  });
});
