import { catchError, concatMap, defer, from, map, type Observable, of, tap } from 'rxjs';
import type { Trouble } from '../../src/index.js';
import type { Applied } from '../../streams/index.js';
import type { CommandReport, TroubleReport } from '../runEvents.js';
import { messageOf } from './messageOf.js';
import type { SavedRun } from './runFolder.js';

/**
 * Commands as they were carried out, each when it is on the disk, so that whoever is told of it can rely on it;
 * or with the reason, when the disk does not take it.
 */
export function loggedCommands(
  applied$: Observable<Applied>,
  { log }: Pick<SavedRun, 'log'>,
): Observable<CommandReport> {
  return applied$.pipe(
    concatMap((applied) => {
      const report: CommandReport = { type: 'command', ...applied };
      const { command, iteration, refused } = applied;
      if (refused !== undefined) return of(report);
      const event = { iteration, type: 'command', command };
      return defer(() => log.appendEvent(event, { durable: true })).pipe(
        map(() => report),
        // It is in the log when there is room before the next checkpoint.
        catchError((error: unknown) =>
          from(log.appendEvent(event)).pipe(map(() => ({ ...report, notSaved: messageOf(error) }))),
        ),
      );
    }),
  );
}

/** What guards find, which the log is told too: written with the next flush, which tells when it cannot be. */
export function loggedTroubles(
  trouble$: Observable<Trouble>,
  saved: Pick<SavedRun, 'log'> | undefined,
): Observable<TroubleReport> {
  return trouble$.pipe(
    map((trouble): TroubleReport => ({ type: 'trouble', ...trouble })),
    tap((event) => void saved?.log.appendEvent({ ...event, value: sayable(event.value) })),
  );
}

/** JSON has no NaN and no infinities, which are what a guard is there for. */
function sayable(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
