import type { Observer } from 'rxjs';
import type { Applied } from '../../streams/index.js';

/** Commands that are dealt with when a state is saved that knows them. */
export interface SettledWhenSaved {
  /** Takes a command that was applied, or refused. */
  next(applied: Applied): void;
  /** Says of what was applied up to now that it is on its way to the disk; to be told what became of that. */
  saving(): (isSaved: boolean) => void;
}

/**
 * Says of commands that they are dealt with: at once of those that change nothing that lasts, of a learning rate when
 * it is saved, so that it comes again to a run that is killed before.
 */
export function settleWhenSaved(settled: Pick<Observer<Applied>, 'next'>): SettledWhenSaved {
  let waiting: Applied[] = [];
  return {
    next(applied) {
      if (changesLearning(applied)) waiting.push(applied);
      else settled.next(applied);
    },
    saving() {
      const covered = waiting;
      waiting = [];
      return (isSaved) => {
        if (isSaved) for (const applied of covered) settled.next(applied);
        else waiting = [...covered, ...waiting];
      };
    },
  };
}

/** Whether a command changes what is learnt from now on. */
export function changesLearning({ command, refused }: Applied): boolean {
  return command.type === 'learningRate' && refused === undefined;
}
