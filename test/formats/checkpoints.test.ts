import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { byScore } from '../../src/formats/checkpoints/byScore.js';
import { surplusOf } from '../../src/formats/checkpoints/removeSurplus.js';
import type { Disk } from '../../src/formats/disk/disk.js';
import { nodeDisk } from '../../src/formats/disk/nodeDisk.js';
import {
  type Checkpoint,
  listCheckpoints,
  loadBestCheckpoint,
  loadCheckpointAt,
  loadNewestCheckpoint,
  openCheckpoints,
} from '../../src/index.js';
import { dataErrorOf } from './dataErrorOf.js';
import { endingDisk } from './endingDisk.js';
import { type MemoryDisk, memoryDisk, systemError } from './memoryDisk.js';

/** A checkpoint with contents of its own. */
function checkpointAt(iteration: number, score?: number): Checkpoint {
  return {
    iteration,
    files: {
      'parameters.safetensors': Uint8Array.from({ length: 40 }, (_, i) => iteration + i),
      'state.json': Buffer.from(JSON.stringify({ iteration })),
      'empty.bin': new Uint8Array(0),
    },
    ...(score !== undefined && { score }),
  };
}

const contents = (files: Checkpoint['files']) =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]));

/** The iteration of the newest checkpoint, which must be whole; 0 when there is none. */
async function newestOn(disk: Disk): Promise<number> {
  const { checkpoint } = await loadNewestCheckpoint('run', { disk });
  if (checkpoint === undefined) return 0;
  const { iteration, files } = checkpoint;
  expect(contents(files)).toEqual(contents(checkpointAt(iteration).files));
  return iteration;
}

async function saveAll(disk: Disk, iterations: readonly number[], keep = 2): Promise<void> {
  const store = await openCheckpoints('run', { disk, keep });
  for (const iteration of iterations) await store.save(checkpointAt(iteration));
}

describe('loadNewestCheckpoint()', () => {
  test('gives the files that were saved last, byte for byte', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [100, 200]);
    const found = await loadNewestCheckpoint('run', { disk });
    expect(found.checkpoint).toMatchObject({ iteration: 200, number: 2, name: '000002-000000200' });
    expect(await newestOn(disk)).toBe(200);
    expect(found.passedOver).toEqual([]);
  });

  test('gives nothing where there is no folder, and where there is nothing in it', async () => {
    const disk = memoryDisk();
    expect(await loadNewestCheckpoint('run', { disk })).toEqual({ passedOver: [] });
    await saveAll(disk, []);
    expect(await loadNewestCheckpoint('run', { disk })).toEqual({ passedOver: [] });
  });

  test('gives what was saved last after a rewind, not what has more iterations', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [300, 400, 500]);
    await saveAll(disk, [400]);
    const { checkpoint } = await loadNewestCheckpoint('run', { disk });
    expect(checkpoint).toMatchObject({ iteration: 400, number: 4 });
  });

  test('passes over what is damaged, and says why', async () => {
    const disk = memoryDisk({ largestWrite: 16 });
    await saveAll(disk, [1, 2, 3, 4, 5, 6], 6);
    await disk.remove('run/000006-000000006/manifest.json');
    await disk.remove('run/000005-000000005/state.json');
    await replace(disk, 'run/000004-000000004/state.json', Buffer.from('{"iteration":5}'));
    await replace(disk, 'run/000003-000000003/state.json', Buffer.from('{}'));
    await disk.rename('run/000002-000000002', 'run/000007-000000007');
    expect(await loadNewestCheckpoint('run', { disk })).toMatchObject({
      checkpoint: { iteration: 1 },
      passedOver: [
        { name: '000006-000000006', reason: 'manifest.json is missing' },
        { name: '000007-000000007', reason: 'it is a copy of 000002-000000002' },
        { name: '000005-000000005', reason: 'state.json is missing' },
        { name: '000004-000000004', reason: 'state.json is damaged' },
        { name: '000003-000000003', reason: 'state.json has 2 bytes, not 15' },
      ],
    });
  });

  test('passes over what the disk does not give', async () => {
    const good = memoryDisk();
    await saveAll(good, [1, 2]);
    const disk: Disk = {
      ...good,
      read: (path) =>
        path.includes('000002') && path.endsWith('state.json')
          ? Promise.reject(systemError('EIO'))
          : good.read(path),
    };
    expect(await loadNewestCheckpoint('run', { disk })).toMatchObject({
      checkpoint: { iteration: 1 },
      passedOver: [{ reason: expect.stringMatching(/^the disk reports an error; check the disk/) }],
    });
  });

  test('takes no notice of files that are not its own', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [1]);
    for (const path of ['run/.DS_Store', 'run/000001-000000001/.DS_Store', 'run/notes.txt']) {
      await (await disk.create(path)).close();
    }
    expect(await loadNewestCheckpoint('run', { disk })).toMatchObject({
      checkpoint: { files: { 'state.json': expect.anything() } },
      passedOver: [],
    });
  });

  test('says of a manifest of another version who can read it', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [1]);
    const path = 'run/000001-000000001/manifest.json';
    const text = Buffer.from(await disk.read(path)).toString();
    await replace(disk, path, Buffer.from(text.replace('"version":1', '"version":2')));
    expect((await loadNewestCheckpoint('run', { disk })).passedOver[0].reason).toBe(
      'manifest.json is of version 2, not 1; read it with the program that wrote it',
    );
  });

  test('says when the folder cannot be read', async () => {
    const disk: Disk = { ...memoryDisk(), list: () => Promise.reject(systemError('EACCES')) };
    expect(await dataErrorOf(loadNewestCheckpoint('run', { disk }))).toBe(
      'Cannot read the checkpoints in run: permission is denied; change the permissions or choose another folder',
    );
  });
});

