import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addDone,
  addDoneText,
  type DoneOffsets,
  doneText,
  isDone,
} from '../../../streams/connectors/kafka/doneOffsets.js';

const none = (): DoneOffsets => ({ first: 0, ranges: [] });
const spans = fc.array(fc.tuple(fc.nat(60), fc.nat(8)), { maxLength: 40 });

function doneWith(list: readonly (readonly [number, number])[]): DoneOffsets {
  const done = none();
  for (const [from, length] of list) addDone(done, from, from + length);
  return done;
}

describe('addDone()', () => {
  test.prop([spans])('knows what a set of all offsets knows', (list) => {
    const done = doneWith(list);
    const set = new Set(
      list.flatMap(([from, length]) => Array.from({ length }, (_, i) => from + i)),
    );
    const offsets = Array.from({ length: 80 }, (_, offset) => offset);
    expect(offsets.filter((offset) => isDone(done, offset))).toEqual(
      offsets.filter((offset) => set.has(offset)),
    );
    expect(isDone(done, done.first)).toBe(false);
    const bounds = done.ranges.flat();
    expect([done.first, ...bounds]).toEqual(
      [...new Set([done.first, ...bounds])].sort((a, b) => a - b),
    );
  });
});

describe('doneText()', () => {
  test.prop([spans])('is read back by addDoneText() as it was', (list) => {
    const done = doneWith(list);
    const read = none();
    addDoneText(read, done.first, doneText(done));
    expect(read).toEqual(done);
  });

  test('is what the comment says', () => {
    const done = doneWith([
      [0, 5],
      [7, 3],
      [11, 1],
    ]);
    expect([done.first, doneText(done)]).toEqual([5, 'done 2+3 1+1']);
    expect(doneText(none())).toBe('');
  });

  test('keeps the first ranges when there are too many, in 4096 bytes', () => {
    const done = doneWith(Array.from({ length: 5000 }, (_, i) => [2 * i + 1, 1]));
    const text = doneText(done);
    expect(text.length).toBeLessThanOrEqual(4096);
    const read = none();
    addDoneText(read, 0, text);
    expect(read.ranges.length).toBeGreaterThan(1000);
    expect(done.ranges.slice(0, read.ranges.length)).toEqual(read.ranges);
  });
});

test('addDoneText() takes the offset alone where the text is of somebody else', () => {
  for (const text of [null, '', 'done', 'done 1', 'done 1+x', '1+1', 'done 1+1 ']) {
    const done = none();
    addDoneText(done, 3, text);
    expect(done).toEqual({ first: 3, ranges: [] });
  }
});
