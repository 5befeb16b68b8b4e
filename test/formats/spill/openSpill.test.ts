import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpill, type Spill } from '../../../src/formats/spill/openSpill.js';
import { DataError } from '../../../src/index.js';
import { mountSmallDisk } from '../../smallDisk.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'gradstream-spill-')), 'spill');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const bytes = (text: string) => Buffer.from(text);
const entry = (i: number) => bytes(`entry ${i}`);

function take(spill: Spill): string | undefined {
  const first = spill.first();
  spill.removeFirst();
  return first && Buffer.from(first).toString();
}

function takeAll(spill: Spill): string[] {
  const all: string[] = [];
  for (let next = take(spill); next !== undefined; next = take(spill)) all.push(next);
  return all;
}

const files = () => readdirSync(folder).sort();

test('openSpill() gives entries back in the order in which they were appended', () => {
  const spill = openSpill(folder);
  spill.append([bytes('a'), bytes('b')]);
  expect(take(spill)).toBe('a');
  spill.append([bytes('c')]);
  expect(takeAll(spill)).toEqual(['b', 'c']);
  expect(spill.first()).toBeUndefined();
});

test('openSpill() keeps no file when everything is dealt with', () => {
  const spill = openSpill(folder);
  spill.append([bytes('a')]);
  expect(files()).toEqual(['00000001.gsspill']);
  take(spill);
  expect(files()).toEqual([]);
});

test('openSpill() finds exactly what an earlier process left, closed or not', () => {
  const first = openSpill(folder);
  first.append(Array.from({ length: 10 }, (_, i) => entry(i)));
  for (let i = 0; i < 4; i++) take(first);
  const second = openSpill(folder);
  second.append([entry(10)]);
  expect(take(second)).toBe('entry 4');
  second.close();
  expect(takeAll(openSpill(folder))).toEqual([5, 6, 7, 8, 9, 10].map((i) => `entry ${i}`));
  expect(files()).toEqual([]);
});

test('openSpill() gives an entry again that was not removed', () => {
  const spill = openSpill(folder);
  spill.append([bytes('a')]);
  spill.first();
  expect(takeAll(openSpill(folder))).toEqual(['a']);
});

test('openSpill() begins another file every 8 MiB, and removes those that are dealt with', () => {
  const spill = openSpill(folder);
  const large = (i: number) => Buffer.alloc(2 ** 20, i);
  for (let i = 0; i < 20; i++) spill.append([large(i)]);
  expect(files()).toHaveLength(3);
  for (let i = 0; i < 10; i++) {
    expect(spill.first()?.[0]).toBe(i);
    spill.removeFirst();
  }
  expect(files()).toHaveLength(2);
  const again = openSpill(folder);
  for (let i = 10; i < 20; i++) {
    expect(large(i).equals(again.first() ?? bytes(''))).toBe(true);
    again.removeFirst();
  }
  expect(files()).toEqual([]);
});

test('openSpill() leaves out what a process was writing when it was killed, and says so', () => {
  openSpill(folder).append([bytes('a'), bytes('b')]);
  appendFileSync(join(folder, '00000001.gsspill'), Buffer.from([9, 0, 0]));
  const told: string[] = [];
  const spill = openSpill(folder, (what) => told.push(what));
  spill.append([bytes('c')]);
  expect(takeAll(spill)).toEqual(['a', 'b', 'c']);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('it ends within a record');
  expect(files()).toEqual([]);
});

test('openSpill() finds a flipped bit, goes on in the next file, and keeps the damaged one', () => {
  openSpill(folder).append([bytes('a'), bytes('b'), bytes('c')]);
  openSpill(folder).append([bytes('d')]);
  const path = join(folder, '00000001.gsspill');
  const content = readFileSync(path);
  content[content.indexOf('b')] ^= 1;
  writeFileSync(path, content);
  const told: string[] = [];
  expect(takeAll(openSpill(folder, (what) => told.push(what)))).toEqual(['a', 'd']);
  expect(told[0]).toContain('is damaged');
  expect(files()).toEqual(['00000001.gsspill.damaged']);
});

test('openSpill() sets a file of another kind aside', () => {
  openSpill(folder).append([bytes('a')]);
  writeFileSync(join(folder, '00000002.gsspill'), 'something else');
  const told: string[] = [];
  const spill = openSpill(folder, (what) => told.push(what));
  spill.append([bytes('b')]);
  expect(takeAll(spill)).toEqual(['a', 'b']);
  expect(told).toHaveLength(1);
  expect(files()).toEqual(['00000002.gsspill.damaged']);
});

test('openSpill() refuses a folder that is a file', () => {
  writeFileSync(folder, '');
  expect(() => openSpill(folder)).toThrow(DataError);
});

const disk = await mountSmallDisk();
test.skipIf(disk === undefined)(
  'openSpill() loses nothing that it took when the disk is full, and goes on when there is room',
  async () => {
    if (disk === undefined) return;
    try {
      const spill = openSpill(join(disk.folder, 'spill'));
      const large = (i: number) => Buffer.alloc(100_000, i);
      let taken = 0;
      expect(() => {
        for (; taken < 100; taken++) spill.append([large(taken)]);
      }).toThrow(/the disk is full/);
      expect(taken).toBeGreaterThan(5);
      for (let i = 0; i < taken; i++) {
        expect(large(i).equals(spill.first() ?? bytes(''))).toBe(true);
        spill.removeFirst();
      }
      expect(spill.first()).toBeUndefined();
      spill.append([large(7)]);
      expect(takeAll(openSpill(join(disk.folder, 'spill')))).toHaveLength(1);
    } finally {
      await disk.unmount();
    }
  },
);