async function replace(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  await disk.remove(path);
  const file = await disk.create(path);
  for (let at = 0; at < bytes.length; ) at += await file.append(bytes.subarray(at));
  await file.close();
}

test('loadNewestCheckpoint() sees any bit of any file that has changed', async () => {
  const disk = memoryDisk();
  await saveAll(disk, [1]);
  const folder = 'run/000001-000000001';
  let flipped = 0;
  for (const name of await disk.list(folder)) {
    const bytes = await disk.read(`${folder}/${name}`);
    for (let place = 0; place < bytes.length; place++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Uint8Array.from(bytes);
        changed[place] ^= 1 << bit;
        const altered: Disk = {
          ...disk,
          read: (path) =>
            path.endsWith(name) ? Promise.resolve(changed) : disk.read(path.replaceAll('\\', '/')),
        };
        const { checkpoint, passedOver } = await loadNewestCheckpoint('run', { disk: altered });
        if (checkpoint !== undefined) throw new Error(`bit ${bit} of byte ${place} of ${name}`);
        expect(passedOver).toHaveLength(1);
        flipped++;
      }
    }
  }
  expect(flipped).toBeGreaterThan(3000);
});

property.prop([fc.uint8Array({ maxLength: 300 })])(
  'loadNewestCheckpoint() passes over a manifest of random bytes',
  async (bytes) => {
    const disk = memoryDisk();
    await saveAll(disk, [1]);
    await replace(disk, 'run/000001-000000001/manifest.json', bytes);
    const { checkpoint, passedOver } = await loadNewestCheckpoint('run', { disk });
    expect(checkpoint).toBeUndefined();
    expect(passedOver).toEqual([{ name: '000001-000000001', reason: 'manifest.json is damaged' }]);
  },
);

property.prop([fc.json()])(
  'loadNewestCheckpoint() passes over a manifest of other JSON',
  async (json) => {
    const disk = memoryDisk();
    await saveAll(disk, [1]);
    await replace(disk, 'run/000001-000000001/manifest.json', Buffer.from(json));
    expect((await loadNewestCheckpoint('run', { disk })).checkpoint).toBeUndefined();
  },
);

describe('loadCheckpointAt()', () => {
  test('gives the checkpoint after so many iterations that was saved last', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [100, 200, 100, 300], 4);
    const { checkpoint } = await loadCheckpointAt('run', 100, { disk });
    expect(checkpoint).toMatchObject({ iteration: 100, number: 3 });
    expect(await loadCheckpointAt('run', 150, { disk })).toEqual({ passedOver: [] });
  });
});

