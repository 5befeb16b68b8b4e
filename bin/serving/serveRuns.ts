import { filter, firstValueFrom, map, type Observable, type Observer } from 'rxjs';
import { type ServedRun, type Serving, serve } from '../../server/index.js';
import { DataError } from '../../src/index.js';
import type { Command, Saved } from '../../streams/index.js';
import type { LoadedData } from '../loadData.js';
import type { Plan } from '../plan.js';
import { messageOf } from '../run/messageOf.js';
import type { CostReport, RunBegins, RunEvent, SaveReport } from '../runEvents.js';
import type { Run } from '../wireRuns.js';
import { page, runName } from './page.js';
import { servedSamples } from './servedSamples.js';

/** The runs of the command, and all that they tell. */
export interface RunsToServe {
  readonly runs: readonly Run[];
  /** The configuration of each. */
  readonly begins: readonly RunBegins[];
  /** Shared. */
  readonly event$: Observable<RunEvent>;
  /** Takes what watchers ask for. */
  readonly command: Pick<Observer<Command>, 'next'>;
}

/**
 * Serves the runs of the command, and begins them: subscribe to the rest in the same turn.
 *
 * @param port 0 lets the system choose
 * @throws {DataError} by rejection, when the port cannot be had
 */
export async function serveRuns(
  { runs, begins, event$, command }: RunsToServe,
  { test }: Plan,
  data: LoadedData,
  port: number,
): Promise<Serving> {
  const samples = servedSamples(data.test, test);
  const shared = {
    command,
    applied$: event$.pipe(filter((event) => event.type === 'command')),
    trouble$: event$.pipe(filter((event) => event.type === 'trouble')),
    saved$: event$.pipe(
      filter(isSaveReport),
      map(
        ({ iteration, reason }): Saved => ({
          iteration,
          ...(reason !== undefined && { error: new Error(reason) }),
        }),
      ),
    ),
    imageShape: data.test.exampleShape,
    ...(samples && { samples }),
  };
  const served = runs.map(({ name, step$ }, i): ServedRun => {
    const { type: _, ...configuration } = begins[i];
    const isReport = (event: RunEvent): event is CostReport =>
      event.type === 'cost' && event.network === name;
    return {
      name: runName(name),
      step$,
      configuration,
      report$: event$.pipe(filter(isReport)),
      ...shared,
    };
  });
  return serve(served, { port, page }).catch((cause: unknown) => {
    throw new DataError(
      `Cannot serve on port ${port}: ${messageOf(cause)}; choose another --port`,
      {
        cause,
      },
    );
  });
}

function isSaveReport(event: RunEvent): event is SaveReport {
  return event.type === 'saved' || event.type === 'notSaved';
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
