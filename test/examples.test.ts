import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as rxjs from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as server from '../server/index.js';
import * as src from '../src/index.js';
import * as streams from '../streams/index.js';
import { type SourceFile, sourceFiles } from './sourceFiles.js';

/*
 * The examples in doc comments, run. The lines after `@example` are plain JavaScript; the last one is
 * `expression // => expected`. In scope is what the package exports, all of RxJS, and the exports of the
 * file that the example stands in. A promise is awaited; numbers are compared to 12 digits. Examples that
 * read or write files do so in a folder of their own, where train_catvnoncat.h5 holds two black images.
 */

const files = sourceFiles('src', 'streams', 'server');

interface Example {
  readonly name: string;
  readonly file: SourceFile;
  readonly code: string;
}

/** A doc comment, with what it documents. */
const DOCUMENTED =
  /\/\*\*(?<comment>(?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:async )?(?:const|function|class|interface|type) (?<symbol>\w+)/g;

function examplesIn(file: SourceFile): Example[] {
  return [...file.text.matchAll(DOCUMENTED)].flatMap(({ groups }) =>
    examplesOf(groups?.comment ?? '').map((code) => ({
      name: `${file.path}: ${groups?.symbol}`,
      file,
      code,
    })),
  );
}

/** The code of each `@example` of a comment: up to the next tag, the source or the end. */
function examplesOf(comment: string): string[] {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  return lines.flatMap((line, start) => {
    if (line.trim() !== '@example') return [];
    const after = lines.slice(start + 1);
    const end = after.findIndex((next) => /^(?:@|Source:|\s*$)/.test(next));
    return [after.slice(0, end === -1 ? undefined : end).join('\n')];
  });
}

async function run(code: string, scope: Record<string, unknown>): Promise<[unknown, unknown]> {
  const found = /^(?<before>[\s\S]*?)(?<expression>[^\n]+?) \/\/ => (?<expected>[^\n]+)$/.exec(
    code,
  );
  if (!found?.groups) throw new Error(`The last line is not "expression // => expected": ${code}`);
  const { before, expression, expected } = found.groups;
  if (before.includes(' // => ')) throw new Error(`Only the last line is compared: ${code}`);
  // In a block of its own, so that an example may use a name that is in scope.
  const body = `{ ${before}\nreturn [await (${expression}), (${expected})]; }`;
  return new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
}

const AsyncFunction: new (
  ...parametersAndBody: string[]
) => (...values: unknown[]) => Promise<[unknown, unknown]> = Object.getPrototypeOf(
  async () => {},
).constructor;

/** The same value with typed arrays as lists behind their kind, so that `toEqual` can look into them. */
function laidOut(value: unknown, number: (value: number) => unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? number(value) : value;
  if (value instanceof Float64Array || value instanceof Float32Array) {
    return [value.constructor.name, ...Array.from(value, (entry) => laidOut(entry, number))];
  }
  if (Array.isArray(value)) return value.map((entry) => laidOut(entry, number));
  if (typeof value !== 'object' || value === null) return value;
  // A matrix may live in an arena, or make its values when they are read.
  if (Object.getPrototypeOf(value) === Object.prototype || 'cols' in value) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, laidOut(entry, number)]),
    );
  }
  return value;
}

const examples = files.flatMap(examplesIn);
const home = process.cwd();
let folder = home;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  process.chdir(folder);
  await src.writeExamples('train_catvnoncat.h5', 'train', {
    values: new Uint8Array(2 * 64 * 64 * 3),
    exampleShape: [64, 64, 3],
    labels: Uint8Array.of(0, 1),
    classNames: ['non-cat', 'cat'],
  });
});

afterAll(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true });
});

test('there are examples: 60 or more, and one for each @example in the files', () => {
  const marks = files.reduce((sum, { text }) => sum + text.split('* @example').length - 1, 0);
  expect(examples.length).toBe(marks);
  expect(examples.length).toBeGreaterThanOrEqual(60);
});

describe('the example of', () => {
  test.each(examples.map((example) => [example.name, example] as const))(
    '%s',
    async (_name, { file, code }) => {
      const own: Record<string, unknown> = await import(file.absolutePath);
      const [actual, expected] = await run(code, {
        ...rxjs,
        ...src,
        ...streams,
        ...server,
        ...own,
      });
      expect(laidOut(actual, (n) => n)).toEqual(laidOut(expected, (n) => expect.closeTo(n, 12)));
    },
  );
});

interface PublicSymbol {
  readonly name: string;
  readonly index: string;
  readonly from: string;
}

/** What an index file exports, and where from: it consists of `export { a, type B } from './file.js'`. */
function publicSymbols(index: 'src' | 'streams' | 'server'): PublicSymbol[] {
  const text = files.find(({ path }) => path === `${index}/index.ts`)?.text ?? '';
  return [...text.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([^']+)\.js'/g)].flatMap(
    ([, names, from]) =>
      names
        .split(',')
        .map((name) => name.replace('type ', '').trim())
        .filter((name) => name !== '')
        .map((name) => ({ name, index: `${index}/index.ts`, from: `${index}/${from}.ts` })),
  );
}

const symbols = [...publicSymbols('src'), ...publicSymbols('streams'), ...publicSymbols('server')];

function named(list: readonly PublicSymbol[]): [name: string, symbol: PublicSymbol][] {
  return list.map((symbol) => [`${symbol.index}: ${symbol.name}`, symbol]);
}

function commentOf({ name, from }: PublicSymbol): string | undefined {
  const text = files.find(({ path }) => path === from)?.text ?? '';
  return [...text.matchAll(DOCUMENTED)].find(({ groups }) => groups?.symbol === name)?.groups
    ?.comment;
}

test('there are public symbols: every value that the index files export is among them', () => {
  const names = symbols.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([src, streams, server].flatMap(Object.keys)));
});

describe('every public symbol has a doc comment:', () => {
  test.each(named(symbols))('%s', (_name, symbol) => {
    expect(commentOf(symbol)?.trim()).toMatch(/\w/);
  });
});

const values: Record<string, unknown> = { ...src, ...streams, ...server };
const functions = symbols.filter(({ name }) => {
  const value = values[name];
  return typeof value === 'function' && !(value.prototype instanceof Error);
});

describe('every public function has an example:', () => {
  test.each(named(functions))('%s', (_name, symbol) => {
    expect(examplesOf(commentOf(symbol) ?? '')).not.toEqual([]);
  });
});
