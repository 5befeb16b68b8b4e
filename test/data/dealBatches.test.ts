import { fc, test } from '@fast-check/vitest';
import { dealBatches, planBatches } from 'gradstream';
import { expect } from 'vitest';

const listed = (batch: Uint32Array) => [...batch];

test.prop([
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 30 }),
  fc.constantFrom('keep', 'drop'),
  fc.constantFrom<'none' | number>('none', 1, 7),
])('dealBatches() of one size are those of planBatches()', (m, given, lastBatch, shuffle) => {
  const batchSize = Math.min(given, m);
  const plan = planBatches(m, { batchSize, lastBatch, shuffle });
  const dealer = dealBatches(m, { lastBatch, shuffle });
  for (let i = 0; i < 3 * plan.batchesPerEpoch; i++) {
    expect(listed(dealer.next(batchSize))).toEqual(listed(plan.examplesOf(i)));
    expect(dealer.cursor.epoch).toBe(Math.floor(i / plan.batchesPerEpoch));
  }
});

test.prop([fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 })])(
  'dealBatches() gives every example once an epoch, whatever the sizes',
  (sizes) => {
    const dealer = dealBatches(9);
    const seen = new Map<number, number[]>();
    for (const size of sizes) {
      const batch = listed(dealer.next(size));
      const { epoch } = dealer.cursor;
      seen.set(epoch, [...(seen.get(epoch) ?? []), ...batch]);
    }
    for (const [epoch, examples] of seen) {
      expect(new Set(examples).size).toBe(examples.length);
      if (epoch < dealer.cursor.epoch) expect(examples).toHaveLength(9);
    }
  },
);

test.prop([
  fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 20 }),
  fc.nat(),
  fc.constantFrom('keep', 'drop'),
])('dealBatches() goes on from a cursor with the same batches', (sizes, cut, lastBatch) => {
  const at = cut % sizes.length;
  const whole = dealBatches(9, { lastBatch });
  const expected = sizes.map((size) => listed(whole.next(size)));
  const first = dealBatches(9, { lastBatch });
  for (const size of sizes.slice(0, at)) first.next(size);
  const rest = dealBatches(9, { lastBatch, from: first.cursor });
  expect(sizes.slice(at).map((size) => listed(rest.next(size)))).toEqual(expected.slice(at));
});

test.each([0, -1, 1.5, Number.NaN])('dealBatches() refuses a batch of %d', (size) => {
  expect(() => dealBatches(3).next(size)).toThrow(
    new RangeError(`A batch has a whole number of examples, 1 or more; found ${size}`),
  );
});
