import { join } from 'node:path';
import type { Observable, Observer } from 'rxjs';
import { type ServedRun, type Serving, serve } from '../../server/index.js';
import { DataError, type Trouble } from '../../src/index.js';
import type { Applied, Command, Saved } from '../../streams/index.js';
import type { LoadedData } from '../loadData.js';
import type { Plan } from '../plan.js';
import type { CostReport, RunBegins } from '../runEvents.js';
import type { Run } from '../wireRuns.js';
import { servedSamples } from './servedSamples.js';

/** A run of the command, with all that it tells. */
export interface RunToServe {
  readonly run: Run;
  readonly begins: RunBegins;
  readonly report$: Observable<CostReport>;
  readonly saved$: Observable<Saved>;
}

/** Who steers the runs, and what they tell together. */
export interface Steered {
  readonly command: Pick<Observer<Command>, 'next'>;
  readonly applied$: Observable<Applied>;
  readonly trouble$: Observable<Trouble>;
}

/** The page that shows runs, beside the server in the package. */
const page = join(import.meta.dirname, '..', '..', 'server', 'dashboard');

/**
 * Serves the runs of the command, and begins them: subscribe to the rest in the same turn.
 *
 * @param port 0 lets the system choose
 * @throws {DataError} by rejection, when the port cannot be had
 */
export async function serveRuns(
  runs: readonly RunToServe[],
  { command, applied$, trouble$ }: Steered,
  { test }: Plan,
  data: LoadedData,
  port: number,
): Promise<Serving> {
  const samples = servedSamples(data.test, test);
  const served = runs.map(({ run, begins, report$, saved$ }): ServedRun => {
    const { type: _, ...configuration } = begins;
    return {
      ...{ name: nameOf(run.name), step$: run.step$, configuration, report$, saved$ },
      ...{ command, applied$, trouble$, imageShape: data.test.exampleShape },
      ...(samples && { samples }),
    };
  });
  return serve(served, { port, page }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot serve on port ${port}: ${reason}; choose another --port`, {
      cause,
    });
  });
}

/** The activations of a network, without what the name of a run may not have. */
function nameOf(name: string): string {
  return name.replaceAll(/[\s/*]/g, '-');
}
