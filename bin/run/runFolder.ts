import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Checkpoints,
  canonicalJson,
  DataError,
  decodeRunState,
  loadNewestCheckpoint,
  type Network,
  openCheckpoints,
  openRunLog,
  type RunLog,
  type RunState,
  readRunLog,
  writeDurably,
} from '../../src/index.js';
import type { Command } from '../../streams/index.js';
import { commandsToRepeat } from './commandsToRepeat.js';
import type { OptionTexts } from './optionTexts.js';
import { lockRun, type Unlock } from './runLock.js';

/** What a run is: all that its bits depend on. */
export interface RunConfiguration {
  readonly options: OptionTexts;
  /** SHA-256 of the training and of the test set. */
  readonly data: { readonly train: string; readonly test: string };
  /** The library of the blas kernels, whose version decides on the last bits. */
  readonly library?: string;
}

/** A run in a folder that this process writes. */
export interface SavedRun {
  readonly folder: string;
  readonly checkpoints: Checkpoints;
  readonly log: RunLog;
  /** Where it goes on; undefined at its beginning. */
  readonly resume?: RunState;
  /** What was asked of it behind that, before it was cut off. */
  readonly repeated: readonly Command[];
  /** What could not be read, in words. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** How many checkpoints stay. */
export interface Keeping {
  readonly keep?: number;
  readonly keepBest?: boolean;
}

const FORMAT = 1;
const fileOf = (folder: string) => join(folder, 'run.json');

/**
 * Begins a run in a folder, which is made if need be.
 *
 * @throws {DataError} by rejection, when there is a run already, or the folder cannot be written
 */
export async function createRun(
  folder: string,
  configuration: RunConfiguration,
  keeping: Keeping,
): Promise<SavedRun> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot make the folder ${folder}: ${reason}`, { cause });
  });
  const unlock = await lockRun(folder);
  try {
    const found = await readFile(fileOf(folder)).catch(() => undefined);
    if (found !== undefined) {
      throw new DataError(
        `${folder} holds a run already: go on with it by "gradstream resume ${folder}", or choose another folder`,
      );
    }
    const text = canonicalJson({ format: FORMAT, ...configuration });
    await writeDurably(fileOf(folder), Buffer.from(`${text}\n`));
    return await openParts(folder, keeping, unlock, { repeated: [], notes: [] });
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * What the run in a folder is.
 *
 * @throws {DataError} by rejection, when there is none
 */
export async function readConfiguration(folder: string): Promise<RunConfiguration> {
  const text = await readFile(fileOf(folder), 'utf8').catch((cause: unknown) => {
    throw new DataError(
      `${folder} holds no run: there is no run.json. Begin one by "gradstream train --run ${folder}"`,
      { cause },
    );
  });
  const found = parsed(text);
  if (!isConfiguration(found)) {
    throw new DataError(`Cannot read ${fileOf(folder)}: it is not of format ${FORMAT}, or damaged`);
  }
  const { options, data, library } = found;
  return { options, data, ...(library !== undefined && { library }) };
}

/**
 * Goes on with the run in a folder, from the newest checkpoint that is whole.
 *
 * @param network one like that of the run
 * @throws {DataError} by rejection, when another process writes it, or it cannot be read
 */
export async function openRun(
  folder: string,
  network: Network,
  keeping: Keeping,
): Promise<SavedRun> {
  const unlock = await lockRun(folder);
  try {
    const { checkpoint, passedOver } = await loadNewestCheckpoint(join(folder, 'checkpoints'));
    const resume = checkpoint && decodeRunState(checkpoint.files, network);
    const history = await readRunLog(join(folder, 'log'));
    const notes = [
      ...passedOver.map(({ name, reason }) => `checkpoint ${name} is passed over: ${reason}`),
      ...history.damaged.map(({ segment, reason }) => `log segment ${segment}: ${reason}`),
    ];
    const repeated = commandsToRepeat(history.events, resume?.iteration ?? 0);
    return await openParts(folder, keeping, unlock, { resume, repeated, notes });
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openParts(
  folder: string,
  { keep = 3, keepBest = false }: Keeping,
  unlock: Unlock,
  begins: {
    readonly resume?: RunState | undefined;
    readonly repeated: readonly Command[];
    readonly notes: readonly string[];
  },
): Promise<SavedRun> {
  const { resume, repeated, notes } = begins;
  const iteration = resume?.iteration ?? 0;
  const checkpoints = await openCheckpoints(join(folder, 'checkpoints'), {
    keep,
    ...(keepBest && { keepBest: 'highest' }),
  });
  const log = await openRunLog(join(folder, 'log'), { resumeAt: iteration });
  // Now, because those who resume after the next kill see this segment, and not the one they came in.
  await log.appendEvent({ iteration, type: 'began', repeated }, { durable: true });
  return {
    folder,
    checkpoints,
    log,
    ...(resume && { resume }),
    repeated,
    notes,
    async close() {
      try {
        await log.close();
      } finally {
        await unlock();
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isConfiguration(found: unknown): found is RunConfiguration {
  return (
    typeof found === 'object' &&
    found !== null &&
    'format' in found &&
    found.format === FORMAT &&
    'options' in found &&
    'data' in found
  );
}
