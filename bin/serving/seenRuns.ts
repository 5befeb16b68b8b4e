import { filter, map, type Observable } from 'rxjs';
import type { ServedRun } from '../../server/index.js';
import type { Saved } from '../../streams/index.js';
import type { SaveReport } from '../run/saveReport.js';
import type { CostReport, RunBegins, RunEvent } from '../runEvents.js';
import type { Run } from '../wireRuns.js';
import { runName } from './runName.js';

/** The runs of the command, and all that they tell. */
export interface RunsToSee {
  readonly runs: readonly Run[];
  /** The configuration of each. */
  readonly begins: readonly RunBegins[];
  /** Shared. */
  readonly event$: Observable<RunEvent>;
}

/** What is to be seen of runs from outside, on the page and at brokers. */
export function seenRuns({ runs, begins, event$ }: RunsToSee): ServedRun[] {
  const shared = {
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
  };
  return runs.map(({ name, step$ }, i): ServedRun => {
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
}

function isSaveReport(event: RunEvent): event is SaveReport {
  return event.type === 'saved' || event.type === 'notSaved';
}
