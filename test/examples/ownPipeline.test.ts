import { expect, test } from 'vitest';
import { runExample } from './runExample.js';

test("the example of a pipeline of one's own passes its examination and ends there", async () => {
  const lines = await runExample('ownPipeline');
  expect(lines.at(-1)).toMatch(/^passed after \d+ iterations$/);
  expect(lines[0]).toMatch(/^iteration 10: cost \d\.\d{3}$/);
  const exams = lines.flatMap((line) => /examination: (\d+) %/.exec(line)?.[1] ?? []).map(Number);
  expect(exams.findIndex((right) => right >= 95)).toBe(exams.length - 1);
});
