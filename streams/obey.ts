import {
  defer,
  filter,
  finalize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  merge,
  type Observable,
  type Observer,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { type Applied, type Command, refusalOf } from './commands.js';
import type { Iteration } from './records.js';
import type { Run } from './run.js';

/**
 * Obeys commands between iterations: pause, resume, a number of steps, stop, another learning rate.
 *
 *   in:       --0-----1-----2----------(3|)       the source waits for an iteration that is held back
 *   command$: -----------p------r----------       p: {type: 'pause'}, r: {type: 'resume'}
 *             obey(command$, applied$)
 *   out:      --0-----1---------2------(3|)
 *   applied$: --------------p---r----------       {command, iteration: 2}, twice
 *
 * A command takes effect before the next iteration is drawn, whatever phase is under way when it comes, and
 * `applied` is told of it, with the iteration, before anything else happens. One that makes no sense is told
 * back with the reason in `refused`, and so is one that the run ended before; neither does harm. Stands behind
 * `iterate()`. `run.seconds` leaves pauses out.
 *
 * Timing: synchronous but for pauses, one out per in; ends and fails with the source, completes with 'stop'.
 * When the commands complete, a paused run goes on, and pauses no more, since nobody could end that; a command
 * stream that fails ends it.
 * @param applied is called for each command; what it throws ends the run
 * @example
 * const command$ = of({ type: 'stop', at: 2 });
 * lastValueFrom(iterate({ count: 9 }).pipe(obey(command$), map(({ index }) => index))) // => 1
 */
export function obey<R extends Iteration>(
  command$: Observable<Command>,
  applied: Pick<Observer<Applied>, 'next'> = { next() {} },
): MonoTypeOperatorFunction<R> {
  return (iteration$) =>
    defer(() => {
      const stop$ = new Subject<void>();
      const released$ = new Subject<R>();
      let waiting: Command[] = [];
      let paused = false;
      /** Whether somebody is there to end a pause. */
      let heard = true;
      let stopped = false;
      /** Iterations until the next pause. */
      let steps = Infinity;
      let held: R | undefined;
      let done = 0;

      function apply(command: Command, { index, run }: R): void {
        switch (command.type) {
          case 'pause':
            paused = true;
            break;
          case 'resume':
            paused = false;
            steps = Infinity;
            break;
          case 'step':
            paused = false;
            steps = command.count;
            break;
          case 'stop':
            stopped = true;
            break;
          case 'learningRate':
            set(run, 'learningRate', command.value, index);
            break;
          case 'input':
            set(run, command.name, command.value, index);
            break;
          case 'evaluate':
          case 'save': // whoever listens to `applied` does these
        }
        applied.next({ command, iteration: index });
      }

      function applyDue(record: R): void {
        const due = waiting.filter(({ at = 0 }) => at <= record.index);
        waiting = waiting.filter(({ at = 0 }) => at > record.index);
        for (const command of due) {
          if (!stopped) apply(command, record);
          else refuse(command, 'the run has been stopped');
        }
      }

      const refuse = (command: Command, refused: string) =>
        applied.next({ command, iteration: done, refused });

      /** Whether an iteration may go on; else it is held. */
      function passes(record: R): boolean {
        done = record.index;
        if (waiting.length > 0) applyDue(record);
        if (steps === 0) {
          steps = Infinity;
          paused = true;
        }
        if (stopped) {
          stop$.next();
          return false;
        }
        if (paused && heard) {
          hold(record);
          return false;
        }
        steps--;
        return true;
      }

      function hold(record: R): void {
        if (held === undefined) {
          record.run.claim(record.index);
          record.run.pause();
        }
        held = record;
      }

      function letGo(): void {
        const record = held;
        held = undefined;
        if (record === undefined) return;
        record.run.proceed();
        released$.next(record);
        record.run.release();
      }

      const obeyed$ = command$.pipe(
        tap((command) => {
          const refusal = refusalOf(command);
          if (refusal !== undefined) {
            refuse(command, refusal);
            return;
          }
          waiting.push(command);
          if (held !== undefined && passes(held)) letGo();
        }),
        finalize(() => {
          heard = false;
          if (!stopped) letGo();
        }),
        ignoreElements(),
      );
      const allowed$ = iteration$.pipe(
        filter(passes),
        finalize(() => {
          for (const command of waiting) refuse(command, 'the run has ended');
        }),
      );
      const ended$ = new Subject<void>();
      return merge(
        obeyed$.pipe(takeUntil(ended$)),
        released$.pipe(takeUntil(ended$)),
        allowed$.pipe(finalize(() => ended$.next())),
      ).pipe(takeUntil(stop$));
    });
}

function set(run: Run, name: string, value: number | null, since: number): void {
  if (value === null) run.withdraw(name);
  else run.give(name, value, since);
}
