import fs from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Examples } from '../../src/data/examples.js';
import { requireDataSet } from '../../src/data/hdf5/findDataSet.js';
import { halfToNumber } from '../../src/data/hdf5/halfToNumber.js';
import { loadLibrary } from '../../src/data/hdf5/library.js';
import { numberType } from '../../src/data/hdf5/numberTypes.js';
import { readExamples } from '../../src/data/hdf5/readExamples.js';
import { readNumbers } from '../../src/data/hdf5/readNumbers.js';
import { withFile } from '../../src/data/hdf5/withFile.js';
import { writeExamples } from '../../src/data/hdf5/writeExamples.js';
import { DataError, ShapeError } from '../../src/errors.js';
import { type BadFileName, writeBadFiles, writeGoodFiles } from '../badFiles.js';
import { images, labels, writeHdf5 } from '../hdf5Files.js';
import { describeReference } from '../reference.js';

const golden = (name: string) => join(import.meta.dirname, '../goldens/hdf5', `${name}.h5`);
const counting = Array.from({ length: 24 }, (_, index) => index);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-hdf5-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Pixels that do not compress, so that most bytes of a file are theirs. */
function noise(count: number, size: number): Examples {
  let state = 1;
  const values = Uint8Array.from({ length: count * size * size * 3 }, () => {
    state = (state * 48271) % 2147483647;
    return state % 256;
  });
  const classes = Uint8Array.from({ length: count }, (_, index) => index % 2);
  return { values, exampleShape: [size, size, 3], labels: classes, classNames: ['non-cat', 'cat'] };
}

async function messageOf(result: Promise<unknown>): Promise<string> {
  const error: unknown = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  const message = error instanceof Error ? error.message : '';
  expect(message).not.toContain('\n');
  return message.replaceAll(folder, 'FOLDER').replaceAll('\\', '/');
}

