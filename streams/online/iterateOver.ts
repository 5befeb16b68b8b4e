import { Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { IntakeMemory } from '../../src/formats/runState/runState.js';
import type { RunMemory } from '../../src/schedules/runMemory.js';
import type { Iteration } from '../records.js';
import { startRun } from '../run.js';
import { sharedSlices } from '../timeSlices.js';
import { idWindow } from './idWindow.js';
import type { Received } from './received.js';

/** What an iteration learns from. */
export interface Taken<E> extends Iteration {
  readonly deliveries: readonly Received<E>[];
  /** What the run has used when this iteration is over. */
  readonly intake: () => IntakeMemory;
}

/** Where a run over batches from outside goes on, and who paces it. */
export interface IterateOverOptions {
  readonly resume?:
    | {
        readonly iteration: number;
        readonly run: RunMemory;
        readonly intake?: IntakeMemory;
      }
    | undefined;
  /** The ids that are remembered. Default 10,000. */
  readonly ids?: number;
  /** Default: the time slices that the process shares. */
  readonly scheduler?: SchedulerLike;
}

/**
 * A run whose iterations are batches that come from outside: one event for each, when the last iteration is over.
 *
 *   in:                     --A--B--C-----------|
 *   closeLoop(), slow:      ----a-----b-----c
 *   out:                    --0--1-----2------|
 *
 * Batches that come too early wait; there are as few as the demand of `receive` allows, since their deliveries are
 * taken when their iteration begins.
 *
 * Timing: nothing is emitted inside the call to `subscribe`; ends behind the last turn, fails with the source at once.
 * @example
 * const { source, sink } = inProcess();
 * for (const byte of [1, 2, 3, 4]) void sink.send({ value: Uint8Array.of(byte) });
 * const run$ = receive(source).pipe(bufferCount(2), iterateOver(), take(2));
 * lastValueFrom(run$.pipe(map(({ index, deliveries }) => [index, deliveries.length]))) // => [1, 2]
 */
export function iterateOver<E>({
  resume,
  ids = 10_000,
  scheduler = sharedSlices,
}: IterateOverOptions = {}): OperatorFunction<readonly Received<E>[], Taken<E>> {
  // No operator of RxJS waits for demand that comes from the values themselves, which is why this is a new Observable.
  return (batch$) =>
    new Observable((subscriber) => {
      const waiting: (readonly Received<E>[])[] = [];
      const used = idWindow(ids, resume?.intake?.ids);
      /** How far each part has been used. */
      const reached = new Map(Object.entries(resume?.intake?.positions ?? {}));
      let index = resume?.iteration ?? 0;
      let isFree = true;
      let isOver = false;
      const run = startRun({
        count: Infinity,
        now: () => scheduler.now(),
        ...(resume && { memory: resume.run }),
        onFree() {
          isFree = true;
          goOn();
        },
      });

      function begin(): void {
        const deliveries = waiting.shift();
        if (deliveries === undefined) {
          isFree = true;
          if (isOver) subscriber.complete();
          return;
        }
        for (const delivery of deliveries) {
          const { part, at } = delivery.position;
          reached.set(part, at);
          used.add(delivery.id);
          delivery.taken();
        }
        run.begin(index);
        const { count } = used;
        const positions = Object.fromEntries(reached);
        const intake = () => ({ positions, ids: used.list(count) });
        subscriber.next({ index, run, deliveries, intake });
        index++;
        run.release();
      }

      function goOn(): void {
        if (!isFree || subscriber.closed || (waiting.length === 0 && !isOver)) return;
        isFree = false;
        subscriber.add(scheduler.schedule(begin));
      }

      subscriber.add(
        batch$.subscribe({
          next(batch) {
            waiting.push(batch);
            goOn();
          },
          error: (error: unknown) => subscriber.error(error),
          complete() {
            isOver = true;
            goOn();
          },
        }),
      );
    });
}
