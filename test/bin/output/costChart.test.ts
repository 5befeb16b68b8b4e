import { stripVTControlCharacters } from 'node:util';
import { createNetwork } from 'gradstream';
import { expect, test } from 'vitest';
import { chartPoints, costChart } from '../../../bin/output/costChart.js';

const network = createNetwork([1, 1]);
const falling = (name: string, points: number) => ({
  name,
  network,
  history: Array.from({ length: points }, (_, i) => ({ iteration: i + 1, cost: 1 / (i + 1) })),
});

test.each([60, 80, 93, 200])('costChart() fits a terminal of %i columns', (columns) => {
  const lines = stripVTControlCharacters(costChart([falling('relu', chartPoints(columns))])).split(
    '\n',
  );
  for (const line of lines) expect(line.length).toBeLessThan(columns);
});

test('costChart() shows the scale, the last iteration and the names', () => {
  const chart = stripVTControlCharacters(costChart([falling('tanh', 50), falling('relu', 60)]));
  expect(chart).toContain('1.0000 ');
  expect(chart).toContain('cost over 60 iterations: tanh, relu');
});

test('costChart() is empty for a run that ended before its first iteration', () => {
  expect(costChart([falling('relu', 0)])).toBe('');
});