describe('readExamples() of files that h5py wrote', () => {
  test.each([
    ['published', Uint8Array],
    ['publishedTest', Uint8Array],
    ['lowerCase', Uint8Array],
    ['compressed', Uint8Array],
    ['userBlock', Uint8Array],
    ['int8', Float64Array],
    ['int16', Float64Array],
    ['uint16', Float64Array],
    ['int32', Float64Array],
    ['uint32', Float64Array],
    ['int64', Float64Array],
    ['uint64', Float64Array],
    ['float16', Float32Array],
    ['float32', Float32Array],
    ['float64', Float64Array],
    ['bigEndianInt16', Float64Array],
    ['bigEndianInt64', Float64Array],
    ['bigEndianFloat16', Float32Array],
    ['bigEndianFloat32', Float32Array],
    ['bigEndianFloat64', Float64Array],
  ])('gives the values of %s.h5 as %o', async (name, kind) => {
    const { values, exampleShape } = await readExamples(golden(name));
    expect(values).toBeInstanceOf(kind);
    expect([...values]).toEqual(counting);
    expect(exampleShape).toEqual([3, 2]);
  });

  test.each(['published', 'column', 'row', 'floatLabels', 'booleanLabels', 'bigEndianInt64'])(
    'gives the labels of %s.h5',
    async (name) => {
      expect((await readExamples(golden(name))).labels).toEqual(Uint8Array.of(0, 1, 1, 0));
    },
  );

  test.each([
    ['published', ['non-cat', 'cat']],
    ['variableTexts', ['kein Häschen', 'Häschen']],
    ['column', ['class 0', 'class 1']],
  ])('gives the class names of %s.h5', async (name, expected) => {
    expect((await readExamples(golden(name))).classNames).toEqual(expected);
  });

  test('takes names that are paths', async () => {
    const { values } = await readExamples(golden('groups'), { x: 'group/x', y: '/group/y' });
    expect([...values]).toEqual(counting);
  });

  test('finds the labels that belong to the examples named', async () => {
    const { labels: found } = await readExamples(golden('bothSets'), { x: 'test_set_x' });
    expect(found).toEqual(Uint8Array.of(0, 1, 1, 0));
  });

  test.each([
    ['train', [1, 0]],
    ['test', [0, 1]],
  ] as const)(
    'takes the %s set of a file that holds both where it is preferred',
    async (prefer, expected) => {
      const path = await writeHdf5(folder, 'both.h5', [
        images('train_set_x', 2, 2),
        labels('train_set_y', [1, 0]),
        images('test_set_x', 2, 2),
        labels('test_set_y', [0, 1]),
      ]);
      expect([...(await readExamples(path, { prefer })).labels]).toEqual(expected);
      expect([...(await readExamples(golden('bothSets'), { prefer })).values]).toEqual(counting);
    },
  );

  test('takes what there is where the preferred set is missing, and the name given before it', async () => {
    expect([...(await readExamples(golden('published'), { prefer: 'test' })).values]).toEqual(
      counting,
    );
    const named = { x: 'test_set_x', prefer: 'train' } as const;
    expect([...(await readExamples(golden('bothSets'), named)).values]).toEqual(counting);
  });

  test.each([
    [
      'bothSets',
      {},
      'it holds train_set_x with train_set_y, test_set_x with test_set_y: choose x and y',
    ],
    [
      'groups',
      {},
      'no examples and labels by a usual name; it holds group/x, group/y: choose x and y',
    ],
    ['groups', { x: 'group/x' }, 'no labels by a usual name; it holds group/x, group/y: choose y'],
    [
      'groups',
      { x: 'group', y: 'group/y' },
      'it has no data set group; it holds group/x, group/y: choose x',
    ],
    [
      'published',
      { y: 'labels' },
      'it has no data set labels; it holds list_classes, train_set_x, train_set_y: choose y',
    ],
    [
      'published',
      { x: 'train_set_x', y: 'list_classes' },
      'list_classes holds texts; write it as integers or floats',
    ],
    [
      'published',
      { x: 'train_set_y', y: 'train_set_y' },
      'train_set_y has the shape (4); expected examples along the first axis and features along the others',
    ],
    [
      'published',
      { x: 'train_set_x', y: 'train_set_x' },
      'train_set_x has the shape (4, 3, 2); expected one label per example',
    ],
    ['texts', {}, 'X holds texts; write it as integers or floats'],
    ['records', {}, 'X holds records; write it as integers or floats'],
    ['nullSpace', {}, 'X is empty, its shape is (0); write it with examples'],
    ['foreignFilter', {}, 'X is compressed with lzf, which is not supported; write it with gzip'],
  ])('refuses %s.h5 with %o', async (name, names, expected) => {
    const path = golden(name);
    await expect(readExamples(path, names)).rejects.toMatchObject({
      name: 'DataError',
      message: `Cannot read ${path}: ${expected}`,
    });
  });

  test.each([
    ['bothSets', {}, ['x', 'y']],
    ['bothSets', { x: 'group/x' }, ['y']],
    ['groups', { y: 'group/y' }, ['x']],
    ['published', { x: 'pixels' }, ['x']],
    ['texts', {}, []],
  ])('says which names %s.h5 with %o leaves to choose', async (name, names, choose) => {
    await expect(readExamples(golden(name), names)).rejects.toMatchObject({ choose });
  });
});

describe('readExamples() of more than two classes', () => {
  const write = (y: readonly number[], names?: readonly string[]) =>
    writeHdf5(folder, 'classes.h5', [
      images('X', y.length, 2),
      labels('y', y),
      ...(names ? [{ name: 'list_classes', data: [...names], dtype: 'A9' }] : []),
    ]);

  test('gives their labels, and names them up to the highest', async () => {
    expect(await readExamples(await write([2, 0, 1, 2]))).toMatchObject({
      labels: Uint8Array.of(2, 0, 1, 2),
      classNames: ['class 0', 'class 1', 'class 2'],
    });
  });

  test('takes the names of the file, also of classes without an example', async () => {
    const names = ['cat', 'dog', 'bird', 'fish'];
    expect(await readExamples(await write([2, 0], names))).toMatchObject({
      labels: Uint8Array.of(2, 0),
      classNames: names,
    });
  });

  test('takes 256 of them', async () => {
    const all = Array.from({ length: 256 }, (_, k) => k);
    const { labels: found, classNames } = await readExamples(await write(all));
    expect([...found]).toEqual(all);
    expect(classNames).toHaveLength(256);
  });

  test('takes files in which all examples are of one class of two', async () => {
    expect(await readExamples(await write([1, 1]))).toMatchObject({
      labels: Uint8Array.of(1, 1),
      classNames: ['class 0', 'class 1'],
    });
  });

  test('gives back what writeExamples() wrote', async () => {
    const examples = {
      ...noise(3, 2),
      labels: Uint8Array.of(2, 0, 1),
      classNames: ['a', 'b', 'c'],
    };
    const path = join(folder, 'three.h5');
    await writeExamples(path, 'train', examples);
    expect(await readExamples(path)).toEqual(examples);
  });
});

