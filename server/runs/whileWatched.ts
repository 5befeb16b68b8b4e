import { EMPTY, type Observable, Subject, switchMap } from 'rxjs';

/** A measurement that is made only while somebody looks at it. */
export interface Watch {
  /** Is told whether somebody looks. */
  readonly watched$: Subject<boolean>;
  /** Subscribes to a stream while somebody looks, and only then. */
  gate<T>(measured$: Observable<T>): Observable<T>;
}

/** Nobody looks yet. Completes never: its owner unsubscribes. */
export function whileWatched(): Watch {
  const watched$ = new Subject<boolean>();
  return {
    watched$,
    gate: (measured$) => watched$.pipe(switchMap((isWatched) => (isWatched ? measured$ : EMPTY))),
  };
}
