import { basename, resolve } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { serve } from '../../server/index.js';
import { DataError } from '../../src/index.js';
import { messageOf } from '../run/messageOf.js';
import { page } from '../serving/page.js';
import { runName } from '../serving/runName.js';
import type { Terminal } from '../terminal.js';
import type { ViewOptions } from '../viewCommand.js';
import { readRun } from './readRun.js';

/**
 * `gradstream view`: serves runs that are over on the page, until it is interrupted.
 *
 * @throws {DataError} when a folder holds no run, or the port cannot be had
 */
export async function viewRuns(
  { folders, port }: ViewOptions,
  { stdout, interrupt$ }: Pick<Terminal, 'stdout' | 'interrupt$'>,
): Promise<void> {
  const names = namesOf(folders);
  const runs = await Promise.all(folders.map((folder, i) => readRun(folder, names[i])));
  const { url, close } = await serve(runs, { port, page }).catch((cause: unknown) => {
    throw new DataError(
      `Cannot show runs on port ${port}: ${messageOf(cause)}; choose another --port`,
      { cause },
    );
  });
  stdout.write(`${names.join(', ')} at ${url}\nCtrl-C ends it.\n`);
  await firstValueFrom(interrupt$);
  await close();
}

/** The names of folders, without what the name of a run may not have; equal ones are counted. */
function namesOf(folders: readonly string[]): string[] {
  const names = folders.map((folder) => runName(basename(resolve(folder))));
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name || 'run' : `${name}-${before + 1}`;
  });
}
