import { serve } from 'gradstream/server';
import { expect, test } from 'vitest';
import { scriptedRun } from '../server/wire/scriptedRun.js';
import { runExample } from './runExample.js';

test('the example of an alert tells when the moving average of a remote cost rises', async () => {
  const { run, step$, costs } = scriptedRun('relu');
  const serving = await serve(run, { tickMs: 5 });
  const lines = runExample('alert', serving.url);
  const falls = Array.from({ length: 100 }, (_, i) => 1 - i / 200);
  costs(...falls, ...falls.toReversed(), ...falls);
  step$.complete();
  expect(await lines).toEqual(['iteration 120: the cost rises, to 0.5525', 'the run has ended']);
  await serving.close();
});
