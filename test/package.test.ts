import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
/** npm by its script, because `npm` is a batch file on Windows, which cannot be spawned. */
const npm = (cwd: string, args: string[], env = process.env) =>
  process.env.npm_execpath === undefined
    ? run('npm', args, { cwd, env, shell: process.platform === 'win32' })
    : run(process.execPath, [process.env.npm_execpath, ...args], { cwd, env });

describe('the packed package, installed in an empty folder,', () => {
  let folder: string;
  let version: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-package-'));
    ({ version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    await npm(root, ['pack', '--ignore-scripts', '--pack-destination', folder]);
    await writeFile(join(folder, 'package.json'), '{"name":"user","private":true,"type":"module"}');
    const tarball = `./gradstream-${version}.tgz`;
    await npm(folder, ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball]);
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('runs its command', async () => {
    const { stdout } = await npm(folder, ['exec', '--', 'gradstream', '--version']);
    expect(stdout.trim()).toBe(version);
  });

  test('holds nothing twice: of the command its bundle alone', async () => {
    const built = join(folder, 'node_modules', 'gradstream', 'dist');
    expect((await readdir(built)).sort()).toEqual(['command', 'server', 'src', 'streams']);
  });

  test('trains on the built-in drawings and draws pictures', async () => {
    const plots = join(folder, 'plots');
    const { stdout } = await npm(
      folder,
      ['exec', '--', 'gradstream', 'train', '--iterations', '2', '--plot', plots, '--json'],
      { ...process.env, GRADSTREAM_CACHE: join(folder, 'cache') },
    );
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'result' });
    const files = await readdir(plots);
    expect(files.filter((name) => name.endsWith('.svg')).sort()).toEqual([
      'activations.svg',
      'cost.svg',
      'samples.svg',
    ]);
    for (const name of files) expect(await readFile(join(plots, name), 'utf8')).toMatch(/^<svg/);
  });

  test('serves the page', async () => {
    const command = join(folder, 'node_modules', 'gradstream', 'dist', 'command', 'gradstream.js');
    const args = [command, 'train', '--iterations', '2', '--serve', '--json'];
    const env = { ...process.env, GRADSTREAM_CACHE: join(folder, 'cache') };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    // Not 'close', which waits for somebody to read what it still says.
    const ended = once(child, 'exit');
    let html = '';
    for await (const line of createInterface(child.stdout)) {
      const { type, url } = JSON.parse(line);
      if (type !== 'serving') continue;
      html = await (await fetch(url)).text();
      break;
    }
    child.kill();
    await ended;
    expect(html).toContain('<title>gradstream</title>');
  });

  test('can be imported by all entry points', async () => {
    const code = `
      import { createNetwork, gradientDescent, matrix } from 'gradstream';
      import { serve } from 'gradstream/server';
      import * as streams from 'gradstream/streams';
      import { connect } from 'gradstream/client';
      import { lastValueFrom, pipe, share } from 'rxjs';
      const { closeLoop, computeCost, drawBatches, iterate } = streams;
      const { propagateBackward, propagateForward, updateParameters } = streams;
      const learn = pipe(propagateForward(), computeCost(), propagateBackward(),
        updateParameters(gradientDescent(1)));
      const data = { X: matrix([[-1, 1]]), Y: matrix([[0, 1]]) };
      const run$ = iterate({ count: 9 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), learn), share());
      const { close } = await serve(run$);
      if (typeof connect !== 'function') throw new TypeError('no client');
      console.log((await lastValueFrom(run$)).index);
      await close();
    `;
    await writeFile(join(folder, 'use.js'), code);
    const { stdout } = await run(process.execPath, ['use.js'], { cwd: folder });
    expect(stdout.trim()).toBe('8');
  });

  test('brings types for all entry points, under the strictest settings', async () => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { createNetwork, gradientDescent, matrix, type Network } from 'gradstream';
       import { closeLoop, iterate, drawBatches, propagateForward, computeCost, propagateBackward,
         updateParameters, type Cost, type Step } from 'gradstream/streams';
       import { serve, type Serving } from 'gradstream/server';
       import { type Observable, pipe } from 'rxjs';
       const network: Network = createNetwork([1, 1]);
       const one = matrix([[1]]);
       export const run$: Observable<Step & Cost> = iterate().pipe(
         drawBatches({ X: one, Y: one }),
         closeLoop(network, pipe(propagateForward(), computeCost(), propagateBackward(),
           updateParameters(gradientDescent(1)))));
       export const serving: Promise<Serving> = serve({ name: 'r1', step$: run$ }, { port: 0 });
       // @ts-expect-error: a network is not a number
       export const wrong: number = network;`,
    );
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      module: 'nodenext',
      types: [],
    };
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, target: 'es2023' },
        files: ['use.ts'],
      }),
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(
      (failed: { stdout: string }) => failed,
    );
    expect(stdout).toBe('');
  });
});
