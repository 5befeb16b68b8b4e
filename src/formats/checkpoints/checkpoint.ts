/** What is saved of a run at one moment: files by name, which mean nothing here. */
export interface Checkpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Bytes by the name of the file, such as `parameters.safetensors`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** How good the run is at that moment, for `keepBest`: a cost, an accuracy. Default none. */
  readonly score?: number;
}

/** A checkpoint in its folder, without its files. */
export interface CheckpointInfo {
  /** Of its folder, inside that of the checkpoints: `000012-000000500` was the 12th, after 500 iterations. */
  readonly name: string;
  /** Counts the checkpoints of this folder from 1: after a rewind, iterations come again, numbers do not. */
  readonly number: number;
  readonly iteration: number;
  readonly score?: number;
}

/** A checkpoint whose files have been read, each as it was saved. */
export interface LoadedCheckpoint extends Checkpoint, CheckpointInfo {}

/** A folder that is no whole checkpoint, or one that could not be removed. */
export interface PassedOver {
  readonly name: string;
  /** Why, in one line. */
  readonly reason: string;
}

/** Which score is better: the lowest for a cost, the highest for an accuracy. */
export type BetterScore = 'lowest' | 'highest';

/** The name of the folder of a checkpoint. Sorted by name, they are in the order in which they were saved. */
export function folderName({ number, iteration }: Pick<CheckpointInfo, 'number' | 'iteration'>) {
  return `${String(number).padStart(6, '0')}-${String(iteration).padStart(9, '0')}`;
}

/** The number in the name of the folder of a checkpoint; undefined when it is no such name. */
export function numberInName(name: string): number | undefined {
  const found = /^(\d{6,})-\d{9,}$/.exec(name);
  return found === null ? undefined : Number(found[1]);
}
