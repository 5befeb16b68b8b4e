import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { colorsFor } from '../../../bin/output/colors.js';
import { costChart } from '../../../bin/output/costChart.js';

const plain = colorsFor({ isTTY: false });
const colored = colorsFor({ isTTY: true }, { TERM: 'xterm' });

const falling = (name: string, points: number) => ({
  name,
  history: Array.from({ length: points }, (_, i) => ({ iteration: i + 1, cost: 1 / (i + 1) })),
});

test.each([60, 80, 93, 200])('costChart() fits a terminal of %i columns', (columns) => {
  const lines = costChart([falling('relu', 150)], columns, plain).split('\n');
  for (const line of lines) expect(line.length).toBeLessThan(columns);
});

test('costChart() shows the scale, the last iteration and the names', () => {
  const chart = costChart([falling('tanh', 50), falling('relu', 60)], 100, plain);
  expect(chart).toContain('1.0000 ');
  expect(chart).toContain('cost over 60 iterations: tanh, relu');
});

test('costChart() has colours where they are wanted, and the same text without', () => {
  const curves = [falling('tanh', 50), falling('relu', 60)];
  const chart = costChart(curves, 100, plain);
  expect(stripVTControlCharacters(chart)).toBe(chart);
  const shaded = costChart(curves, 100, colored);
  expect(shaded).not.toBe(chart);
  expect(stripVTControlCharacters(shaded)).toBe(chart);
});

test.each([
  ['ended before its first iteration', falling('relu', 0)],
  ['has one iteration', falling('relu', 1)],
  [
    'has one cost throughout',
    { name: 'relu', history: [1, 2].map((iteration) => ({ iteration, cost: 0.7 })) },
  ],
])('costChart() is empty for a run that %s: there is no scale to draw', (_what, curve) => {
  expect(costChart([curve], 80, plain)).toBe('');
});

test.each<[string, NodeJS.ProcessEnv]>([
  ['NO_COLOR', { NO_COLOR: '1', TERM: 'xterm' }],
  ['a dumb terminal', { TERM: 'dumb' }],
])('colorsFor() gives none for %s', (_what, env) => {
  expect(colorsFor({ isTTY: true }, env).isColorSupported).toBe(false);
});
