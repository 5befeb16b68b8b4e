import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, hasCode } from '../../src/diskError.js';
import { makeFolders } from '../../src/formats/disk/keepNames.js';
import { nodeDisk } from '../../src/formats/disk/nodeDisk.js';
import {
  canonicalJson,
  DataError,
  decodeRunState,
  describeDifferences,
  differences,
  encodeRunState,
  loadNewestCheckpoint,
  type Network,
  openCheckpoints,
  type RunState,
  writeDurably,
} from '../../src/index.js';
import { lockRun } from '../run/runLock.js';
import type { LearnOptions } from './learnOptions.js';

/** A run that learns from what arrives, in a folder that this process writes. */
export interface LearningFolder {
  /** Where it goes on; undefined at its beginning. */
  readonly resume: RunState | undefined;
  save(state: RunState): Promise<void>;
  close(): Promise<void>;
}

/** The file of a folder that says what its run learns from, and how. */
const NAME = 'learn.json';

/** What may be another when a run goes on. */
const free: readonly string[] = [
  'run',
  'saveEvery',
  'reportEvery',
  'count',
  'json',
  'deadLetters',
  'ids',
  'from',
  ...['control', 'controlFrom', 'predict'],
  ...['publish', 'publishModels', 'publishModelsEvery'],
];

/**
 * Opens the folder of a run, which is made if need be.
 *
 * @throws {DataError} by rejection, when it cannot be read or written, holds a run with other options, or another
 * process has it
 */
export async function openLearningFolder(
  folder: string,
  options: LearnOptions,
  network: Network,
): Promise<LearningFolder> {
  await makeFolders(nodeDisk, folder).catch((error: unknown) => {
    throw diskError(`make the folder ${folder}`, error);
  });
  const unlock = await lockRun(folder);
  try {
    await requireSame(folder, options);
    const checkpoints = await openCheckpoints(join(folder, 'checkpoints'));
    const { checkpoint } = await loadNewestCheckpoint(join(folder, 'checkpoints'));
    return {
      resume: checkpoint && decodeRunState(checkpoint.files, network),
      async save(state) {
        await checkpoints.save({ iteration: state.iteration, files: encodeRunState(state) });
      },
      close: unlock,
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Writes what the run is, or refuses to go on with another one. */
async function requireSame(folder: string, options: LearnOptions): Promise<void> {
  const path = join(folder, NAME);
  const { activation, ...others } = options;
  const texts = { ...others, activation: activation.map(({ name }) => name) };
  const fixed = Object.fromEntries(Object.entries(texts).filter(([name]) => !free.includes(name)));
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw diskError(`read ${path}`, error);
  });
  if (text === undefined) {
    await writeDurably(path, Buffer.from(`${canonicalJson(fixed)}\n`));
    return;
  }
  const differing = differences(parsed(text, path), fixed);
  if (differing.length > 0) {
    throw new DataError(
      `Cannot go on with the run in ${folder} with other options: ${describeDifferences(differing)}`,
    );
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`Cannot read ${path}: it is damaged; put it back from a copy`, { cause });
  }
}
