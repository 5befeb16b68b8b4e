import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disk, NewFile } from '../../src/formats/disk/disk.js';
import { encodeFrame } from '../../src/formats/runLog/frames.js';
import {
  DataError,
  digestOfHistory,
  openRunLog,
  type RunHistory,
  type RunLogOptions,
  readRunLog,
  type Series,
} from '../../src/index.js';
import { dataErrorOf } from './dataErrorOf.js';
import { endingDisk } from './endingDisk.js';
import { type MemoryDisk, memoryDisk, systemError } from './memoryDisk.js';

const goldens = join(import.meta.dirname, '../goldens/runLog');

const bitsOf = (numbers: Float64Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('hex');

/** A history with the bits of its numbers, which `toEqual` would not tell apart where they mean NaN. */
const inBits = ({ series, events }: RunHistory) => ({
  series: Object.fromEntries(
    [...series].map(([name, { iterations, values }]) => [
      name,
      { iterations: bitsOf(iterations), values: bitsOf(values) },
    ]),
  ),
  events,
});

const points = (...list: readonly (readonly [iteration: number, value: number])[]): Series => ({
  iterations: Float64Array.from(list, ([iteration]) => iteration),
  values: Float64Array.from(list, ([, value]) => value),
});

/** Opens the log in `log`, appends a point of the cost for each iteration, the iteration itself, and closes. */
async function logCosts(
  disk: Disk,
  iterations: readonly number[],
  options: Omit<RunLogOptions, 'disk'> = {},
): Promise<void> {
  const log = await openRunLog('log', { disk, ...options });
  for (const iteration of iterations) log.append('cost', iteration, iteration);
  await log.close();
}

const costsIn = async (disk: Disk, segment?: number) => {
  const options = segment === undefined ? { disk } : { disk, segment };
  return Array.from((await readRunLog('log', options)).series.get('cost')?.values ?? []);
};

describe('the log that another implementation wrote', () => {
  const expected = new Map([
    ['cost', points([100, 0.1], [200, NaN], [300, -Infinity], [2 ** 53, 5e-324])],
    ['größe W1', points([100, Infinity])],
  ]);

  test('readRunLog() reads, with every bit of its numbers', async () => {
    const history = await readRunLog(goldens);
    expect(inBits(history)).toEqual(
      inBits({
        series: expected,
        events: [{ iteration: 100, type: 'started', kernels: 'simd' }],
      }),
    );
    expect(history).toMatchObject({ segment: 2, damaged: [] });
    const first = await readFile(join(goldens, '0001.gslog'));
    expect(history.branches).toEqual([
      { segment: 1, startedAt: '2026-11-24' },
      { segment: 2, parent: { segment: 1, bytes: first.length, upTo: 200 } },
    ]);
  });

  test('digestOfHistory() sums up alike', async () => {
    const digest: unknown = JSON.parse(await readFile(join(goldens, 'digest.json'), 'utf8'));
    expect(digestOfHistory(await readRunLog(goldens))).toBe(digest);
    expect(digestOfHistory({ series: expected })).toBe(digest);
  });

  test('openRunLog() writes, byte for byte', async () => {
    const disk = memoryDisk();
    const first = await openRunLog('log', { disk, startedAt: '2026-11-24' });
    await first.appendEvent({ type: 'started', kernels: 'simd', iteration: 100 });
    first.append('cost', 100, 0.1);
    first.append('cost', 200, NaN);
    first.append('größe W1', 100, Infinity);
    first.append('cost', 300, -0);
    await first.close();
    const second = await openRunLog('log', { disk, resumeAt: 200 });
    second.append('cost', 300, -Infinity);
    second.append('cost', 2 ** 53, 5e-324);
    await second.close();
    for (const name of ['0001.gslog', '0002.gslog']) {
      expect(Buffer.from(await disk.read(`log/${name}`))).toEqual(
        await readFile(join(goldens, name)),
      );
    }
  });
});

describe('readRunLog()', () => {
  test('gives nothing where there is no log', async () => {
    expect(await readRunLog('log', { disk: memoryDisk() })).toEqual({
      series: new Map(),
      events: [],
      branches: [],
      damaged: [],
    });
  });

  test('gives the newest segment after all of the one it continues, if nothing else is said', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [1, 2]);
    await logCosts(disk, [3]);
    expect(await costsIn(disk)).toEqual([1, 2, 3]);
  });

  test('cuts each segment where the next goes on, and where a later one goes back further', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [1, 2, 3, 4, 5]);
    await logCosts(disk, [4, 5], { resumeAt: 3 });
    await logCosts(disk, [3], { resumeAt: 2 });
    expect(await costsIn(disk)).toEqual([1, 2, 3]);
  });

  test('cuts events where it cuts points', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    await log.appendEvent({ iteration: 2, type: 'kept' });
    await log.appendEvent({ iteration: 3, type: 'cut' });
    await log.close();
    await logCosts(disk, [], { resumeAt: 2 });
    expect((await readRunLog('log', { disk })).events).toEqual([{ iteration: 2, type: 'kept' }]);
  });

  test('leaves out a series of which nothing belongs', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [3, 4]);
    await logCosts(disk, [], { resumeAt: 2 });
    expect((await readRunLog('log', { disk })).series.size).toBe(0);
  });

  test('gives any other branch on request', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [1, 2, 3]);
    await logCosts(disk, [12], { resumeAt: 1 });
    await logCosts(disk, [23], { resumeAt: 2, parent: 1 });
    expect(await costsIn(disk)).toEqual([1, 2, 23]);
    expect(await costsIn(disk, 2)).toEqual([1, 12]);
    expect(await costsIn(disk, 1)).toEqual([1, 2, 3]);
  });

  test('refuses a segment that is not there, naming those that are', async () => {
    const disk = memoryDisk();
    await logCosts(disk, []);
    await logCosts(disk, []);
    expect(await dataErrorOf(readRunLog('log', { disk, segment: 7 }))).toBe(
      'Cannot read segment 7 in log: there are 1, 2',
    );
  });

  test('says when the disk does not give a file', async () => {
    const good = memoryDisk();
    await logCosts(good, []);
    const disk: Disk = { ...good, read: () => Promise.reject(systemError('EIO')) };
    expect(await dataErrorOf(readRunLog('log', { disk }))).toMatch(
      /^Cannot read log.0001\.gslog: the disk reports an error; check the disk/,
    );
  });

  test('takes no notice of files that are not its own', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [1]);
    await (await disk.create('log/notes.txt')).close();
    expect(await readRunLog('log', { disk })).toMatchObject({ segment: 1, damaged: [] });
  });

  test('joins blocks of a series in order, however many', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    const count = 2 ** 16 + 3;
    for (let i = 1; i <= count; i++) log.append('cost', i, i);
    await log.flush();
    log.append('cost', count + 1, count + 1);
    await log.close();
    const all = Float64Array.from({ length: count + 1 }, (_, i) => i + 1);
    expect((await readRunLog('log', { disk })).series.get('cost')).toEqual({
      iterations: all,
      values: all,
    });
  });
});