describe('loadBestCheckpoint()', () => {
  test('gives the one with the best score that is whole, and of equal ones the first', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk, keep: 9 });
    const scores = [0.5, undefined, 0.9, 0.1, 0.9];
    for (const [index, score] of scores.entries()) await store.save(checkpointAt(index, score));
    const numberOf = async (better: 'lowest' | 'highest') =>
      (await loadBestCheckpoint('run', better, { disk })).checkpoint?.number;
    expect(await numberOf('lowest')).toBe(4);
    expect(await numberOf('highest')).toBe(3);
    await disk.remove('run/000003-000000002/state.json');
    expect(await numberOf('highest')).toBe(5);
  });
});

describe('listCheckpoints()', () => {
  test('gives what the manifests say, in the order of saving', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk });
    await store.save(checkpointAt(20, 0.5));
    await store.save(checkpointAt(10));
    expect(await listCheckpoints('run', { disk })).toEqual({
      checkpoints: [
        { name: '000001-000000020', number: 1, iteration: 20, score: 0.5 },
        { name: '000002-000000010', number: 2, iteration: 10 },
      ],
      passedOver: [],
    });
  });
});

describe('save() keeps', () => {
  const names = async (disk: Disk) => (await disk.list('run')).toSorted();

  test('the newest three, if nothing else is said', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk });
    for (const iteration of [1, 2, 3, 4, 5]) await store.save(checkpointAt(iteration));
    expect(await names(disk)).toEqual(['000003-000000003', '000004-000000004', '000005-000000005']);
  });

  test('all for Infinity', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [1, 2, 3, 4, 5], Infinity);
    expect(await names(disk)).toHaveLength(5);
  });

  test('the best besides the newest', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk, keep: 1, keepBest: 'lowest' });
    const scores = [0.5, 0.2, undefined, 0.4, 0.3];
    for (const [index, score] of scores.entries()) await store.save(checkpointAt(index, score));
    expect(await names(disk)).toEqual(['000002-000000001', '000005-000000004']);
  });

  test('what is no sound checkpoint, and does not count it', async () => {
    const disk = memoryDisk();
    await saveAll(disk, [1, 2, 3]);
    await disk.remove('run/000003-000000003/manifest.json');
    await saveAll(disk, [4]);
    expect(await names(disk)).toEqual(['000002-000000002', '000003-000000003', '000004-000000004']);
  });

  test('what cannot be removed, and says so', async () => {
    const good = memoryDisk();
    await saveAll(good, [1]);
    const disk: Disk = {
      ...good,
      rename: (from, to) =>
        from.endsWith('1') ? Promise.reject(systemError('EBUSY')) : good.rename(from, to),
    };
    const store = await openCheckpoints('run', { disk, keep: 1 });
    expect(await store.save(checkpointAt(2))).toEqual({
      name: '000002-000000002',
      number: 2,
      iteration: 2,
      notRemoved: [
        {
          name: '000001-000000001',
          reason: 'another program is using it; close that and try again',
        },
      ],
    });
  });

  const infos = fc
    .array(fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }))
    .map((list) =>
      list.map((score, index) => ({
        name: '',
        number: index + 1,
        iteration: index,
        ...(score !== undefined && { score }),
      })),
    );
  property.prop([infos, fc.integer({ min: 1, max: 5 }), fc.constantFrom('lowest', 'highest')])(
    'the newest and the best of any list',
    (checkpoints, keep, keepBest) => {
      const surplus = surplusOf(checkpoints, { keep, keepBest });
      const kept = checkpoints.filter((checkpoint) => !surplus.includes(checkpoint));
      expect(kept.slice(-keep)).toEqual(checkpoints.slice(-keep));
      expect(kept.length).toBeLessThanOrEqual(keep + 1);
      expect(byScore(kept, keepBest)[0]).toEqual(byScore(checkpoints, keepBest)[0]);
    },
  );
});

