import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishedCheck, publishedTrainings } from '../../../bin/reproduce/published.js';
import { publishedRun } from '../../publishedSeries.js';
import { describeReference } from '../../reference.js';

describe('publishedTrainings', () => {
  test.each(publishedTrainings)('has a row for every 100 iterations ($name)', (training) => {
    expect(training.costs).toHaveLength(training.iterations / 100);
  });
});

describeReference('publishedTrainings', (folder) => {
  const names = ['R1', 'R2', 'R5_lambda0', 'R5_lambda0.02', 'R6_keep1', 'R6_keep0.5'];

  test.each(names.map((name, i) => ({ name, ours: publishedTrainings[i] })))(
    'has the figures of the series ($name)',
    ({ name, ours }) => {
      const { layerDims, iterations, publishedCosts, publishedAccuracyPercent, ...rest } =
        publishedRun(folder, name);
      expect(ours).toMatchObject({ layerDims, iterations, costs: publishedCosts });
      expect(ours.hidden.name).toBe(rest.hidden);
      expect(ours.agreement.at(-1)?.upTo).toBe(rest.stableRows);
      expect(Number(ours.accuracy.test)).toBe(publishedAccuracyPercent.test);
      if (ours.accuracy.train !== undefined) {
        expect(Number(ours.accuracy.train)).toBe(publishedAccuracyPercent.train);
      }
    },
  );

  test('publishedCheck has the figures of the series', () => {
    const { R3 } = JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8'));
    expect(publishedCheck.difference).toBe(R3.published.toExponential(3));
    expect(publishedCheck.limit).toBe(R3.limit);
  });
});
