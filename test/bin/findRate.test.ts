import { describe, expect, test } from 'vitest';
import { events, train } from './command.js';

describe('gradstream train --find-rate', () => {
  test('shows the cost over the learning rate, and suggests one', async () => {
    const { code, stdout, stderr } = await train('--find-rate', '--optimizer', 'adam');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('cost, smoothed, over the learning rate');
    expect(stdout).toMatch(/The cost falls most steeply at ([\d.]+): try --learning-rate \1\n$/);
  });

  test('gives points and the suggestion as JSON', async () => {
    const { stdout } = await train('--find-rate', '--json');
    const lines = events(stdout);
    expect(lines[0]).toMatchObject({ type: 'rate', iteration: 1, learningRate: 1e-6 });
    const suggestion = lines.at(-1);
    expect(suggestion).toEqual({ type: 'suggestion', learningRate: expect.any(Number) });
  });

  test.each(['--l1', '--l2', '--dropout'])('tries the rates with %s', async (option) => {
    const plain = await train('--find-rate', '--json');
    const other = await train('--find-rate', '--json', option, '0.5');
    expect(events(other.stdout)[0]).not.toEqual(events(plain.stdout)[0]);
  });

  test('does not go with what a run alone can do', async () => {
    for (const option of [['--guard', 'skip'], ['--patience', '2'], ['--serve']]) {
      const { code, stderr } = await train('--find-rate', ...option);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(
          /^error: option '--find-rate' cannot be used with option .*\n$/,
        ),
      });
    }
  });

  test('does not go with a learning rate', async () => {
    const { code, stderr } = await train('--find-rate', '--learning-rate', '0.1');
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: option '--find-rate' cannot be used with option '--learning-rate <rate>'\n",
    );
  });
});