describe('save() refuses', () => {
  test.each<[what: string, checkpoint: Checkpoint]>([
    ['an iteration that is no count', { iteration: -1, files: {} }],
    ['an iteration that is no integer', { iteration: 0.5, files: {} }],
    ['a score that is not finite', { iteration: 1, files: {}, score: NaN }],
    ['the name of the manifest', { iteration: 1, files: { 'Manifest.json': new Uint8Array() } }],
    ['a path', { iteration: 1, files: { '../escaped': new Uint8Array() } }],
    ['a name that ends in a dot', { iteration: 1, files: { 'a.': new Uint8Array() } }],
    ['names that differ in case', { iteration: 1, files: { a: Buffer.of(), A: Buffer.of() } }],
  ])('%s', async (_what, checkpoint) => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk });
    await expect(store.save(checkpoint)).rejects.toThrow(RangeError);
    expect(await disk.list('run')).toEqual([]);
  });

  test.each([0, -1, 0.5, NaN])('to keep %d', async (keep) => {
    await expect(openCheckpoints('run', { disk: memoryDisk(), keep })).rejects.toThrow(RangeError);
  });
});

describe('save() during another one', () => {
  test('waits for it', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk });
    await Promise.all([1, 2, 3].map((iteration) => store.save(checkpointAt(iteration))));
    const changes = disk.steps.filter((step) => /^(makeFolder|rename) run.\.saving/.test(step));
    expect(changes.map((step) => step.split(' ')[0])).toEqual([
      'makeFolder',
      'rename',
      'makeFolder',
      'rename',
      'makeFolder',
      'rename',
    ]);
    expect(await newestOn(disk)).toBe(3);
  });

  test('goes on when that one fails', async () => {
    const good = memoryDisk();
    const disk: Disk = {
      ...good,
      create: (path) =>
        path.includes('000001') ? Promise.reject(systemError('EIO')) : good.create(path),
    };
    const store = await openCheckpoints('run', { disk });
    const [first, second] = await Promise.allSettled(
      [1, 2].map((n) => store.save(checkpointAt(n))),
    );
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(await newestOn(disk)).toBe(2);
  });
});

describe('save() on a disk that takes seven bytes at a time', () => {
  test('writes all of them', async () => {
    const disk = memoryDisk({ largestWrite: 7 });
    await saveAll(disk, [1]);
    expect(await newestOn(disk)).toBe(1);
  });
});

describe('save() of bytes that lie in shared memory', () => {
  test('saves them', async () => {
    const disk = memoryDisk();
    const store = await openCheckpoints('run', { disk });
    const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(7);
    await store.save({ iteration: 1, files: { shared } });
    const { checkpoint } = await loadNewestCheckpoint('run', { disk });
    expect(checkpoint?.files.shared).toEqual(Uint8Array.of(7, 7, 7));
  });
});

describe('save() of files that are written to meanwhile', () => {
  test('fails rather than saving what never was', async () => {
    const good = memoryDisk();
    const bytes = Buffer.from('before');
    const disk: Disk = {
      ...good,
      create: (path) => {
        bytes.write('behind');
        return good.create(path);
      },
    };
    const store = await openCheckpoints('run', { disk });
    expect(await dataErrorOf(store.save({ iteration: 1, files: { 'state.bin': bytes } }))).toBe(
      'Cannot save the checkpoint after 1 iterations in run: it reads back as something else (state.bin is damaged); check the disk, and that nothing writes to the files while they are saved',
    );
    expect(await disk.list('run')).toEqual([]);
  });
});

/** Runs `work` once for each of its steps, on a disk where that step fails; gives how many there are. */
async function failEachStep(
  prepare: (disk: Disk) => Promise<void>,
  work: (disk: Disk) => Promise<void>,
  check: (disk: MemoryDisk, error: unknown, failed: string) => Promise<void>,
): Promise<number> {
  for (let failing = 0; ; failing++) {
    let counted: number | undefined;
    let failed: string | undefined;
    const disk = memoryDisk({
      largestWrite: 32,
      before: (_step, what) => {
        if (counted === undefined) return;
        if (counted++ === failing) {
          failed = what;
          throw systemError('ENOSPC');
        }
      },
    });
    await prepare(disk);
    counted = 0;
    const error: unknown = await work(disk).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    counted = undefined;
    if (failed === undefined) return failing;
    await check(disk, error, failed);
  }
}

