import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as rxjs from 'rxjs';
import { describe, expect, test } from 'vitest';
import * as src from '../src/index.js';
import * as streams from '../streams/index.js';

/*
 * docs/connectors.md: its code runs, its addresses are some, and its tables say of adapters what these say of
 * themselves, and of versions what is installed here.
 */

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const page = read('docs/connectors.md');

const AsyncFunction: new (
  ...parametersAndBody: string[]
) => (...values: unknown[]) => Promise<[unknown, unknown]> = Object.getPrototypeOf(
  async () => {},
).constructor;

/** A block of code, whose last line is `expression // => expected`: both. */
function run(code: string): Promise<[unknown, unknown]> {
  const scope: Record<string, unknown> = { ...rxjs, ...src, ...streams };
  const [, before, expression, expected] =
    /^([\s\S]*?)([^\n]+?) \/\/ => ([^\n]+)\n$/.exec(code) ?? [];
  const body = `{ ${before}\nreturn [await (${expression}), (${expected})]; }`;
  return new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
}

/** The rows of the table under a head, as cells without their backticks. */
function tableUnder(head: string): string[][] {
  const rows = page.slice(page.indexOf(head)).split('\n\n')[0].split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

describe('docs/connectors.md', () => {
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);

  test.each(blocks.map((code, i) => [i + 1, code] as const))('block %i runs', async (_i, code) => {
    const [actual, expected] = await run(code);
    expect(actual).toEqual(expected);
  });

  const adapters = tableUnder('| adapter | address |').filter(([, address]) =>
    address.includes('://'),
  );

  test.each(adapters)(
    'says of %s, %s, what its source says',
    (_adapter, cell, _delivers, again, behind) => {
      const [address] = codes(cell);
      const { abilities } = streams.sourceFromUrl(address);
      const word = (is: boolean) => (is ? 'yes' : 'no');
      expect([again, behind]).toEqual([word(abilities.redelivers), word(abilities.resumes)]);
      expect(streams.sinkFromUrl(address).name).toContain('127.0.0.1');
    },
  );

  test('has all kinds of addresses, and all sources', () => {
    expect(adapters).toHaveLength(7);
    const sources = Object.keys(streams).filter((name) => /^(?!commands).*Source$/.test(name));
    expect(sources).toHaveLength(7);
  });

  test('reads the payloads that it shows', () => {
    const wanted = { example: { features: Float64Array.of(0.5, -1), label: 1 } };
    const schema = { features: 2, classes: 2 };
    const [object, bare, event, csv, packed] = tableUnder('| payload |').map(
      ([, cell]) => codes(cell)[0],
    );
    for (const json of [object, bare, event])
      expect(src.jsonExamples(schema).decode(Buffer.from(json))).toEqual(wanted);
    expect(src.csvExamples(schema).decode(Buffer.from(csv))).toEqual(wanted);
    const bytes = Buffer.from(packed.replaceAll(' ', ''), 'hex');
    expect(src.packedExamples(schema, 'float32').decode(bytes)).toEqual(wanted);
  });

  test('names the sinks and the commands that there are', () => {
    const sinks = tableUnder('| sink |').map(([cell]) => codes(cell)[0]);
    for (const name of [...sinks, 'objectStoreSink', 'redisKeySink'])
      expect(streams).toHaveProperty(name);
    const list = /A payload is a line[^;]*/.exec(page)?.[0] ?? '';
    const commands = codes(list.replaceAll('`at 500`', '').replaceAll('`--control`', ''));
    expect(commands).toHaveLength(9);
    for (const line of commands) expect(streams.commandOf(line)).toHaveProperty('type');
  });

  test('names the versions of clients that are tested here', () => {
    const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
      read('package.json'),
    );
    for (const [, install, tested] of tableUnder('| adapter | to install |')) {
      for (const name of codes(install).flatMap((text) =>
        text.replace('npm install ', '').split(' '),
      ))
        expect(tested).toContain(devDependencies[name]);
    }
    expect(page).toContain(`aedes ${devDependencies.aedes}`);
  });
});