/** A disk on which one file has other bytes. */
function altered(disk: Disk, name: string, change: (bytes: Uint8Array) => Uint8Array): Disk {
  return {
    ...disk,
    read: async (path) => {
      const bytes = await disk.read(path);
      return path.endsWith(name) ? change(bytes) : bytes;
    },
  };
}

/** Two segments with points and events; the second goes on from 3. */
async function twoSegments(): Promise<MemoryDisk> {
  const disk = memoryDisk();
  for (const [start, options] of [
    [1, {}],
    [4, { resumeAt: 3 }],
  ] as const) {
    const log = await openRunLog('log', { disk, ...options });
    for (let iteration = start; iteration < start + 4; iteration++) {
      log.append('cost', iteration, start);
      await log.appendEvent({ iteration, start });
      await log.flush();
    }
    await log.close();
  }
  return disk;
}

/** That a list is the beginning of another one. */
function expectBeginning(part: ArrayLike<unknown>, whole: ArrayLike<unknown>): void {
  expect(Array.from(part)).toEqual(Array.from(whole).slice(0, part.length));
}

describe('readRunLog() of a file', () => {
  test('that is cut short anywhere gives the records before, and says what is lost', async () => {
    const disk = await twoSegments();
    const whole = await readRunLog('log', { disk });
    const { length } = await disk.read('log/0002.gslog');
    for (let kept = 0; kept < length; kept++) {
      const cut = altered(disk, '0002.gslog', (bytes) => bytes.subarray(0, kept));
      const { series, events, segment, damaged } = await readRunLog('log', { disk: cut });
      // Until its first record is there, the newest segment is the one before, up to its end.
      if (segment !== 2) expect(damaged).toMatchObject([{ segment: 2, bytes: kept }]);
      else {
        expectBeginning(series.get('cost')?.values ?? [], whole.series.get('cost')?.values ?? []);
        expectBeginning(events, whole.events);
        expect(damaged.length).toBeLessThanOrEqual(1);
      }
    }
  });

  test('with any bit flipped gives the records before, and says that there is damage', async () => {
    const disk = await twoSegments();
    const whole = await readRunLog('log', { disk });
    const { length } = await disk.read('log/0002.gslog');
    for (let bit = 0; bit < 8 * length; bit++) {
      const flipped = altered(disk, '0002.gslog', (bytes) => {
        const other = Uint8Array.from(bytes);
        other[bit >> 3] ^= 1 << (bit & 7);
        return other;
      });
      const { series, events, segment, damaged } = await readRunLog('log', { disk: flipped });
      expect(damaged).toMatchObject([{ segment: 2 }]);
      if (segment !== 2) continue;
      expectBeginning(series.get('cost')?.values ?? [], whole.series.get('cost')?.values ?? []);
      expectBeginning(events, whole.events);
    }
  });

  property.prop([fc.uint8Array({ maxLength: 100 })])(
    'with random bytes behind gives the records before',
    async (tail) => {
      fc.pre(tail.length > 0);
      const disk = await twoSegments();
      const whole = await readRunLog('log', { disk });
      const longer = altered(disk, '0002.gslog', (bytes) => Buffer.concat([bytes, tail]));
      const { series, events, damaged } = await readRunLog('log', { disk: longer });
      expect(inBits({ series, events })).toEqual(inBits(whole));
      expect(damaged).toMatchObject([{ segment: 2, bytes: tail.length }]);
    },
  );

  property.prop([fc.uint8Array({ maxLength: 100 })])(
    'of random bytes gives the other segments',
    async (bytes) => {
      const disk = altered(await twoSegments(), '0002.gslog', () => bytes);
      expect(await readRunLog('log', { disk })).toMatchObject({
        segment: 1,
        damaged: [{ segment: 2, bytes: bytes.length }],
      });
    },
  );

  property.prop([
    fc.nat({ max: 4 }),
    fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => Buffer.from(json)),
    ),
  ])(
    'that goes on with a sound record of anything gives the records before, or what that says',
    async (kind, payload) => {
      const disk = await twoSegments();
      const whole = await readRunLog('log', { disk });
      const longer = altered(disk, '0002.gslog', (bytes) =>
        Buffer.concat([bytes, encodeFrame(kind, payload)]),
      );
      const { events, series, damaged } = await readRunLog('log', { disk: longer });
      expect(events.slice(0, whole.events.length)).toEqual(whole.events);
      const added = events.length - whole.events.length + series.size - whole.series.size;
      if (added === 0 && kind !== 2) expect(damaged).toMatchObject([{ segment: 2 }]);
    },
  );

  test.each([
    ['GSLOG\r\n\x02', 'it is of version 2, not 1'],
    ['GSLOG\n\x01__', 'it does not start as a log does'],
    ['GSLOG', 'it ends before its first record'],
    ['GSLOG\r\n\x01', 'it ends before its first record'],
  ])('that starts with %j says why it cannot be read', async (start, reason) => {
    const disk = altered(await twoSegments(), '0002.gslog', () => Buffer.from(start, 'latin1'));
    expect((await readRunLog('log', { disk })).damaged).toEqual([
      { segment: 2, bytes: start.length, reason },
    ]);
  });

  test('that is cut short anywhere, and that another one continues, says so, between records too', async () => {
    const disk = await twoSegments();
    const { length } = await disk.read('log/0001.gslog');
    for (let kept = 0; kept < length; kept++) {
      const cut = altered(disk, '0001.gslog', (bytes) => bytes.subarray(0, kept));
      expect((await readRunLog('log', { disk: cut })).damaged).toMatchObject([{ segment: 1 }]);
    }
  });

  test('that is missing, of a branch, gives the rest and says so', async () => {
    const disk = await twoSegments();
    const { length } = await disk.read('log/0001.gslog');
    await disk.remove('log/0001.gslog');
    const { series, damaged } = await readRunLog('log', { disk });
    expect(series.get('cost')?.iterations).toEqual(Float64Array.of(4, 5, 6, 7));
    expect(damaged).toEqual([{ segment: 1, bytes: length, reason: 'it is missing' }]);
  });
});