test('save() that fails at any step leaves the older checkpoints, and the next one succeeds', async () => {
  const steps = await failEachStep(
    (disk) => saveAll(disk, [1, 2]),
    (disk) => saveAll(disk, [3]),
    async (disk, error, failed) => {
      const newest = await newestOn(disk);
      if (error === undefined) expect(newest, failed).toBe(3);
      else {
        // A folder that has got its name is whole, though a power cut might still take the name away.
        expect(newest, failed).toBe(failed === 'syncFolder run' && newest === 3 ? 3 : 2);
        expect(await loadCheckpointAt('run', 1, { disk })).toHaveProperty('checkpoint');
        expect(await dataErrorOf(Promise.reject(error))).toMatch(
          /^Cannot (save the checkpoint after 3 iterations in|open) run.*: .*the disk is full; make room or choose another folder/,
        );
      }
      await saveAll(disk, [4]);
      expect(await newestOn(disk)).toBe(4);
      expect((await disk.list('run')).every((name) => /^\d/.test(name))).toBe(true);
    },
  );
  expect(steps).toBeGreaterThan(30);
});

/** Runs `work` once for each of its steps, on a disk that is dead from that step on. */
async function endAtEachStep(
  work: (disk: Disk, acknowledge: (iteration: number) => void) => Promise<void>,
  check: (disk: MemoryDisk, acknowledged: number, steps: string) => Promise<void>,
): Promise<number> {
  for (let last = 0; ; last++) {
    let acknowledged = 0;
    const { disk, hasEnded } = endingDisk(last, 32);
    await work(disk, (iteration) => {
      if (!hasEnded()) acknowledged = iteration;
    }).catch(() => {});
    await check(disk, acknowledged, disk.steps.slice(-3).join(', '));
    if (!hasEnded()) return last;
  }
}

/** Opens twice, so that the clean-up and the removal of older ones are among the steps. */
async function aRun(disk: Disk, acknowledge: (iteration: number) => void): Promise<void> {
  for (const iterations of [
    [1, 2],
    [3, 4],
  ]) {
    const store = await openCheckpoints('run', { disk, keep: 1 });
    for (const iteration of iterations) {
      await store.save(checkpointAt(iteration));
      acknowledge(iteration);
    }
  }
}

async function expectOldOrNew(disk: Disk, acknowledged: number, steps: string): Promise<void> {
  const newest = await newestOn(disk);
  expect([acknowledged, acknowledged + 1], steps).toContain(newest);
  const { checkpoints } = await listCheckpoints('run', { disk });
  for (const { iteration } of checkpoints) {
    expect(await loadCheckpointAt('run', iteration, { disk }), steps).toMatchObject({
      checkpoint: { iteration },
      passedOver: [],
    });
  }
  await saveAll(disk, [9], 1);
  expect(await newestOn(disk), steps).toBe(9);
  const unfinished = (await disk.list('run')).filter((name) => name.startsWith('.'));
  expect(unfinished, steps).toEqual([]);
}

describe('a process that ends after any step leaves the old or the new checkpoint, whole,', () => {
  test('when it is killed', async () => {
    const steps = await endAtEachStep(aRun, (disk, ...rest) =>
      expectOldOrNew(disk.afterKill(), ...rest),
    );
    expect(steps).toBeGreaterThan(150);
  });

  test('when the power fails, and all that was not synced is lost', async () => {
    await endAtEachStep(aRun, (disk, ...rest) =>
      expectOldOrNew(
        disk.afterPowerCut(() => false),
        ...rest,
      ),
    );
  });

  test('when the power fails, and any part of what was not synced is lost', async () => {
    let state = 1;
    const keep = () => {
      state = (state * 48271) % 2147483647;
      return state % 2 === 0;
    };
    await endAtEachStep(aRun, async (disk, ...rest) => {
      for (let times = 0; times < 8; times++)
        await expectOldOrNew(disk.afterPowerCut(keep), ...rest);
    });
  });
});