test('halfToNumber() gives zeros, subnormals, the largest number, infinities and NaN', async () => {
  const bits = [0, 0x8000, 0x0001, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00];
  expect(bits.map(halfToNumber)).toEqual([
    0,
    -0,
    2 ** -24,
    2 ** -14,
    65504,
    Infinity,
    -Infinity,
    NaN,
  ]);
  const { values } = await readExamples(golden('halves'));
  expect([...values]).toEqual([0, -0, 1, -2, 65504, 2 ** -24, 2 ** -14, 0.333251953125]);
});

describe('readExamples() of a bad file', () => {
  const expected: readonly (readonly [BadFileName, string])[] = [
    ['missing', 'there is no such file or folder; check the path'],
    ['folder', 'it is a folder; name an HDF5 file'],
    ['htmlPage', 'it looks like an HTML page, not an HDF5 file; download it again'],
    [
      'text',
      'it is not an HDF5 file, it starts with "label,pi"; check the path or download it again',
    ],
    ['noBytes', 'it is empty; download it or write it again'],
    ['truncatedHeader', 'it is cut short after 30 bytes; download it again'],
    ['truncatedData', 'it is cut short after 1424 of 2848 bytes; download it again'],
    [
      'missingDataSet',
      'no examples and labels by a usual name; it holds pictures, targets: choose x and y',
    ],
    [
      'labelsWithGap',
      'train_set_y has labels up to 3 but none is 2; count the classes from 0 on, or name them all in list_classes',
    ],
    [
      'labelsBelowZero',
      'train_set_y has the label -1 at index 1; write it with the integers 0, 1, 2 and so on as labels',
    ],
    [
      'labelsTooHigh',
      'train_set_y has the label 256 at index 2; there can be 256 classes, 0 to 255',
    ],
    [
      'labelsUnnamed',
      'train_set_y has the label 2 at index 2; list_classes names 2 classes: name them all',
    ],
    [
      'labelsOfHalf',
      'train_set_y has the label 0.5 at index 1; write it with the integers 0, 1, 2 and so on as labels',
    ],
    [
      'countMismatch',
      'train_set_x has 4 examples but train_set_y has 3 labels; write one label per example',
    ],
    ['empty', 'train_set_x is empty, its shape is (0, 8, 8, 3); write it with examples'],
    [
      'notFinite',
      'train_set_x has 2 numbers that are not finite, the first in the example at index 1; replace or remove them',
    ],
  ];

  test('says what is wrong with each, and reads a good file after each', async () => {
    const bad = await writeBadFiles(folder);
    const good = await writeGoodFiles(folder);
    for (const [name, text] of expected) {
      const message = await messageOf(readExamples(bad[name]));
      expect(message).toBe(`Cannot read FOLDER/${name}.h5: ${text}`);
      expect((await readExamples(good.train)).exampleShape).toEqual([8, 8, 3]);
    }
  });

  test('names what is left of a binary file that is not HDF5', async () => {
    const path = join(folder, 'zip.h5');
    await writeFile(path, Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8));
    expect(await messageOf(readExamples(path))).toContain('bytes 50 4b 03 04 14 00 00 00;');
  });

  test('says that the examples are cut short wherever the file ends', async () => {
    const { train } = await writeGoodFiles(folder);
    const whole = await readFile(train);
    for (const bytes of [8, 47, 63, 64, 500, whole.length - 1]) {
      await writeFile(train, whole.subarray(0, bytes));
      expect(await messageOf(readExamples(train))).toContain(`it is cut short after ${bytes}`);
    }
  });

  test('says that one label of many is missing where x and y are of different sets', async () => {
    const path = await writeHdf5(folder, 'mixed.h5', [
      images('train_set_x', 2, 2),
      labels('test_set_y', [0, 1]),
    ]);
    expect(await messageOf(readExamples(path))).toContain(
      'no labels for train_set_x; it holds test_set_y, train_set_x: choose y',
    );
  });

  test('says that there are no data sets at all', async () => {
    const path = await writeHdf5(folder, 'none.h5', []);
    expect(await messageOf(readExamples(path))).toContain(
      'it holds no data sets; check the path or download it again',
    );
  });

  test('lists no more than eight data sets', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `d${String(index).padStart(2, '0')}`);
    const path = await writeHdf5(
      folder,
      'many.h5',
      names.map((name) => labels(name, [0, 1])),
    );
    expect(await messageOf(readExamples(path))).toContain('d06, d07 and 3 more: choose');
  });

  test('says that data is damaged, closes the file, and prints nothing', async () => {
    const path = join(folder, 'damaged.h5');
    await writeExamples(path, 'train', noise(20, 8));
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 64));

    await readExamples(path).catch(() => undefined);
    const openBefore = openFiles();
    const write = vi.spyOn(fs, 'writeSync');
    try {
      for (let times = 0; times < 20; times++) {
        expect(await messageOf(readExamples(path))).toBe(
          'Cannot read FOLDER/damaged.h5: the data of train_set_x is damaged; download it or write it again',
        );
      }
      const targets = write.mock.calls.map(([descriptor]) => descriptor);
      expect(targets).not.toHaveLength(0);
      expect(targets).not.toContain(1);
      expect(targets).not.toContain(2);
    } finally {
      write.mockRestore();
    }
    expect(openFiles()).toBe(openBefore);
  });

  // Root may read everything, and Windows has other permissions.
  if (process.getuid !== undefined && process.getuid() !== 0) {
    test('says that permission is denied', async () => {
      const { train } = await writeGoodFiles(folder);
      await chmod(train, 0);
      expect(await messageOf(readExamples(train))).toBe(
        'Cannot read FOLDER/train.h5: permission is denied; change the permissions or choose another folder',
      );
    });
  }
});