describe('openRunLog()', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-log-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('makes folders as deep as need be', async () => {
    const log = await openRunLog(join(folder, 'a/log'));
    log.append('cost', 1, 0.5);
    await log.close();
    expect(await readdir(join(folder, 'a/log'))).toEqual(['0001.gslog']);
    expect((await readRunLog(join(folder, 'a/log'))).series.get('cost')).toEqual(points([1, 0.5]));
  });

  test('goes on behind the last whole record of a process that was killed, and says so', async () => {
    const path = join(folder, '0001.gslog');
    const killed = await openRunLog(folder);
    killed.append('cost', 1, 0.5);
    await killed.close();
    await appendFile(path, 'half a record');
    const before = await readFile(path);

    const log = await openRunLog(folder);
    expect(log.dropped).toEqual([{ segment: 1, bytes: 13, reason: expect.any(String) }]);
    log.append('cost', 2, 0.4);
    await log.close();
    expect(await readFile(path)).toEqual(before);
    expect(await readRunLog(folder)).toMatchObject({
      series: new Map([['cost', points([1, 0.5], [2, 0.4])]]),
      damaged: [],
    });
  });

  test('continues the segment before one that a process was killed at beginning', async () => {
    const disk = memoryDisk();
    await logCosts(disk, [1]);
    await (await disk.create('log/0002.gslog')).close();
    await logCosts(disk, [2]);
    expect(await costsIn(disk)).toEqual([1, 2]);
    expect(await readRunLog('log', { disk })).toMatchObject({ segment: 3, damaged: [] });
  });

  test('says when there is no segment to continue', async () => {
    expect(await dataErrorOf(openRunLog('log', { disk: memoryDisk(), parent: 4 }))).toBe(
      'Cannot continue segment 4 of the log in log: there is none',
    );
  });

  test('says when the folder cannot be written', async () => {
    const disk: Disk = { ...memoryDisk(), create: () => Promise.reject(systemError('EROFS')) };
    expect(await dataErrorOf(openRunLog('log', { disk }))).toBe(
      'Cannot write the log in log: the disk is read-only; make it writable or choose another folder',
    );
  });

  test.each([-1, NaN, Infinity])('refuses to resume at %d', async (resumeAt) => {
    const opened = openRunLog('log', { disk: memoryDisk(), resumeAt });
    await expect(opened).rejects.toThrow(RangeError);
  });

  test('refuses to keep less than nothing', async () => {
    const opened = openRunLog('log', { disk: memoryDisk(), maxBufferedBytes: -1 });
    await expect(opened).rejects.toThrow(RangeError);
  });
});

