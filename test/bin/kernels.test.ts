import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../badFiles.js';
import { describeBlas } from '../describeBlas.js';
import { events, train, trainWith } from './command.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-kernels-'));
  const good = await writeGoodFiles(folder);
  files = ['--train', good.train, '--test', good.test, '--iterations', '20'];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describeBlas('gradstream train where there is a BLAS', () => {
  test.each(['blas', 'auto'])('--kernels %s names blas and its library', async (kernels) => {
    const text = await train(...files, '--kernels', kernels);
    expect(text.stderr).toBe('');
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/float64, blas kernels \(.+\), gram first layer/);
    const { stdout, stderr } = await train(...files, '--kernels', kernels, '--json');
    expect(stderr).toBe('');
    expect(events(stdout)[0]).toMatchObject({ kernels: 'blas', library: expect.any(String) });
  });

  test.each(['float64', 'float32'])('--kernels blas changes only the rounding of %s', async (p) => {
    const cost = async (kernels: string) => {
      const settings = ['--hidden', '40,30', '--init', 'he', '--report-every', '20', '--json'];
      const { stdout } = await train(...files, ...settings, '--precision', p, '--kernels', kernels);
      return Number(events(stdout)[1].cost);
    };
    const difference = Math.abs((await cost('blas')) - (await cost('simd')));
    expect(difference).toBeLessThan(p === 'float64' ? 1e-12 : 1e-5);
  });
});

describe('gradstream train where GRADSTREAM_BLAS names no library', () => {
  const missing = { GRADSTREAM_BLAS: '/nowhere/libblas.so' };

  test('--kernels auto goes on with simd, names it, and says why once', async () => {
    const args = [...files, '--kernels', 'auto'];
    const { code, stdout, stderr } = await trainWith(missing, ...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: Cannot compute with blas: .*nowhere.*; simd kernels instead\n$/);
    expect(stdout).toMatch(/float64, simd kernels( in up to \d+ threads)?, gram first layer/);
    const json = await trainWith(missing, ...args, '--json');
    expect(json.stderr).toBe(stderr);
    expect(events(json.stdout)[0]).toMatchObject({ kernels: 'simd' });
  });

  test('--kernels blas is refused with one line and exit code 2', async () => {
    const { code, stdout, stderr } = await trainWith(missing, ...files, '--kernels', 'blas');
    expect(stderr).toMatch(
      /^error: Cannot compute with blas: looked for \/nowhere\S+ \(.*\); .*\n$/,
    );
    expect(stderr).toContain('GRADSTREAM_BLAS');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test('importing gradstream and training with simd loads neither koffi nor a BLAS', async () => {
  const entry = new URL('../../dist/streams/index.js', import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { drawBatches } from '${entry}';
     const one = { rows: 1, cols: 1, values: new Float64Array(1) };
     drawBatches({ X: one, Y: one });
     console.log(process.report.getReport().sharedObjects.join('\\n'));`,
  ]);
  expect(stdout).not.toBe('');
  expect(stdout).not.toMatch(/koffi|openblas|Accelerate/);
});
