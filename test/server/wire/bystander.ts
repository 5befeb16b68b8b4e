import { expect } from 'vitest';
import type { DataFrame } from '../../../server/protocol/serverMessages.js';
import { connect } from './client.js';

/** A client that has done nothing wrong, and has to notice nothing of what others do. */
export async function bystander(port: number, topic = 'r1/train/cost') {
  const client = await connect(port);
  await client.ask({ t: 'sub', id: 'by', topic, from: 'first' });
  const frames = () => client.got.filter((each): each is DataFrame => each.t === 'data');
  return {
    /** Waits until it has so many points, and checks that it has each of them once, in order. */
    sawAll: async (points: number): Promise<void> => {
      await client.until(() => (frames().at(-1)?.l ?? 0) >= points);
      const x = frames().flatMap((each) => each.x);
      expect(x).toEqual(Array.from({ length: points }, (_, i) => i + 1));
    },
    end: client.end,
  };
}