describe('a run log', () => {
  test('writes nothing until it is asked to', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    const { length } = disk.steps;
    log.append('cost', 1, 0.5);
    await log.appendEvent({ iteration: 1 });
    expect(disk.steps).toHaveLength(length);
    expect(log.bufferedBytes).toBeGreaterThan(16);
    await log.flush();
    expect(disk.steps.slice(length)).toEqual([expect.stringMatching(/^append /)]);
    expect(log.bufferedBytes).toBe(0);
  });

  test('has on the disk what sync() said, when the power fails then', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    log.append('cost', 1, 1);
    await log.sync();
    log.append('cost', 2, 2);
    await log.flush();
    expect(await costsIn(disk.afterPowerCut(() => false))).toEqual([1]);
    expect(await costsIn(disk.afterKill())).toEqual([1, 2]);
  });

  test('has a durable event on the disk when its promise resolves', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    await log.appendEvent({ iteration: 1, type: 'pause' }, { durable: true });
    const { events } = await readRunLog('log', { disk: disk.afterPowerCut(() => false) });
    expect(events).toEqual([{ iteration: 1, type: 'pause' }]);
  });

  test('refuses an event that JSON cannot say', async () => {
    const log = await openRunLog('log', { disk: memoryDisk() });
    await expect(log.appendEvent({ iteration: 1, cost: NaN })).rejects.toThrow(TypeError);
    await expect(log.appendEvent({ iteration: NaN })).rejects.toThrow(TypeError);
    expect(log.bufferedBytes).toBe(0);
  });

  test('takes nothing more once it is closed, and closes once', async () => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    log.append('cost', 1, 1);
    await Promise.all([log.close(), log.close(), log.flush(), log.sync()]);
    expect(disk.steps.filter((step) => step.startsWith('close'))).toHaveLength(1);
    expect(() => log.append('cost', 2, 2)).toThrow('Cannot append to the log in log: it is closed');
    await expect(log.appendEvent({ iteration: 1 })).rejects.toThrow('it is closed');
    expect(await costsIn(disk)).toEqual([1]);
  });

  test('writes in order what is asked for at the same time', async () => {
    const disk = memoryDisk({ largestWrite: 5 });
    const log = await openRunLog('log', { disk });
    const flushed = [1, 2, 3, 4].map((iteration) => {
      log.append('cost', iteration, iteration);
      return iteration % 2 === 0 ? log.flush() : log.sync();
    });
    await Promise.all(flushed);
    expect(await costsIn(disk)).toEqual([1, 2, 3, 4]);
  });
});

