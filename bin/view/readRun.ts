import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfiguration, ServedLog } from '../../server/index.js';
import { DataError, readRunLog } from '../../src/index.js';
import { readConfiguration } from '../run/runFolder.js';

/**
 * A run from the folder of `--run`, or from that of a log.
 *
 * @throws {DataError} by rejection, when there is none, or it cannot be read
 */
export async function readRun(folder: string, name: string): Promise<ServedLog> {
  const isRun = existsSync(join(folder, 'run.json'));
  const history = await readRunLog(isRun ? join(folder, 'log') : folder);
  if (history.segment === undefined) {
    throw new DataError(
      `${folder} holds no run: expected a folder of "gradstream train --run", or of a log`,
    );
  }
  if (!isRun) return { name, history };
  const { options } = await readConfiguration(folder);
  return { name, history, configuration: configurationOf(options) };
}

/** What the options of a run say of it, in the names of the protocol. */
function configurationOf(options: Readonly<Record<string, string>>): RunConfiguration {
  const { hidden = 'none', activation = '', iterations, ...others } = options;
  const layers = hidden === 'none' ? 0 : hidden.split(',').length;
  const names = activation.split(',').filter((each) => each !== '');
  const activations = names.length === 1 ? Array<string>(layers).fill(names[0]) : names;
  return {
    hidden,
    ...(activations.length > 0 && { activations }),
    ...(iterations !== undefined && { iterations: Number(iterations) }),
    ...others,
  };
}
