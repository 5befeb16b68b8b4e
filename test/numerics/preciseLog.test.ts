import { expect, test } from 'vitest';
import { createRandom } from '../../src/index.js';
import { preciseLog } from '../../src/numerics/random/preciseLog.js';
import { goldens } from '../goldens/model.js';
import { sha256 } from '../goldens/sha256.js';

const { edges, uniforms } = goldens.logarithms;

test.each(edges)('preciseLog(%d) is the nearest float', (x, log) => {
  expect(preciseLog(x)).toBe(log);
});

test('preciseLog() is the nearest float for each of 20,000 uniforms', () => {
  const random = createRandom(11);
  const logs = Float64Array.from({ length: 20_000 }, () => preciseLog(random.uniform()));
  expect(sha256(logs)).toBe(uniforms);
});

test('preciseLog() improves on Math.log, which is why it exists', () => {
  const random = createRandom(11);
  const logs = Float64Array.from({ length: 20_000 }, () => Math.log(random.uniform()));
  expect(sha256(logs)).not.toBe(uniforms);
});
