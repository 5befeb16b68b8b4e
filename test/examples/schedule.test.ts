import { expect, test } from 'vitest';
import { runExample } from './runExample.js';

test('the example of a schedule runs as it was rehearsed, after it has been planned', async () => {
  const lines = await runExample('schedule');
  expect(lines.at(-1)).toBe(
    'the run has the rates of the rehearsal in 2000 of 2000 iterations, bit for bit',
  );
  const rows = lines.flatMap((line) => {
    const [index, planned, rehearsed, run] = line.trim().split(/ +/).map(Number);
    return run > 0 && index % 100 === 0 ? [{ index, planned, rehearsed, run }] : [];
  });
  expect(rows).toHaveLength(20);
  expect(rows.map(({ run }) => run)).toEqual(rows.map(({ rehearsed }) => rehearsed));
  // Warmed up as planned, then scaled down, and by hand in the end.
  expect(rows[1].run).toBe(rows[1].planned);
  expect(rows[10].run).toBeLessThan(rows[10].planned / 2);
  expect(rows.slice(16).map(({ run }) => run)).toEqual([0.004, 0.004, 0.004, 0.004]);
  expect(lines.filter((line) => line.includes('learning rate over 2000 iterations'))).toHaveLength(
    2,
  );
});