/** A disk whose files fail as told, after having taken a part of what is written. */
function failingDisk(good: Disk) {
  const failing = { append: false, sync: false, create: false };
  const fileOf = (file: NewFile): NewFile => ({
    ...file,
    append: async (bytes) => {
      if (!failing.append) return file.append(bytes);
      await file.append(bytes.subarray(0, bytes.length - 3));
      throw systemError('ENOSPC');
    },
    sync: () => (failing.sync ? Promise.reject(systemError('EIO')) : file.sync()),
  });
  const disk: Disk = {
    ...good,
    create: async (path) => {
      if (failing.create) throw systemError('ENOSPC');
      return fileOf(await good.create(path));
    },
  };
  return { disk, failing };
}

describe('a run log on a disk that is full', () => {
  test('says so, keeps what it was given, and goes on in a new segment when there is room', async () => {
    const { disk, failing } = failingDisk(memoryDisk());
    const log = await openRunLog('log', { disk });
    log.append('cost', 1, 1);
    await log.flush();

    failing.append = true;
    log.append('cost', 2, 2);
    await log.appendEvent({ iteration: 2 });
    expect(await dataErrorOf(log.flush())).toBe(
      'Cannot write the log in log: the disk is full; make room or choose another folder',
    );
    expect(await costsIn(disk)).toEqual([1]);
    log.append('cost', 3, 3);
    expect(await dataErrorOf(log.sync())).toMatch(/the disk is full/);
    failing.create = true;
    expect(await dataErrorOf(log.flush())).toMatch(/the disk is full/);
    expect(await disk.list('log')).toEqual(['0001.gslog']);

    Object.assign(failing, { append: false, create: false });
    log.append('cost', 4, 4);
    await log.flush();
    expect(log.segment).toBe(2);
    expect(await costsIn(disk)).toEqual([1, 2, 3, 4]);
    expect(await readRunLog('log', { disk })).toMatchObject({
      events: [{ iteration: 2 }],
      damaged: [],
    });
    await log.close();
  });

  test('reads no record twice that was written whole before one that was not', async () => {
    const { disk, failing } = failingDisk(memoryDisk());
    const log = await openRunLog('log', { disk });
    failing.append = true;
    log.append('a', 1, 1);
    log.append('b', 1, 1);
    await expect(log.flush()).rejects.toThrow(DataError);
    failing.append = false;
    log.append('a', 2, 2);
    await log.close();
    const { series } = await readRunLog('log', { disk });
    expect([...series]).toEqual([
      ['a', points([1, 1], [2, 2])],
      ['b', points([1, 1])],
    ]);
  });

  test('does not keep a durable event that it could not write', async () => {
    const { disk, failing } = failingDisk(memoryDisk());
    const log = await openRunLog('log', { disk });
    failing.append = true;
    log.append('cost', 1, 1);
    const bytes = log.bufferedBytes;
    const appended = log.appendEvent({ iteration: 1, type: 'stop' }, { durable: true });
    await expect(appended).rejects.toThrow(DataError);
    expect(log.bufferedBytes).toBeGreaterThanOrEqual(bytes);
    failing.append = false;
    await log.close();
    const { events, series } = await readRunLog('log', { disk });
    expect(events).toEqual([]);
    expect(series.get('cost')).toEqual(points([1, 1]));
  });

  test('does not write with the next durable event the one before, which it could not write', async () => {
    const good = memoryDisk();
    const { disk, failing } = failingDisk(good);
    const log = await openRunLog('log', { disk });
    failing.append = true;
    const stop = log.appendEvent({ iteration: 1, type: 'stop' }, { durable: true });
    const pause = log.appendEvent({ iteration: 1, type: 'pause' }, { durable: true });
    const stopped = expect(stop).rejects.toThrow(DataError);
    while (!good.steps.at(-1)?.startsWith('append')) await Promise.resolve();
    failing.append = false;
    await Promise.all([stopped, pause]);
    expect((await readRunLog('log', { disk })).events).toEqual([{ iteration: 1, type: 'pause' }]);
    await log.close();
  });

  test('keeps no more than it may, and says how many points are lost', async () => {
    const { disk, failing } = failingDisk(memoryDisk());
    const log = await openRunLog('log', { disk, maxBufferedBytes: 40 });
    failing.append = true;
    for (const iteration of [1, 2, 3, 4, 5]) log.append('cost', iteration, iteration);
    expect(log.bufferedBytes).toBe(32);
    await expect(log.flush()).rejects.toThrow(DataError);
    log.append('cost', 6, 6);
    failing.append = false;
    await log.flush();
    log.append('cost', 7, 7);
    await log.close();
    expect(await costsIn(disk)).toEqual([1, 2, 7]);
    expect((await readRunLog('log', { disk })).events).toEqual([
      { iteration: 3, points: 3, type: 'lost' },
      { iteration: 6, points: 1, type: 'lost' },
    ]);
  });

  test('closes its file, and says what it could not write', async () => {
    const memory = memoryDisk();
    const { disk, failing } = failingDisk(memory);
    const log = await openRunLog('log', { disk });
    log.append('cost', 1, 1);
    failing.append = true;
    expect(await dataErrorOf(log.close())).toMatch(/the disk is full/);
    expect(memory.steps.at(-1)).toMatch(/^close /);
  });
});

