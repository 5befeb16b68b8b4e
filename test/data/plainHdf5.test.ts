import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf, NotPlain } from '../../src/data/hdf5/plain/bytesOf.js';
import { plainDataSet } from '../../src/data/hdf5/plain/plainDataSet.js';
import { plainGroup } from '../../src/data/hdf5/plain/plainGroup.js';
import { kinds, plainHeader, requireMessage } from '../../src/data/hdf5/plain/plainHeader.js';
import { readPlainExamples } from '../../src/data/hdf5/plain/readPlainExamples.js';
import { readWithLibrary } from '../../src/data/hdf5/readExamples.js';
import { writeBadFiles } from '../badFiles.js';
import { describeReference } from '../reference.js';

const goldens = join(import.meta.dirname, '../goldens/hdf5');
const golden = (name: string) => join(goldens, `${name}.h5`);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-plain-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const plain = [
  ...[
    'column',
    'float16',
    'float32',
    'float64',
    'floatLabels',
    'halves',
    'int16',
    'int32',
    'int64',
  ],
  ...['int8', 'lowerCase', 'published', 'publishedTest', 'row', 'uint16', 'uint32', 'uint64'],
];

test.each(plain)('readPlainExamples() gives of %s.h5 what the library gives', async (name) => {
  const examples = await readPlainExamples(golden(name), {});
  expect(examples).toBeDefined();
  expect(examples).toEqual(await readWithLibrary(golden(name), {}));
});

test('readPlainExamples() leaves all others to the library', async () => {
  const others = readdirSync(goldens).filter((file) => !plain.includes(file.replace('.h5', '')));
  expect(others).not.toHaveLength(0);
  for (const file of others) {
    expect(await readPlainExamples(join(goldens, file), {})).toBeUndefined();
  }
});

test('readPlainExamples() takes names, and leaves those that there are not to the library', async () => {
  const path = golden('published');
  const named = { x: 'train_set_x', y: 'train_set_y' };
  expect(await readPlainExamples(path, named)).toEqual(await readPlainExamples(path, {}));
  for (const x of ['labels', '/train_set_x', 'list_classes', 'train_set_y']) {
    expect(await readPlainExamples(path, { ...named, x })).toBeUndefined();
  }
});

test('readPlainExamples() leaves what is wrong to the library', async () => {
  for (const path of Object.values(await writeBadFiles(folder))) {
    if (!path.endsWith('otherShape.h5')) expect(await readPlainExamples(path, {})).toBeUndefined();
  }
});

test('readPlainExamples() leaves files that are cut short, or go on behind their end, to the library', async () => {
  const path = join(folder, 'cut.h5');
  const whole = await readFile(golden('published'));
  for (let length = 0; length < whole.length; length += 13) {
    await writeFile(path, whole.subarray(0, length));
    expect(await readPlainExamples(path, {})).toBeUndefined();
  }
  await writeFile(path, Buffer.concat([whole, Buffer.of(0)]));
  expect(await readPlainExamples(path, {})).toBeUndefined();
});

test('readPlainExamples() never gives other numbers than the library, whichever byte is damaged', async () => {
  const path = join(folder, 'damaged.h5');
  const whole = await readFile(golden('published'));
  let alike = 0;
  for (let at = 0; at < whole.length; at += 5) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= at % 2 === 0 ? 1 : 8;
    await writeFile(path, damaged);
    const examples = await readPlainExamples(path, {});
    const others = examples && (await readWithLibrary(path, {}).catch(() => undefined));
    if (others === undefined) continue;
    expect(examples).toEqual(others);
    alike++;
  }
  expect(alike).toBeGreaterThan(100);
});

test.each([0, 16])(
  'plainDataSet() makes no texts of %i bytes that the file cannot hold',
  async (size) => {
    const buffer = new Uint8Array(await readFile(golden('published')));
    const bytes = bytesOf(buffer);
    const at = plainGroup(bytes).get('list_classes') ?? 0;
    const messages = plainHeader(bytes, at);
    const view = new DataView(buffer.buffer);
    const place = (kind: number) => requireMessage(messages, kind);
    const count = 2 ** 40;
    view.setBigUint64(place(kinds.shape) + 8, BigInt(count), true);
    view.setUint32(place(kinds.type) + 4, size, true);
    view.setBigUint64(place(kinds.layout) + 10, BigInt(count * size), true);
    expect(() => plainDataSet(bytes, at).texts()).toThrow(NotPlain);
  },
);

describeReference('readPlainExamples() of the published files', (reference) => {
  test.each(['train', 'test'])('gives the images of the %s set', async (set) => {
    const path = join(reference, `${set}_catvnoncat.h5`);
    const [examples, others] = [await readPlainExamples(path, {}), await readWithLibrary(path, {})];
    // Millions of pixels, which are compared one by one otherwise.
    expect(Buffer.from(examples?.values ?? []).equals(Buffer.from(others.values))).toBe(true);
    expect({ ...examples, values: 0 }).toEqual({ ...others, values: 0 });
  });
});