/** How many files the process has open, where the system tells. */
function openFiles(): number {
  return process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : 0;
}

test('readNumbers() gives the same in slabs of any size', async () => {
  const path = join(folder, 'slabs.h5');
  const { values } = noise(23, 8);
  await writeExamples(path, 'train', noise(23, 8));
  const chunked = await writeHdf5(folder, 'chunked.h5', [
    { ...images('train_set_x', 23, 8, Uint8Array.from(values)), chunks: [4, 8, 8, 3] },
  ]);
  for (const [name, slabBytes] of [path, chunked].flatMap((file) =>
    [1, 192, 193, 1000, 5000].map((bytes) => [file, bytes] as const),
  )) {
    const read = await withFile(name, async (open) => {
      const dataSet = requireDataSet(open, 'train_set_x', 'x');
      const type = numberType(open.library, dataSet);
      return type && readNumbers(open, dataSet, type, slabBytes);
    });
    expect(read).toEqual(values);
  }
});

test('readExamples() leaves the memory of the library as it is when it reads again', async () => {
  const path = join(folder, 'large.h5');
  await writeExamples(path, 'train', noise(200, 64));
  await readExamples(path);
  const { module } = await loadLibrary();
  const bytes = module.HEAPU8.length;
  for (let times = 0; times < 20; times++) await readExamples(path);
  expect(module.HEAPU8.length).toBe(bytes);
});

test('readExamples() reads on with a new library where a file made the last one crash', async () => {
  const { train } = await writeGoodFiles(folder);
  const before = await loadLibrary();
  const crash = withFile(train, async ({ library }) => {
    Reflect.get(library.module, 'onAbort')('memory');
  });
  expect(await messageOf(crash)).toBe(
    'Cannot read FOLDER/train.h5: it is damaged; download it or write it again',
  );
  expect((await readExamples(train)).exampleShape).toEqual([8, 8, 3]);
  expect((await loadLibrary()).module).not.toBe(before.module);
});

test('readExamples() reads two files at a time', async () => {
  const { train, test: other } = await writeGoodFiles(folder);
  const [first, second] = await Promise.all([readExamples(train), readExamples(other)]);
  expect(first).toEqual(second);
});

