import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { fifo } from '../../../streams/connectors/fifo.js';

test.prop([fc.array(fc.integer({ min: -3000, max: 4000 }), { maxLength: 20 })])(
  'fifo() gives what was pushed, in order, as an array does',
  (moves) => {
    const queue = fifo<number>();
    const array: number[] = [];
    let next = 0;
    for (const move of moves) {
      for (let i = 0; i < move; i++) {
        queue.push(next);
        array.push(next++);
      }
      for (let i = 0; i < -move; i++) {
        if (queue.shift() !== array.shift()) expect.fail('another element');
        if (queue.size() !== array.length) expect.fail('another size');
      }
    }
    expect(queue.size()).toBe(array.length);
    expect(queue.shift()).toBe(array.shift());
  },
);
