import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from 'gradstream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countSpilled } from '../../../src/formats/spill/countSpilled.js';
import { openSpill } from '../../../src/formats/spill/openSpill.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradstream-count-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entries = (count: number, bytes = 8) =>
  Array.from({ length: count }, () => new Uint8Array(bytes));

test('countSpilled() counts what was appended and not removed, over several files and runs', () => {
  expect(countSpilled(join(folder, 'nowhere'))).toBe(0);
  const first = openSpill(folder);
  first.append(entries(5));
  for (let i = 0; i < 2; i++) first.removeFirst();
  first.close();
  expect(countSpilled(folder)).toBe(3);
  const second = openSpill(folder);
  // Each a file of its own.
  for (let i = 0; i < 3; i++) second.append(entries(1, 9 * 2 ** 20));
  second.close();
  expect(countSpilled(folder)).toBe(6);
  const third = openSpill(folder);
  for (let i = 0; i < 4; i++) third.removeFirst();
  expect(countSpilled(folder)).toBe(2);
  for (let i = 0; i < 2; i++) third.removeFirst();
  third.close();
  expect(countSpilled(folder)).toBe(0);
});

test('countSpilled() refuses what is no folder, in a line', () => {
  expect(() => countSpilled(import.meta.filename)).toThrow(DataError);
});
