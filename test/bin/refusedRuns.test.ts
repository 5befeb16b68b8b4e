import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionsApart } from '../../bin/run/optionTexts.js';
import { writeGoodFiles } from '../badFiles.js';
import { startCommand } from './command.js';
import { runHere } from './commandHere.js';
import { outcomeOf } from './outcomeOf.js';

/*
 * Runs that are not begun, or not gone on with: one line that says why, exit code 2, and nothing changed in the
 * folder.
 */

let folder: string;
let files: string[];
let inRun: (...names: string[]) => string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-refused-'));
  inRun = (...names) => join(folder, 'run', ...names);
  const good = await writeGoodFiles(folder);
  files = ['--train', good.train, '--test', good.test];
  await runHere(
    ['train', '--run', inRun(), ...files, '--iterations', '20', '--json', '--control'],
    ['stop at 10'],
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** All that is in a folder: path and content. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, string]> => {
      const file = join(entry.parentPath, entry.name);
      return [file, await readFile(file, 'latin1')];
    });
  return Object.fromEntries(await Promise.all(read));
}

/** One line on stderr that matches, nothing on stdout, exit code 2, and the folder as it was. */
async function expectRefusal(run: string, args: readonly string[], message: RegExp): Promise<void> {
  const before = await contentOf(run);
  const { code, stdout, stderr } = await startCommand(...args).ended;
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(await contentOf(run)).toEqual(before);
}

describe('gradstream train --run refuses, with one line and exit code 2,', () => {
  test('a folder that holds a run', async () => {
    const args = ['train', ...files, '--run', inRun()];
    await expectRefusal(inRun(), args, /holds a run already: go on with it by "gradstream resume/);
  });

  test('a folder with checkpoints of a run that is gone, which would pass for its own', async () => {
    const run = join(folder, 'headless');
    await cp(inRun(), run, { recursive: true });
    await rm(join(run, 'run.json'));
    const args = ['train', ...files, '--run', run];
    await expectRefusal(run, args, /the checkpoints of a run whose run.json is missing/);
  });

  test('a file in the place of the folder, and a folder without a name', async () => {
    const [, file] = files;
    const args = ['train', ...files, '--run'];
    await expectRefusal(
      file,
      [...args, file],
      /: a file is where a folder should be; remove it or/,
    );
    await expectRefusal('', [...args, ''], /--run names no folder/);
  });

  test.skipIf(process.platform !== 'linux')('a folder that cannot be written', async () => {
    const args = ['train', ...files, '--run'];
    await expectRefusal('', [...args, '/proc'], /Cannot write to \/proc: /);
    await expectRefusal('', [...args, '/proc/new'], /Cannot make the folder \/proc\/new: /);
  });

  test('--compare, which has two networks, and --find-rate, which has none', async () => {
    const run = join(folder, 'compared');
    const args = ['train', ...files, '--run', run, '--compare', 'relu,tanh'];
    await expectRefusal(run, args, /--run saves one network: leave out --compare/);
    const finding = ['train', ...files, '--run', run, '--find-rate'];
    await expectRefusal(run, finding, /cannot be used with option '--run <dir>'/);
    expect(await readdir(folder)).not.toContain('compared');
  });

  test.each([['--save-every', '5'], ['--keep', '5'], ['--keep-best']])(
    '%s without --run',
    async (...option) => {
      await expectRefusal(
        '',
        ['train', ...files, ...option],
        /goes with --run, the folder to save/,
      );
    },
  );

  test('bad data, before it makes the folder', async () => {
    const run = join(folder, 'unmade');
    const args = ['train', '--train', 'none.h5', '--test', 'none.h5', '--run', run];
    await expectRefusal(run, args, /none.h5/);
    expect(await readdir(folder)).not.toContain('unmade');
  });
});

describe('gradstream resume refuses, with one line and exit code 2,', () => {
  test.each<[string, string[], RegExp]>([
    ['another number', ['--l2', '0.5'], /other options: l2 was "0", now "0.5"\n/],
    [
      '--schedule where there was --learning-rate',
      ['--schedule', 'cosine(0.1)'],
      /learning-rate was "0.03", now not given; schedule was not given, now "cosine\(0.1\)"\n/,
    ],
    ['--optimizer where there was --momentum', ['--optimizer', 'adam'], /optimizer .* now "adam"/],
    ['--nesterov', ['--nesterov'], /nesterov was not given, now ""/],
    ['other kernels', ['--kernels', 'scalar'], /kernels was "simd", now "scalar"\n/],
    ['fewer layers', ['--hidden', 'none'], /hidden was "5,5", now "none"/],
    ['options that cannot stand together', ['--l2', '-1'], /--l2.*0 or more/],
    ['another folder', ['--run', 'elsewhere'], /leave out --run/],
    ['--compare', ['--compare', 'relu,tanh'], /leave out --run, --compare and --find-rate/],
  ])('%s', async (_what, options, message) => {
    await expectRefusal(inRun(), ['resume', inRun(), ...options], message);
  });

  test('--learning-rate where there was --schedule, --momentum where there was --optimizer', async () => {
    const run = join(folder, 'scheduled');
    const steps = ['--schedule', 'cosine(0.1)', '--optimizer', 'adam', '--iterations', '3'];
    await runHere(['train', '--run', run, ...files, ...steps, '--json']);
    await expectRefusal(
      run,
      ['resume', run, '--learning-rate', '0.03'],
      /schedule was "cosine\(0.1\)", now not given; learning-rate was not given, now "0.03"\n/,
    );
    await expectRefusal(run, ['resume', run, '--momentum', '0.5'], /optimizer was "adam", now not/);
  });

  test('other data, and data of another shape', async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    const [more, larger] = [join(other, 'more'), join(other, 'larger')];
    await Promise.all([mkdir(more), mkdir(larger)]);
    const fewer = await writeGoodFiles(more, { images: 4 });
    const wide = await writeGoodFiles(larger, { size: 4 });
    await expectRefusal(
      inRun(),
      ['resume', inRun(), '--train', fewer.train],
      /the training set is not the one that it was begun with\n/,
    );
    await expectRefusal(
      inRun(),
      ['resume', inRun(), '--test', fewer.test],
      /the held-out set is not the one that it was begun with\n/,
    );
    await expectRefusal(
      inRun(),
      ['resume', inRun(), '--train', wide.train, '--test', wide.test],
      /the training set and the held-out set are not those that it was begun with\n/,
    );
  });

  test('a folder without a run, and no folder', async () => {
    await expectRefusal(
      folder,
      ['resume', folder],
      /holds no run: there is no run.json. Begin one/,
    );
    const none = join(folder, 'none');
    await expectRefusal(none, ['resume', none], /holds no run/);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['cut short', (text) => text.slice(0, 100), /run.json: it is damaged; put it back from a copy/],
    ['of text', () => 'null', /it is damaged/],
    ['of numbers', (text) => text.replace('"0.03"', '0.03'), /it is damaged/],
    [
      'of a later format',
      (text) => text.replace('"format":1', '"format":2'),
      /of format 2, and this/,
    ],
    ['with an unknown option', (text) => text.replace('"l2"', '"l3"'), /unknown option '--l3'/],
    ['with a value of no sense', (text) => text.replace('"0.03"', '"x"'), /positive finite number/],
  ])('a run.json %s', async (what, change, message) => {
    const run = join(folder, what);
    await cp(inRun(), run, { recursive: true });
    const file = join(run, 'run.json');
    await writeFile(file, change(await readFile(file, 'utf8')));
    await expectRefusal(run, ['resume', run], message);
  });

  test('a run that a living process trains', async () => {
    const run = join(folder, 'busy');
    await cp(inRun(), run, { recursive: true });
    await writeFile(join(run, 'lock'), String(process.pid));
    await expectRefusal(run, ['resume', run], /process \d+ does so. Wait for it, or stop it/);
  });

  test('a run none of whose checkpoints is whole, and says how to begin again', async () => {
    const run = join(folder, 'hopeless');
    await cp(inRun(), run, { recursive: true });
    const [name] = await readdir(join(run, 'checkpoints'));
    await rm(join(run, 'checkpoints', name, 'manifest.json'));
    await expectRefusal(
      run,
      ['resume', run],
      /its only checkpoint \(.*manifest.json is missing\).*remove .*checkpoints to begin again at iteration 0/,
    );
  });
});