test('a run log has a durable event once that was written and then failed to sync', async () => {
  const { disk, failing } = failingDisk(memoryDisk());
  const log = await openRunLog('log', { disk });
  failing.sync = true;
  const appended = log.appendEvent({ iteration: 1, type: 'stop' }, { durable: true });
  await expect(appended).rejects.toThrow(DataError);
  expect(log.bufferedBytes).toBe(0);
  failing.sync = false;
  await log.close();
  const { events } = await readRunLog('log', { disk });
  expect(events).toEqual([{ iteration: 1, type: 'stop' }]);
});

test('a run log on a disk that fails to sync says so, and goes on in a new segment', async () => {
  const memory = memoryDisk();
  const { disk, failing } = failingDisk(memory);
  const log = await openRunLog('log', { disk });
  failing.sync = true;
  log.append('cost', 1, 1);
  expect(await dataErrorOf(log.sync())).toMatch(/^Cannot write the log in log: the disk reports/);
  failing.sync = false;
  log.append('cost', 2, 2);
  await log.sync();
  expect(log.segment).toBe(2);
  expect(await costsIn(memory.afterPowerCut(() => false))).toEqual([1, 2]);
});

test('a process that ends after any step has all in its log that it had synced, and nothing else', async () => {
  let random = 1;
  const keep = () => {
    random = (random * 48271) % 2147483647;
    return random % 2 === 0;
  };
  for (let last = 0; ; last++) {
    let synced = 0;
    const { disk, hasEnded } = endingDisk(last, 24);
    const run = async () => {
      for (const [from, to] of [
        [1, 4],
        [5, 8],
      ]) {
        const log = await openRunLog('log', { disk });
        for (let iteration = from; iteration <= to; iteration++) {
          log.append('cost', iteration, iteration);
          await log.flush();
          if (iteration % 2 === 1) continue;
          await log.sync();
          if (!hasEnded()) synced = iteration;
        }
        await log.close();
      }
    };
    await run().catch(() => {});
    const disks = [disk.afterKill(), ...Array.from({ length: 6 }, () => disk.afterPowerCut(keep))];
    for (const left of [...disks, disk.afterPowerCut(() => false)]) {
      const costs = await costsIn(left);
      expectBeginning(costs, [1, 2, 3, 4, 5, 6, 7, 8]);
      expect(costs.length).toBeGreaterThanOrEqual(synced);
      await logCosts(left, [9]);
      expect(await costsIn(left)).toEqual([...costs, 9]);
    }
    if (!hasEnded()) break;
  }
});

