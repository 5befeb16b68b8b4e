import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../../src/diskError.js';
import { makeFolders } from '../../src/formats/disk/keepNames.js';
import { nodeDisk } from '../../src/formats/disk/nodeDisk.js';
import {
  type Checkpoints,
  DataError,
  decodeRunState,
  loadNewestCheckpoint,
  type Network,
  openCheckpoints,
  openRunLog,
  type PassedOver,
  type RunHistory,
  type RunLog,
  type RunState,
  readRunLog,
} from '../../src/index.js';
import type { Command, Cost } from '../../streams/index.js';
import { commandsToRepeat } from './commandsToRepeat.js';
import {
  configurationName,
  type RunConfiguration,
  writeConfiguration,
} from './runConfiguration.js';
import { lockRun, type Unlock } from './runLock.js';

const CHECKPOINTS = 'checkpoints';
const LOG = 'log';

/** A run in a folder that this process writes. */
export interface SavedRun {
  readonly folder: string;
  readonly checkpoints: Checkpoints;
  readonly log: RunLog;
  /** Where it goes on; undefined at its beginning. */
  readonly resume?: RunState;
  /** The cost of each iteration before that, as far as the log has it. */
  costs(): readonly Pick<Cost, 'index' | 'cost'>[];
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
  // Not by mkdir of node:fs with `recursive`, which never returns where a file system refuses folders, as /proc.
  await makeFolders(nodeDisk, folder).catch((error: unknown) => {
    throw diskError(`make the folder ${folder}`, error);
  });
  const unlock = await lockRun(folder);
  try {
    await requireNoRun(folder);
    await writeConfiguration(folder, configuration);
    return await openParts(folder, keeping, unlock, { costs: () => [], repeated: [], notes: [] });
  } catch (error) {
    await unlock();
    throw error;
  }
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
    const { checkpoint, passedOver } = await loadNewestCheckpoint(join(folder, CHECKPOINTS));
    if (checkpoint === undefined && passedOver.length > 0) throw noneIsWhole(folder, passedOver);
    const resume = checkpoint && decodeRunState(checkpoint.files, network);
    const history = await readRunLog(join(folder, LOG));
    const notes = [
      ...passedOver.map(({ name, reason }) => `checkpoint ${name} is passed over: ${reason}`),
      ...history.damaged.map(({ segment, reason }) => `log segment ${segment}: ${reason}`),
    ];
    const iteration = resume?.iteration ?? 0;
    const costs = () => costsIn(history, iteration);
    const repeated = commandsToRepeat(history.events, iteration);
    return await openParts(folder, keeping, unlock, { resume, costs, repeated, notes });
  } catch (error) {
    await unlock();
    throw error;
  }
}

function costsIn({ series }: RunHistory, upTo: number) {
  const { iterations = [], values = [] } = series.get('cost') ?? {};
  return Array.from(iterations, (iteration, i) => ({
    index: iteration - 1,
    cost: values[i],
  })).filter(({ index }) => index < upTo);
}

async function requireNoRun(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(configurationName)) {
    throw new DataError(
      `${folder} holds a run already: go on with it by "gradstream resume ${folder}", or choose another folder`,
    );
  }
  // Its checkpoints would be taken for those of the new one.
  const left = names.find((name) => name === CHECKPOINTS || name === LOG);
  if (left !== undefined) {
    throw new DataError(
      `${folder} holds the ${left} of a run whose ${configurationName} is missing: choose another folder`,
    );
  }
}

/** To begin again would be right too, but it takes long, and what is damaged might be put back. */
function noneIsWhole(folder: string, passedOver: readonly PassedOver[]): DataError {
  const checkpoints = join(folder, CHECKPOINTS);
  const which =
    passedOver.length === 1 ? 'its only checkpoint' : `any of its ${passedOver.length} checkpoints`;
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  return new DataError(
    `Cannot go on with the run in ${folder}: it is not possible to read ${which} (${reasons}). Put one back ` +
      `from a copy, or remove ${checkpoints} to begin again at iteration 0, which ends with the same bits`,
  );
}

async function openParts(
  folder: string,
  { keep = 3, keepBest = false }: Keeping,
  unlock: Unlock,
  begins: {
    readonly resume?: RunState | undefined;
    readonly costs: SavedRun['costs'];
    readonly repeated: readonly Command[];
    readonly notes: readonly string[];
  },
): Promise<SavedRun> {
  const { resume, costs, repeated, notes } = begins;
  const iteration = resume?.iteration ?? 0;
  const checkpoints = await openCheckpoints(join(folder, CHECKPOINTS), {
    keep,
    ...(keepBest && { keepBest: 'highest' }),
  });
  const log = await openRunLog(join(folder, LOG), { resumeAt: iteration });
  // Now, because those who resume after the next kill see this segment, and not the one they came in.
  await log.appendEvent({ iteration, type: 'began', repeated }, { durable: true });
  return {
    folder,
    checkpoints,
    log,
    ...(resume && { resume }),
    costs,
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
