import { firstValueFrom, type Observable, type Observer } from 'rxjs';
import { type ServedRun, type Serving, serve } from '../../server/index.js';
import { DataError } from '../../src/index.js';
import type { Command } from '../../streams/index.js';
import type { LoadedData } from '../loadData.js';
import type { Plan } from '../plan.js';
import { messageOf } from '../run/messageOf.js';
import { page } from './page.js';
import { servedSamples } from './servedSamples.js';

/** The runs of the command, and who takes what watchers ask for. */
export interface RunsToServe {
  readonly runs: readonly ServedRun[];
  readonly command: Pick<Observer<Command>, 'next'>;
}

/**
 * Serves the runs of the command, and begins them: subscribe to the rest in the same turn.
 *
 * @param port 0 lets the system choose
 * @throws {DataError} by rejection, when the port cannot be had
 */
export async function serveRuns(
  { runs, command }: RunsToServe,
  { test }: Plan,
  data: LoadedData,
  port: number,
): Promise<Serving> {
  const samples = servedSamples(data.test, test);
  const imageShape = data.test.exampleShape;
  const served = runs.map((run) => ({ ...run, command, imageShape, ...(samples && { samples }) }));
  return serve(served, { port, page }).catch((cause: unknown) => {
    throw new DataError(
      `Cannot serve on port ${port}: ${messageOf(cause)}; choose another --port`,
      {
        cause,
      },
    );
  });
}

/**
 * Keeps serving until somebody interrupts, and ends it then.
 *
 * @param url to be said
 */
export async function serveUntil(
  { url, close }: Serving,
  interrupt$: Observable<unknown>,
  say: (line: string) => void,
): Promise<void> {
  say(`Still to be seen at ${url}; Ctrl-C ends it`);
  await firstValueFrom(interrupt$);
  await close();
}
