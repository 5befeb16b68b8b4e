import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', 'dist', 'command');

let inputs: Metafile['inputs'];

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: ['gradstream.js'],
    absWorkingDir: folder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    ignoreAnnotations: true,
    write: false,
  });
  ({ inputs } = metafile);
});

/** The files and the packages that are loaded before the first line of a file of the bundle runs. */
function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  loaded.add(file);
  for (const { path, kind } of inputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && !loaded.has(path)) loadedBy(path, loaded);
  }
  return loaded;
}

const packagesOf = (loaded: Set<string>) =>
  [...loaded].filter((name) => inputs[name] === undefined && !name.startsWith('node:')).sort();
const filesOf = (loaded: Set<string>) => [...loaded].filter((name) => inputs[name] !== undefined);

test('gradstream begins with few files, and the packages that read the command line', () => {
  const loaded = loadedBy('gradstream.js');
  expect(filesOf(loaded).length).toBeLessThan(20);
  expect(packagesOf(loaded)).toEqual(['commander', 'fastest-levenshtein']);
});

test('gradstream train loads what serves, draws pictures and reads HDF5 when it is needed', () => {
  const train = Object.keys(inputs).find((name) => name.startsWith('train-'));
  const packages = packagesOf(loadedBy(train ?? 'train'));
  expect(packages).toContain('cli-progress');
  for (const late of ['ws', 'zod', 'echarts', 'fast-png', 'h5wasm/node']) {
    expect(packages).not.toContain(late);
  }
});

test('what is bundled of others has its licence beside it', async () => {
  const files = await readdir(folder);
  expect(files.filter((name) => !name.endsWith('.js')).sort()).toEqual([
    'rxjs.LICENSE.txt',
    'tslib.LICENSE.txt',
  ]);
  expect(existsSync(join(folder, '..', 'server', 'dashboard', 'uplot.LICENSE.txt'))).toBe(true);
});
