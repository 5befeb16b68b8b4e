import { ignoreElements, type Observable, tap } from 'rxjs';
import { acknowledgeAfter, type Saved, type SaveOptions } from '../../streams/index.js';
import type { DeadLetters } from './deadLetters.js';
import type { Learnt } from './learning.js';
import type { LearningFolder } from './learningFolder.js';
import type { SettledWhenSaved } from './settleWhenSaved.js';

/** Where states are saved, how often, and who waits for that. */
export interface Saving extends Pick<Required<SaveOptions>, 'now$'> {
  readonly folder: LearningFolder | undefined;
  readonly saveEvery: number;
  readonly aside: DeadLetters;
  readonly commands: Pick<SettledWhenSaved, 'saving'>;
}

/**
 * Saves the states of a run, and acknowledges what it has learnt from: when that is saved, or at once where there is
 * no folder. Emits what became of each state.
 */
export function savedStates(
  step$: Observable<Learnt>,
  { folder, saveEvery, now$, aside, commands }: Saving,
): Observable<Saved> {
  if (folder === undefined) {
    return step$.pipe(
      tap(({ deliveries }) => {
        for (const each of deliveries) each.ack();
      }),
      ignoreElements(),
    );
  }
  return step$.pipe(
    acknowledgeAfter(
      saveEvery,
      async (state) => {
        const tellOf = commands.saving();
        try {
          await aside.settled();
          await folder.save(state);
        } catch (error) {
          tellOf(false);
          throw error;
        }
        tellOf(true);
      },
      { now$ },
    ),
  );
}
