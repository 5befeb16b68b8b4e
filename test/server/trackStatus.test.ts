import { expect, test } from 'vitest';
import { trackStatus } from '../../server/runs/trackStatus.js';

test.each([
  [{ iterations: 10 }, 0, 'stopped'],
  [{ iterations: 10, resumedAt: 4 }, 4, 'stopped'],
  [{ iterations: 10, resumedAt: 10 }, 10, 'finished'],
])('a run of %j has done its iterations before the first step', (configuration, done, phase) => {
  const tracked = trackStatus(configuration);
  expect(tracked.status).toMatchObject({ phase: 'waiting', iteration: done });
  tracked.end();
  expect(tracked.status).toMatchObject({ phase, iteration: done });
});
