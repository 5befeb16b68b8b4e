import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { DataError } from '../../../errors.js';
import { type Examples, featureCount } from '../../examples.js';
import { checkFinite } from '../checkFinite.js';
import { checkShapes } from '../checkShapes.js';
import { chooseNames, type ReadExamplesOptions } from '../chooseNames.js';
import { toLabels } from '../toLabels.js';
import { bytesOf, NotPlain, requirePlain } from './bytesOf.js';
import { plainDataSet } from './plainDataSet.js';
import { plainGroup } from './plainGroup.js';

/** Larger files take longer to read than the library to start, and are better read in slabs. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Reads labelled examples from a plain file: one group of data sets, neither compressed nor in pieces, as h5py
 * writes it when it is told nothing else. Starting the HDF5 library takes ten times as long.
 *
 * Undefined for every other file, and where anything is wrong, so that there is one place that says what it is.
 */
export async function readPlainExamples(
  path: string,
  options: ReadExamplesOptions,
): Promise<Examples | undefined> {
  const buffer = await readSmallFile(path);
  if (buffer === undefined || endianness() !== 'LE') return undefined;
  try {
    return examplesIn(path, buffer, options);
  } catch (error) {
    if (error instanceof NotPlain || error instanceof DataError) return undefined;
    throw error;
  }
}

/** All bytes of a file; undefined where there is none, or a large one. */
async function readSmallFile(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  try {
    const stats = await file?.stat();
    if (file === undefined || !stats?.isFile() || stats.size > MOST_BYTES) return undefined;
    return await file.readFile();
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

function examplesIn(
  path: string,
  buffer: Uint8Array<ArrayBuffer>,
  options: ReadExamplesOptions,
): Examples {
  const bytes = bytesOf(buffer);
  const objects = plainGroup(bytes);
  const dataSets = new Map([...objects].map(([name, at]) => [name, plainDataSet(bytes, at)]));
  const chosen = chooseNames([...dataSets.keys()], options);
  requirePlain(!('trouble' in chosen));
  const [x, y] = [dataSets.get(chosen.x), dataSets.get(chosen.y)];
  requirePlain(x !== undefined && y !== undefined);
  checkShapes(path, { ...x, name: chosen.x }, { ...y, name: chosen.y });
  const classNames = dataSets.get('list_classes')?.texts() ?? [];
  const labelled = toLabels(path, chosen.y, y.numbers(), classNames);
  const exampleShape = x.shape.slice(1);
  const values = x.numbers();
  checkFinite(path, chosen.x, values, featureCount({ exampleShape }));
  return { values, exampleShape, ...labelled };
}
