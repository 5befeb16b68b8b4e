import { defer, filter, type MonoTypeOperatorFunction, type Observable, tap } from 'rxjs';
import { type Applied, type Command, type Iteration, obey } from '../../streams/index.js';

/** Obeys commands as `obey` does, but for those that are refused. */
export function obeyUnless<R extends Iteration>(
  refusalOf: (command: Command) => string | undefined,
  command$: Observable<Command>,
  applied: { next(applied: Applied): void },
): MonoTypeOperatorFunction<R> {
  return (iteration$) =>
    defer(() => {
      let iteration = 0;
      const obeyed$ = command$.pipe(
        filter((command) => {
          const refused = refusalOf(command);
          if (refused !== undefined) applied.next({ command, iteration, refused });
          return refused === undefined;
        }),
      );
      return iteration$.pipe(
        tap(({ index }) => {
          iteration = index;
        }),
        obey(obeyed$, applied),
      );
    });
}
