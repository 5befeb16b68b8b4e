import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './sourceFiles.js';

const files = sourceFiles('src', 'streams', 'server', 'bin');
const paths = new Set(files.map(({ path }) => path));

/** The text without comments, so that prose is not taken for code. */
function codeOf({ text }: SourceFile): string {
  // Strings come first, so that a "//" inside one stays.
  const stringOrComment = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(stringOrComment, (_all, string: string | undefined) => string ?? '');
}

/** What a file imports: files of this package by their path from the root, packages by their name. */
function importsOf(file: SourceFile): string[] {
  const specifier = /(?:\bfrom|\bimport|\bimport\s*\()\s*['"]([^'"]+)['"]/g;
  return [...codeOf(file).matchAll(specifier)].map(([, target]) => {
    if (target === 'gradstream') return 'src/index.ts';
    if (target === 'gradstream/streams') return 'streams/index.ts';
    if (target === 'gradstream/client') return 'server/client.ts';
    if (target === 'gradstream/server') return 'server/index.ts';
    if (!target.startsWith('.')) return target;
    return posix.join(posix.dirname(file.path), target).replace(/\.js$/, '.ts');
  });
}

const imports = files.flatMap((file) => importsOf(file).map((to) => ({ from: file.path, to })));

/** The imports of a folder that break a rule, as lines that say who imports what. */
function offences(folder: string, breaks: (to: string, from: string) => boolean): string[] {
  return imports
    .filter(({ from, to }) => from.startsWith(folder) && breaks(to, from))
    .map(({ from, to }) => `${from} imports ${to}`);
}

const isOwn = (to: string) => /^(?:src|streams|server|bin)\//.test(to);
const under =
  (...folders: string[]) =>
  (to: string) =>
    folders.some((f) => to.startsWith(f));

test('there are imports to check', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(100);
});

test('every relative import leads to a file', () => {
  const lost = (to: string) => isOwn(to) && !paths.has(to) && !to.endsWith('.json');
  expect(offences('', lost)).toEqual([]);
});

describe('imports run one way:', () => {
  test.each([
    ['src/errors.ts', []],
    ['src/diskError.ts', ['src/errors.ts']],
    ['src/numerics/', ['src/errors.ts', 'src/numerics/']],
    ['src/schedules/', ['src/errors.ts', 'src/numerics/functions/', 'src/schedules/']],
    ['src/model/', ['src/errors.ts', 'src/numerics/', 'src/schedules/', 'src/model/']],
    ['src/data/', ['src/errors.ts', 'src/diskError.ts', 'src/numerics/', 'src/data/']],
    ['src/search/', ['src/errors.ts', 'src/numerics/', 'src/search/']],
    [
      'src/online/',
      ['src/errors.ts', 'src/numerics/', 'src/schedules/', 'src/model/', 'src/online/'],
    ],
    ['src/formats/', ['src/']],
    ['src/', ['src/']],
    ['streams/', ['src/', 'streams/']],
    ['server/', ['src/', 'streams/', 'server/']],
  ])('%s takes files from %j alone', (folder, allowed) => {
    expect(offences(folder, (to) => isOwn(to) && !under(...allowed)(to))).toEqual([]);
  });
});

const onDisk = under('src/data/hdf5/', 'src/formats/');
const startsThreads = under('src/numerics/kernels/threads/');
const opensLibraries = under('src/numerics/kernels/blas/');
const isPackage = (to: string, ...names: string[]) =>
  names.some((name) => to === name || to.startsWith(`${name}/`));

test('src/ never imports rxjs or ws', () => {
  expect(offences('src/', (to) => isPackage(to, 'rxjs', 'ws'))).toEqual([]);
});

test('src/ imports no package at all, but for what touches the disk, opens a library or starts threads', () => {
  const outside = (from: string) => onDisk(from) || opensLibraries(from) || startsThreads(from);
  expect(offences('src/', (to, from) => !isOwn(to) && !outside(from))).toEqual([]);
});

test('only src/numerics/kernels/threads/ starts threads', () => {
  const starting = (to: string) => isPackage(to, 'node:worker_threads', 'node:child_process');
  expect(offences('', (to, from) => starting(to) && !startsThreads(from))).toEqual([]);
});

