import { asyncScheduler, Observable, type SchedulerLike, Subscription } from 'rxjs';
import type { Delivery } from './delivery.js';
import { Settleable, type Settling } from './settleable.js';
import type { Outgoing, Sink } from './sink.js';
import type { OpenOptions, Source } from './source.js';

/** A topic within the process: what goes into it comes out of it. */
export interface InProcess {
  readonly source: Source;
  readonly sink: Sink;
}

/** What a topic within the process can be told. */
export interface InProcessOptions {
  /** Default 'in-process'. */
  readonly name?: string;
  /** When what was refused comes again. */
  readonly scheduler?: SchedulerLike;
}

/**
 * A topic within the process, for tests and for programs whose parts are joined by streams: a broker without a
 * network, which keeps what it is sent as long as it lives.
 *
 *   send:     a b c
 *   demand$:  ------2-------1----
 *   out:      ------ab------c----
 *
 * Timing: a delivery comes within the call that makes it possible, `send` or a demand.
 * @example
 * const { source, sink } = inProcess();
 * void sink.send({ value: Uint8Array.of(7) });
 * lastValueFrom(source.open({ demand$: of(1) }).pipe(take(1), map(({ value }) => value[0]))) // => 7
 */
export function inProcess({
  name = 'in-process',
  scheduler = asyncScheduler,
}: InProcessOptions = {}): InProcess {
  const records: Outgoing[] = [];
  const settled = new Set<number>();
  const readers = new Set<() => void>();

  function open({ demand$, after }: OpenOptions): Observable<Delivery> {
    return new Observable((subscriber) => {
      const subscription = new Subscription();
      let next = after?.[name] === undefined ? 0 : Number(after[name]) + 1;
      // What is behind a position comes whether it was acknowledged or not.
      const skips = after === undefined;
      const again: number[] = [];
      let wanted = 0;
      let isGiving = false;

      const settling: Settling<number> = {
        ack: (index) => settled.add(index),
        nak(index, delayMs) {
          const comeAgain = () => {
            again.push(index);
            give();
          };
          subscription.add(scheduler.schedule(comeAgain, delayMs));
        },
        extend() {},
      };

      function deliveryOf(index: number): Delivery {
        const { value, id } = records[index];
        const at = String(index);
        // An empty id says as little as none.
        return new Settleable(value, id || at, { part: name, at }, index, settling);
      }

      function nextIndex(): number | undefined {
        if (again.length > 0) return again.shift();
        if (skips) while (settled.has(next)) next++;
        return next < records.length ? next++ : undefined;
      }

      function give(): void {
        if (isGiving) return;
        isGiving = true;
        while (wanted > 0 && !subscriber.closed) {
          const index = nextIndex();
          if (index === undefined) break;
          wanted--;
          subscriber.next(deliveryOf(index));
        }
        isGiving = false;
      }

      readers.add(give);
      subscription.add(() => readers.delete(give));
      subscription.add(
        demand$.subscribe((count) => {
          wanted += count;
          give();
        }),
      );
      return subscription;
    });
  }

  return {
    source: { name, abilities: { redelivers: true, resumes: true }, open },
    sink: {
      name,
      send(record) {
        records.push(record);
        for (const give of readers) give();
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    },
  };
}
