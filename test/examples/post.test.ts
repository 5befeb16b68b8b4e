import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawExamples, writeExamples } from 'gradstream';
import { expect, test } from 'vitest';
import { describeReference } from '../reference.js';
import { runExample } from './runExample.js';

const costs = (lines: readonly string[], network: string) =>
  lines.flatMap((line) => new RegExp(`^ +${network} \\d+: (\\d\\.\\d{4})$`).exec(line)?.[1] ?? []);

test('the example of the post goes from activations to accuracies on any files of its layout', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradstream-post-'));
  try {
    const drawings = drawExamples({ seed: 1 });
    await writeExamples(join(folder, 'train_catvnoncat.h5'), 'train', drawings.train);
    await writeExamples(join(folder, 'test_catvnoncat.h5'), 'test', drawings.test);
    const lines = await runExample('post', folder, '100');
    expect(lines.filter((line) => /^\d\./.test(line))).toHaveLength(8);
    expect(costs(lines, 'tanh')).toHaveLength(1);
    expect(costs(lines, 'relu')).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/relu: \d+\.\d\d % of the held-out images are right/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the example of the post asks for its folder in one line', async () => {
  await expect(runExample('post')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error: name the folder .*\n$/),
  });
});

test('the example of the post says in one line what is wrong with the folder', async () => {
  await expect(runExample('post', 'nowhere')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Cannot read .*no such file or folder.*\n$/),
  });
});

describeReference('the example of the post on the published files', (folder) => {
  test('prints the published costs and 42.00 %', async () => {
    const series = JSON.parse(await readFile(join(folder, 'series.json'), 'utf8'));
    const lines = await runExample('post', folder);
    expect(lines).toContain('   W1 begins 0.01624345, -0.00611756, -0.00528172');
    expect(costs(lines, 'tanh').slice(0, 21)).toEqual(series.R1.publishedCosts.slice(0, 21));
    expect(costs(lines, 'relu')).toEqual(series.R2.publishedCosts);
    expect(lines).toContain('   relu: 42.00 % of the held-out images are right');
  }, 900_000);
});