describe('gradstream resume takes', () => {
  test('a run that a process left which is no more', async () => {
    const run = join(folder, 'left');
    await cp(inRun(), run, { recursive: true });
    await writeFile(join(run, 'lock'), '4194304');
    const { stderr } = await runHere(['resume', run, '--json']);
    expect(stderr).toBe('');
    expect(await readdir(run)).toEqual(['checkpoints', 'log', 'run.json']);
  });

  test('--train and --test, when the files have been moved, and the same bits', async () => {
    const [run, still] = [join(folder, 'moved'), join(folder, 'unmoved')];
    await Promise.all([run, still].map((each) => cp(inRun(), each, { recursive: true })));
    const elsewhere = await mkdtemp(join(folder, 'elsewhere-'));
    const good = await writeGoodFiles(elsewhere);
    const { stderr } = await runHere([
      'resume',
      run,
      '--train',
      good.train,
      '--test',
      good.test,
      '--json',
    ]);
    expect(stderr).toBe('');
    await runHere(['resume', still, '--json']);
    expect(await outcomeOf(run)).toEqual(await outcomeOf(still));
  });

  test('options that are those of the run', async () => {
    const run = join(folder, 'same');
    await cp(inRun(), run, { recursive: true });
    const same = ['--learning-rate', '3e-2', '--hidden', '5,5', '--seed', '1', ...files];
    expect((await runHere(['resume', run, '--json', ...same])).stderr).toBe('');
  });

  test('a run whose checkpoints were removed, and begins again at iteration 0', async () => {
    const run = join(folder, 'again');
    await cp(inRun(), run, { recursive: true });
    await rm(join(run, 'checkpoints'), { recursive: true });
    await runHere(['resume', run, '--json']);
    expect((await outcomeOf(run)).iteration).toBe(20);
  });
});

test('gradstream resume --help shows what may be given, and no default that is not that of the run', async () => {
  const { stdout, code } = await startCommand('resume', '--help').ended;
  const flags = [...stdout.matchAll(/^ {2}(?:-h, )?--([a-z-]+)/gm)].map(([, flag]) => flag);
  const where = ['train', 'test', 'threads', 'save-every', 'keep', 'keep-best'];
  const shown = optionsApart.filter((name) => name !== 'run');
  expect(flags.sort()).toEqual([...where, ...shown, 'help'].sort());
  expect(stdout).toContain('What is not given is as it was');
  expect(stdout).not.toContain('default: auto');
  expect(code).toBe(0);
});
