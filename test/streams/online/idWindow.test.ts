import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { idWindow } from '../../../streams/online/idWindow.js';

test.prop([
  fc.integer({ min: 1, max: 5 }),
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')),
])('a window knows what came last, and what it knew a moment ago', (most, ids) => {
  const window = idWindow(most, ids.slice(0, 3));
  const seen = ids.slice(0, 3);
  for (const id of ids.slice(3)) {
    window.add(id);
    seen.push(id);
    expect(window.list(window.count)).toEqual(seen.slice(-most));
    expect(window.list(window.count - 1)).toEqual(seen.slice(0, -1).slice(-most));
  }
});