test.each(['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'])(
  'save() goes without syncing folders where the platform refuses it with %s',
  async (code) => {
    const disk: Disk = { ...memoryDisk(), syncFolder: () => Promise.reject(systemError(code)) };
    await saveAll(disk, [1]);
    expect(await newestOn(disk)).toBe(1);
  },
);

describe('on the file system of this machine', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-checkpoints-'));
  });

  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });

  test('save() makes folders as deep as need be, with the files and their manifest', async () => {
    const store = await openCheckpoints(join(folder, 'a/b'));
    const { name } = await store.save(checkpointAt(500, 0.25));
    expect((await readdir(join(folder, 'a/b', name))).toSorted()).toEqual([
      'empty.bin',
      'manifest.json',
      'parameters.safetensors',
      'state.json',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'a/b', name, 'manifest.json'), 'utf8'))).toEqual({
      files: expect.objectContaining({
        'empty.bin': {
          bytes: 0,
          sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        },
      }),
      format: 'gradstream checkpoint',
      iteration: 500,
      number: 1,
      score: 0.25,
      sha256: expect.any(String),
      version: 1,
    });
    const { checkpoint } = await loadNewestCheckpoint(join(folder, 'a/b'));
    expect(contents(checkpoint?.files ?? {})).toEqual(contents(checkpointAt(500).files));
  });

  test('openCheckpoints() removes what a killed process left unfinished, and nothing else', async () => {
    await mkdir(join(folder, '.saving-000001-000000001'));
    await writeFile(join(folder, '.saving-000001-000000001', 'state.json'), '{}');
    await mkdir(join(folder, '.removing-000001-000000001'));
    await writeFile(join(folder, 'notes.txt'), '');
    await openCheckpoints(folder);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  test('openCheckpoints() says when a file is where the folder should be', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const reason = 'a file is where a folder should be; remove it or choose another folder';
    expect(await dataErrorOf(openCheckpoints(path))).toBe(
      `Cannot open ${path} for checkpoints: ${reason}`,
    );
    expect(await dataErrorOf(openCheckpoints(join(path, 'deeper')))).toBe(
      `Cannot open ${join(path, 'deeper')} for checkpoints: ${reason}`,
    );
  });

  const isRoot = process.getuid?.() === 0 || process.platform === 'win32';
  test.skipIf(isRoot)('save() says when the folder may not be written (not for root)', async () => {
    const store = await openCheckpoints(folder);
    await chmod(folder, 0o500);
    expect(await dataErrorOf(store.save(checkpointAt(1)))).toBe(
      `Cannot save the checkpoint after 1 iterations in ${folder}: permission is denied; change the permissions or choose another folder`,
    );
  });

  test('nodeDisk fails as a disk is said to', async () => {
    await writeFile(join(folder, 'file'), '');
    const failing = [
      nodeDisk.read(join(folder, 'missing')),
      nodeDisk.makeFolder(join(folder, 'missing/deeper')),
      nodeDisk.makeFolder(folder),
      nodeDisk.create(join(folder, 'file')),
      nodeDisk.list(join(folder, 'missing')),
    ];
    const codes = (await Promise.allSettled(failing)).map((result) =>
      result.status === 'rejected' ? result.reason.code : 'none',
    );
    expect(codes).toEqual(['ENOENT', 'ENOENT', 'EEXIST', 'EEXIST', 'ENOENT']);
    await nodeDisk.remove(join(folder, 'missing'));
  });

  test('a process that is killed while it saves has saved what it said', async () => {
    const script = fileURLToPath(new URL('savingChild.mjs', import.meta.url));
    for (const enough of [1, 5, 12]) {
      const child = fork(script, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const ended = once(child, 'exit');
      let said = 0;
      child.on('message', (iteration) => {
        said = Number(iteration);
        if (said % 100 >= enough) child.kill('SIGKILL');
      });
      await ended;
      const { checkpoint, passedOver } = await loadNewestCheckpoint(folder);
      expect(passedOver).toEqual([]);
      expect(checkpoint?.iteration).toBeGreaterThanOrEqual(said);
      const { bytes } = { bytes: checkpoint?.files['state.bin'] };
      expect(bytes?.every((byte) => byte === (checkpoint?.iteration ?? 0) % 256)).toBe(true);
    }
  });
});
