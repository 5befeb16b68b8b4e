import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { knownIds } from '../../../streams/online/knownIds.js';

const settled = (id: string) => ({ id, isSettled: true, isOld: false });

test.prop([
  fc.integer({ min: 1, max: 5 }),
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')),
])('knownIds() knows those that came last', (most, given) => {
  const ids = knownIds(most);
  const last: string[] = [];
  for (const id of given) {
    expect(ids.get(id) !== undefined).toBe(last.slice(-most).includes(id));
    if (ids.get(id) !== undefined) continue;
    ids.add(settled(id));
    last.push(id);
  }
});

test('knownIds() knows what is not settled until it is forgotten', () => {
  const ids = knownIds(2);
  const waiting = { ...settled('a'), isSettled: false };
  ids.add(waiting);
  for (const id of ['b', 'c', 'd']) ids.add(settled(id));
  expect(ids.get('b')).toBeUndefined();
  expect(ids.get('a')).toEqual({ ...waiting, isOld: true });
  ids.forget('a');
  expect(ids.get('a')).toBeUndefined();
  ids.add(settled('a'));
  expect(ids.get('a')).toEqual(settled('a'));
});

test.prop([fc.array(fc.nat({ max: 3000 }), { minLength: 2500, maxLength: 6000 })], { numRuns: 20 })(
  'knownIds() knows thousands, in whatever order they are forgotten',
  (numbers) => {
    const ids = knownIds(1_000_000);
    const known = new Map<string, ReturnType<typeof settled>>();
    for (const [i, number] of numbers.entries()) {
      const id = `id-${number}`;
      if (i % 3 === 2) {
        ids.forget(id);
        known.delete(id);
      } else if (!known.has(id)) {
        known.set(id, settled(id));
        ids.add(known.get(id) ?? settled(id));
      }
      expect(ids.get(id)).toBe(known.get(id));
    }
    for (let number = 0; number <= 3000; number++) {
      expect(ids.get(`id-${number}`)).toBe(known.get(`id-${number}`));
    }
  },
);
