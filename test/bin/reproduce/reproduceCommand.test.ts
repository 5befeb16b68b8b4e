import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExamples } from 'gradstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import { describeBlas } from '../../describeBlas.js';
import { describeReference } from '../../reference.js';
import { events, reproduce } from '../command.js';

const MINUTES = 60_000;
const names = { train: 'train_catvnoncat.h5', test: 'test_catvnoncat.h5' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-reproduce-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A folder with black images in the place of the published ones, as many of them, with as many cats. */
async function blackImages(): Promise<string> {
  const black = await mkdtemp(join(folder, 'black-'));
  const images = (count: number, cats: number) => ({
    values: new Uint8Array(count * 12288),
    exampleShape: [64, 64, 3],
    labels: Uint8Array.from({ length: count }, (_, i) => (i < cats ? 1 : 0)),
    classNames: ['no cat', 'cat'],
  });
  await writeExamples(join(black, names.train), 'train', images(209, 72));
  await writeExamples(join(black, names.test), 'test', images(50, 33));
  return black;
}

describe('gradstream reproduce', () => {
  test('ends with exit code 3 when a comparable row disagrees', async () => {
    const { code, stdout, stderr } = await reproduce('R6', '--data', await blackImages());
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^R6 dropout, keep 0\.5 .* DISAGREES$/m);
    expect(code).toBe(3);
  });

  test('computes what is named, in that order, once', async () => {
    const args = ['R6', 'R4', 'R6', '--json', '--data', await blackImages()];
    const tables = events((await reproduce(...args)).stdout).filter(({ type }) => type === 'table');
    expect(tables.map(({ result }) => result)).toEqual(['R6', 'R6', 'R4', 'R4', 'R4']);
  });

  /** One line on stderr that matches, nothing on stdout, exit code 2. */
  async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
    const { code, stdout, stderr } = await reproduce(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  }

  describe('refuses, with one line and exit code 2,', () => {
    test.each<[string, string[], RegExp]>([
      ['a result that there is none of', ['R7', '--data', '.'], /R7.*R1 or R2.*Did you mean R1\?/],
      ['a result in small letters', ['r2', '--data', '.'], /Did you mean R2\?/],
      ['no folder', ['R2'], /--data <dir>/],
      ['unknown kernels', ['--data', '.', '--kernels', 'sind'], /Did you mean simd/],
      ['another first layer', ['--data', '.', '--first-layer', 'auto'], /gram or dense/],
    ])('%s', async (_what, args, message) => {
      await expectRefusal(args, message);
    });

    test('a folder without the files, and says what was looked for', async () => {
      const missing = join(folder, 'nowhere');
      await expectRefusal(
        ['--data', missing],
        /Cannot find train_catvnoncat\.h5 and test_catvnoncat\.h5 in .*nowhere: --data takes/,
      );
    });

    test('a folder with one of the files, and says which is missing', async () => {
      const half = await mkdtemp(join(folder, 'half-'));
      await cp((await writeGoodFiles(folder)).train, join(half, names.train));
      await expectRefusal(['--data', half], /Cannot find test_catvnoncat\.h5 in /);
    });

    test('other examples under the published names', async () => {
      const other = await mkdtemp(join(folder, 'other-'));
      const good = await writeGoodFiles(folder);
      await cp(good.train, join(other, names.train));
      await cp(good.test, join(other, names.test));
      await expectRefusal(
        ['--data', other],
        /is not the published file: .*209 examples of 64 x 64 x 3, 72 of them cats, this one has 6 /,
      );
    });
  });
});

describeReference('gradstream reproduce on the published files', (data) => {
  test(
    'agrees in every comparable row of all results',
    async () => {
      const { code, stdout, stderr } = await reproduce('--data', data);
      expect(stderr).toBe('');
      const lines = stdout.split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.slice(lines.findIndex((line) => line.startsWith('result ')))).toEqual([
        'result                    rows  comparable to  worst difference  verdict',
        expect.stringMatching(/^R1 tanh +31 +row 21 +0 {2}agrees$/),
        expect.stringMatching(/^R2 ReLU +31 +row 31 +0 {2}agrees$/),
        expect.stringMatching(/^R3 pixels 0 to 255 +2 +row {2}2 .* agrees$/),
        expect.stringMatching(/^R3 pixels \/ 255 +2 +row {2}2 .* agrees$/),
        expect.stringMatching(/^R4 zeros, 144 images +4 +row {2}4 +0 {2}agrees$/),
        expect.stringMatching(/^R4 zeros, all images +4 +row {2}4 .* agrees$/),
        expect.stringMatching(/^R4 He and Xavier +6 +row {2}6 .* agrees$/),
        expect.stringMatching(/^R5 L2, lambda 0 +27 +row 21 .* agrees$/),
        expect.stringMatching(/^R5 L2, lambda 0\.02 +27 +row 21 .* agrees$/),
        expect.stringMatching(/^R6 dropout, keep 1 +12 +row 12 +0 {2}agrees$/),
        expect.stringMatching(/^R6 dropout, keep 0\.5 +12 +row 12 +0 {2}agrees$/),
        '',
        'Every comparable row agrees.',
        '',
      ]);
      expect(code).toBe(0);
    },
    10 * MINUTES,
  );

  test('prints published rows beside ours', async () => {
    const { stdout } = await reproduce('R2', '--data', data);
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      'Computed in float64, simd kernels, gram first layer',
      '',
      'R2 ReLU',
      '   relu 12288-5-5-1, 3000 iterations, learning rate 0.03',
      '                             published                 ours    differ  agrees',
      ' 1 iteration 100                0.6556               0.6556         0  equal',
      ' 2 iteration 200                0.6468               0.6468         0  equal',
      ' 3 iteration 300                0.6447               0.6447         0  equal',
    ]);
  });

  test('gives the unrounded costs of R5, and 19 rows of each table to 1e-12, with --json', async () => {
    const { stdout } = await reproduce('R5', '--json', '--data', data);
    const rows = events(stdout).filter(({ type }) => type === 'row');
    expect(rows).toHaveLength(54);
    expect(rows[0]).toEqual({
      type: 'row',
      result: 'R5',
      table: 'L2, lambda 0',
      row: 1,
      label: 'iteration 100',
      theirs: '0.6555634398145331',
      ours: expect.closeTo(0.6555634398145331, 12),
      within: 1e-12,
      difference: expect.closeTo(0, 12),
      comparable: true,
      agrees: true,
    });
    expect(rows.filter(({ within }) => within === 1e-12)).toHaveLength(38);
  });

  describeBlas('with blas kernels', () => {
    test('agrees as well, and names the library (R2)', async () => {
      const { code, stdout } = await reproduce('R2', '--kernels', 'blas', '--data', data);
      expect(stdout).toMatch(/^Computed in float64, blas kernels \(.+\), gram first layer\n/);
      expect(code).toBe(0);
    });
  });

  test(
    'agrees at full width as well (R6)',
    async () => {
      const { code, stdout } = await reproduce('R6', '--first-layer', 'dense', '--data', data);
      expect(stdout).toMatch(/^Computed in float64, simd kernels, dense first layer\n/);
      expect(code).toBe(0);
    },
    10 * MINUTES,
  );
});