const anySeries = fc.array(
  fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 4 }),
    iteration: fc.nat(),
    value: fc.double(),
    flush: fc.boolean(),
  }),
);

property.prop([anySeries])(
  'readRunLog() gives what was appended, bit for bit, however it was flushed',
  async (list) => {
    const disk = memoryDisk();
    const log = await openRunLog('log', { disk });
    const expected = new Map<string, [number, number][]>();
    for (const { name, iteration, value, flush } of list) {
      log.append(name, iteration, value);
      expected.set(name, [...(expected.get(name) ?? []), [iteration, value]]);
      if (flush) await log.flush();
    }
    await log.close();
    const series = new Map([...expected].map(([name, pairs]) => [name, points(...pairs)]));
    const history = await readRunLog('log', { disk });
    expect(inBits(history)).toEqual(inBits({ series, events: [] }));
    expect(digestOfHistory(history)).toBe(digestOfHistory({ series }));
  },
);

describe('digestOfHistory()', () => {
  const digest = (...series: [string, Series][]) => digestOfHistory({ series: new Map(series) });
  const a: [string, Series] = ['a', points([1, 0.5])];
  const b: [string, Series] = ['b', points([1, NaN])];

  test('does not depend on the order of the series, nor on the bits of NaN', () => {
    const other = new Float64Array(BigUint64Array.of(0xfff8000000000001n).buffer);
    expect(digest(['b', { ...b[1], values: other }], a)).toBe(digest(a, b));
  });

  test.each<[what: string, series: [string, Series][]]>([
    ['a name', [['c', a[1]], b]],
    ['an iteration', [['a', points([2, 0.5])], b]],
    ['the last bit of a value', [['a', points([1, 0.5 + 2 ** -53])], b]],
    ['a further point', [['a', points([1, 0.5], [2, 0.5])], b]],
    ['a series that is not there', [a]],
  ])('tells %s', (_what, series) => {
    expect(digest(...series)).not.toBe(digest(a, b));
  });

  test('tells -0 from 0', () => {
    expect(digest(['a', points([1, -0])])).not.toBe(digest(['a', points([1, 0])]));
  });
});
