import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type Knowledge, type KnownIds, knownIds } from '../../../streams/online/knownIds.js';

/** The same as a list, where the newest are last. */
function listedIds(most: number): KnownIds {
  let all: { readonly id: string; state: Knowledge; age: number }[] = [];
  const isKept = ({ state, age }: { state: Knowledge; age: number }) =>
    age < most || state === 'open';
  const find = (id: string) => all.find((each) => each.id === id);
  function end(id: string, state: Knowledge): void {
    const found = find(id);
    if (found !== undefined) found.state = state;
    all = all.filter(isKept);
  }
  return {
    meet(id) {
      const found = find(id);
      const state = found?.state ?? 'new';
      if (found === undefined) {
        for (const each of all) each.age++;
        all.push({ id, state: 'open', age: 0 });
        all = all.filter(isKept);
      } else if (state === 'new') found.state = 'open';
      return state;
    },
    settle: (id) => end(id, 'settled'),
    release: (id) => end(id, 'new'),
  };
}

const doings = ['meet', 'meet', 'settle', 'release'] as const;

test.prop([
  fc.integer({ min: 1, max: 5 }),
  fc.array(
    fc.tuple(fc.constantFrom(...doings), fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')),
  ),
])('knownIds() knows what came last, and what is open', (most, given) => {
  const ids = knownIds(most);
  const listed = listedIds(most);
  for (const [does, id] of given) expect(ids[does](id)).toBe(listed[does](id));
});

test.each([1500, 1e12])('knownIds() takes no more room than it needs: %i', (most) => {
  const ids = knownIds(most);
  for (let i = 0; i < 3000; i++) {
    ids.meet(`id-${i}`);
    ids.settle(`id-${i}`);
  }
  const oldest = Math.max(0, 3000 - most);
  expect(ids.meet(`id-${oldest}`)).toBe('settled');
  if (oldest > 0) expect(ids.meet(`id-${oldest - 1}`)).toBe('new');
});

test('knownIds() knows what is open, however old it is, and nothing of it when it is settled', () => {
  const ids = knownIds(2);
  for (const id of 'abcd') ids.meet(id);
  for (const id of 'bcd') ids.settle(id);
  expect(['a', 'c', 'd', 'b'].map((id) => ids.meet(id))).toEqual([
    'open',
    'settled',
    'settled',
    'new',
  ]);
  ids.settle('a');
  expect(ids.meet('a')).toBe('new');
});

test.prop([fc.array(fc.nat({ max: 3000 }), { minLength: 2500, maxLength: 6000 })], { numRuns: 20 })(
  'knownIds() knows thousands, in whatever order they are forgotten',
  (numbers) => {
    const ids = knownIds(1);
    const open = new Set<string>();
    for (const [i, number] of numbers.entries()) {
      const id = `id-${number}`;
      if (i % 3 === 2) {
        ids.settle(id);
        open.delete(id);
        // One that was settled among the last is no longer, when another one has come.
        ids.meet('last');
        ids.settle('last');
      } else {
        expect(ids.meet(id)).toBe(open.has(id) ? 'open' : 'new');
        open.add(id);
      }
    }
    for (let number = 0; number <= 3000; number++) {
      const id = `id-${number}`;
      expect(ids.meet(id)).toBe(open.has(id) ? 'open' : 'new');
    }
  },
);