test('nobody imports koffi: who opens libraries asks for it at run time, since it is optional', () => {
  expect(offences('', (to) => isPackage(to, 'koffi'))).toEqual([]);
  const asking = linesWith(/\(\s*['"]koffi['"]/, 'src/', 'streams/', 'server/', 'bin/');
  expect(asking.filter((line) => !opensLibraries(line))).toEqual([]);
  expect(asking).toHaveLength(1);
});

test('only those that touch the disk import h5wasm', () => {
  expect(offences('', (to, from) => isPackage(to, 'h5wasm') && !onDisk(from))).toEqual([]);
});

const connects = under('streams/connectors/');

test('streams/ imports no package but rxjs, but for what connects', () => {
  const outside = (to: string) => !isOwn(to) && !isPackage(to, 'rxjs');
  expect(offences('streams/', (to, from) => outside(to) && !connects(from))).toEqual([]);
});

test('streams/connectors/ loads the clients of brokers when they are used, since they are optional', () => {
  const early = /^\s*(?:import|export)\s+(?!type\b)[^;'"]*\bfrom\s*['"](?!\.|node:|rxjs['"/])/m;
  const loading = files.filter((file) => connects(file.path) && early.test(codeOf(file)));
  expect(loading.map(({ path }) => path)).toEqual([]);
});

test('only server/ imports ws', () => {
  expect(offences('', (to, from) => isPackage(to, 'ws') && !from.startsWith('server/'))).toEqual(
    [],
  );
});

describe('the parts of server/ know only those below them:', () => {
  const protocol = ['server/protocol/'];
  const topics = [...protocol, 'server/topics/'];
  const sessions = [...topics, 'server/sessions/'];
  test.each([
    ['server/protocol/', protocol],
    ['server/topics/', topics],
    ['server/sessions/', sessions],
    ['server/http/', [...sessions, 'server/http/']],
  ])('%s takes files of server/ from %j alone', (folder, allowed) => {
    expect(offences(folder, (to) => to.startsWith('server/') && !under(...allowed)(to))).toEqual(
      [],
    );
  });
});

test('server/protocol/ and server/topics/ are pure: no package but zod', () => {
  const outside = (to: string) => !isOwn(to) && !isPackage(to, 'zod');
  expect(offences('server/protocol/', outside)).toEqual([]);
  expect(offences('server/topics/', outside)).toEqual([]);
});

test('nobody imports the inside of rxjs', () => {
  expect(offences('', (to) => isPackage(to, 'rxjs/internal', 'rxjs/src', 'rxjs/dist'))).toEqual([]);
});

/** The lines of code in a folder that match, as `file: line`. */
function linesWith(pattern: RegExp, ...folders: string[]): string[] {
  return files
    .filter(({ path }) => under(...folders)(path))
    .flatMap((file) =>
      codeOf(file)
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
}

test('src/ has no randomness but what it is given', () => {
  expect(linesWith(/\bMath\s*\.\s*random\b|\bgetRandomValues\b/, 'src/')).toEqual([]);
});

test('src/ takes no function that engines compute differently, but to correct what it gives', () => {
  const inexact =
    /\bMath\s*\.\s*(?:a?(?:cos|sin|tan)h?|atan2|cbrt|expm?1?|hypot|log(?:10|1p|2)?|pow)\b/;
  const found = linesWith(inexact, 'src/');
  expect(found.filter((line) => !line.startsWith('src/numerics/random/preciseLog.ts'))).toEqual([]);
  expect(found).toHaveLength(1);
});

test('src/ has no clock', () => {
  const clock = /\bDate\b|\bperformance\b|\bhrtime\b|\bset(?:Timeout|Interval)\b/;
  expect(linesWith(clock, 'src/')).toEqual([]);
});

test('no type is any', () => {
  const anyType = /[:<|&,(]\s*any\b(?!['"`])|\bas\s+any\b|=>\s*any\b|=\s*any\b/;
  expect(linesWith(anyType, 'src/', 'streams/', 'server/', 'bin/')).toEqual([]);
});
