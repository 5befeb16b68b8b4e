import { describe, test } from 'vitest';
import { parseSchedule, simulate } from '../../src/index.js';
import { scheduleGoldens } from '../goldens/schedules.js';
import { expect } from '../matchers.js';

const rounding = { relative: 1e-12 };

describe.each(scheduleGoldens.schedules)('$text, against PyTorch,', ({ torch, text, values }) => {
  test(`is ${torch}`, () => {
    expect(simulate(parseSchedule(text), values.length)).toBeAllclose(values, rounding);
  });
});

describe.each(scheduleGoldens.plateaus)('$text, against PyTorch,', (golden) => {
  test(`is ${golden.torch}`, () => {
    const script = golden.metric.map((value, k) => [k + 1, 'cost', value] as const);
    const values = simulate(parseSchedule(golden.text), golden.values.length, { script });
    expect(values).toBeAllclose(golden.values, rounding);
  });

  test('comes from a metric with three plateaus or more', () => {
    expect(new Set(golden.values).size).toBeGreaterThan(3);
  });
});
