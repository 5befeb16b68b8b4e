import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type Placed, unsettled } from '../../../../streams/connectors/nats/unsettled.js';

test.prop([
  fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 4000 })), { maxLength: 300 }),
  fc.integer({ min: 0, max: 3000 }),
])('unsettled() holds what is not settled, in the order of the stream', (doings, ahead) => {
  const held = unsettled<Placed>();
  const listed = new Map<number, Placed>();
  const add = (seq: number) => {
    const element = { seq, isSettled: false };
    held.add(element);
    listed.set(seq, element);
  };
  const settle = (seq: number) => {
    const element = listed.get(seq);
    if (element === undefined) return;
    held.settle(element);
    listed.delete(seq);
  };
  // Thousands, most of which are settled at once, so that they are moved.
  for (let seq = 5000; seq < 5000 + ahead; seq++) add(seq);
  for (let seq = 5000; seq < 5000 + ahead; seq++) if (seq % 7 !== 0) settle(seq);
  for (const [isNew, seq] of doings) {
    if (isNew && !listed.has(seq)) add(seq);
    else settle(seq);
    expect(held.find(seq)).toBe(listed.get(seq));
  }
  const inOrder = [...listed.values()].sort((a, b) => a.seq - b.seq);
  expect([...held]).toEqual(inOrder);
});