describe('writeExamples()', () => {
  test.each([
    ['uint8', Uint8Array.of(0, 1, 254, 255)],
    ['float32', Float32Array.of(-1.5, 0.1, 3e38, 1e-45)],
    ['float64', Float64Array.of(Math.PI, -0, 1e308, 5e-324)],
  ])('writes %s so that readExamples() gives it back', async (_, values) => {
    const examples: Examples = {
      values,
      exampleShape: [2],
      labels: Uint8Array.of(1, 0),
      classNames: ['ohne Häschen', 'Häschen'],
    };
    for (const set of ['train', 'test'] as const) {
      const path = join(folder, `${set}.h5`);
      await writeExamples(path, set, examples);
      expect(await readExamples(path)).toEqual(examples);
    }
    expect((await readdir(folder)).sort()).toEqual(['test.h5', 'train.h5']);
  });

  test('writes the layout of the published files', async () => {
    const path = join(folder, 'train.h5');
    await writeExamples(path, 'train', noise(4, 8));
    await withFile(path, async (open) => {
      const typeOf = (name: string) => requireDataSet(open, name, 'x').dtype;
      expect(open.file.keys()).toEqual(['list_classes', 'train_set_x', 'train_set_y']);
      expect([typeOf('train_set_x'), typeOf('train_set_y')]).toEqual(['<B', '<q']);
      expect(typeOf('list_classes')).toBe('A7');
    });
  });

  test('replaces what was there', async () => {
    const path = join(folder, 'train.h5');
    await writeExamples(path, 'train', noise(2, 8));
    await writeExamples(path, 'train', noise(5, 4));
    expect(await readExamples(path)).toEqual(noise(5, 4));
    expect(await readdir(folder)).toEqual(['train.h5']);
  });

  test('leaves nothing behind when the file cannot take its name', async () => {
    const { folder: taken } = await writeBadFiles(folder);
    await writeFile(join(taken, 'inside.txt'), 'kept');
    const before = (await readdir(folder)).sort();
    expect(await messageOf(writeExamples(taken, 'train', noise(2, 8)))).toContain(
      'Cannot write FOLDER/folder.h5: ',
    );
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  test('leaves the old file when the new one cannot be written', async () => {
    const path = join(folder, 'train.h5');
    await writeExamples(path, 'train', noise(2, 8));
    const write = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    try {
      expect(await messageOf(writeExamples(path, 'train', noise(5, 4)))).toBe(
        'Cannot write FOLDER/train.h5: the disk is full or not writable',
      );
    } finally {
      write.mockRestore();
    }
    expect(await readExamples(path)).toEqual(noise(2, 8));
    expect(await readdir(folder)).toEqual(['train.h5']);
  });

  test('says that the folder is missing', async () => {
    const path = join(folder, 'nowhere', 'train.h5');
    expect(await messageOf(writeExamples(path, 'train', noise(2, 8)))).toBe(
      'Cannot write FOLDER/nowhere/train.h5: there is no such file or folder; check the path',
    );
  });

  test.each([
    [
      { ...noise(2, 8), labels: Uint8Array.of(1) },
      new ShapeError('Cannot take 384 numbers for 1 examples of shape (8, 8, 3)'),
    ],
    [noise(0, 8), new RangeError('Cannot write never.h5 without examples')],
  ])('refuses examples that are not whole, or none', async (examples, error) => {
    await expect(writeExamples('never.h5', 'train', examples)).rejects.toThrow(error);
  });
});

describeReference('readExamples() of the published files', (reference) => {
  test.each([
    ['train', 209, 72, 264_542_077],
    ['test', 50, 33, 65_969_547],
  ])('gives the images of the %s set as h5py does', async (set, m, cats, pixelSum) => {
    const examples = await readExamples(join(reference, `${set}_catvnoncat.h5`));
    expect(examples.exampleShape).toEqual([64, 64, 3]);
    expect(examples.values).toBeInstanceOf(Uint8Array);
    expect(examples.values).toHaveLength(m * 64 * 64 * 3);
    expect(Uint32Array.from(examples.values).reduce((sum, value) => sum + value)).toBe(pixelSum);
    expect(examples.labels).toHaveLength(m);
    expect(examples.labels.reduce((sum, label) => sum + label, 0)).toBe(cats);
    expect(examples.classNames).toEqual(['non-cat', 'cat']);
  });
});
