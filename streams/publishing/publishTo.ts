import {
  asyncScheduler,
  defer,
  EMPTY,
  exhaustMap,
  firstValueFrom,
  ignoreElements,
  merge,
  of,
  repeat,
  Subject,
  tap,
  timer,
} from 'rxjs';
import { ConnectorError } from '../connectors/connectorError.js';
import type { Sink } from '../connectors/sink.js';
import { openOutbox } from './outbox.js';
import type { PublishOptions } from './publishOptions.js';
import { retryForever } from './retryForever.js';

/** Takes what happens in a run, and sends it when the broker takes it. Neither call waits for a broker. */
export interface Publisher {
  /** What waits in memory takes so much. */
  readonly bytes: number;
  /**
   * Something that happened, of which nothing is lost. `data` is taken as it is now.
   *
   * @throws {TypeError} when JSON cannot say it
   */
  event(topic: string, data: unknown): void;
  /**
   * A point of a series, of which the older ones are merged when there is no room.
   *
   * @param iteration iterations done
   * @throws {RangeError} when there is no room for one more series
   */
  point(topic: string, iteration: number, value: number): void;
  /**
   * Waits until everything is sent, at most so long, then brings the rest to the spill, where the next publisher
   * begins with it. The sink stays open. Default 5000 ms.
   */
  close(withinMs?: number): Promise<void>;
}

const LEAST_CAP = 64 * 1024;

/**
 * Publishes a run to a sink: events, of which none is lost, and points of series, which are merged into rows when the
 * broker is slow. Training is never held up by it.
 *
 *   point:     1 2 3 4 5 6 7 8 9
 *   event:     ------s----------
 *   sink:      1------s--[2-6]---[7-9]     one record on its way; the others wait, points together
 *
 * A record is sent until the sink has it, with waits of 0.25 to 15 s between; each has an id that stays the same, and
 * its topic as the key. Events keep their order, and so do the points of a series; between topics there is none.
 * Memory stays below `capBytes`, but for the record that is on its way: events that do not fit go to files, and come
 * back in order; of a series the older half is merged by twos into rows with their exact least, largest, first and
 * last values. That is told by an event `{ type: 'thinned', topic, lost }` on the topic of the series, `lost` being
 * the points that are not told one by one any more; `{ type: 'lost', topic, lost }` tells of events, or points, that
 * neither memory nor disk had room for, or that the sink has refused for good (`isFinal` of `ConnectorError`).
 *
 * Timing: sends within the call while nothing is on its way; serializes an event within the call.
 * @throws {RangeError} at the call, when `capBytes` is too little
 * @throws {DataError} at the call, when the folder of the spill cannot be used
 * @example
 * const { source, sink } = inProcess();
 * const publisher = publishTo(sink);
 * of({ iteration: 100, cost: 0.5 }).subscribe(({ iteration, cost }) => publisher.point('r1/train/cost', iteration, cost));
 * await publisher.close();
 * const text$ = source.open({ demand$: of(1) }).pipe(map(({ value }) => JSON.parse(new TextDecoder().decode(value))));
 * firstValueFrom(text$.pipe(map(({ x, y }) => [x, y]))) // => [[100], [0.5]]
 */
export function publishTo(sink: Sink, options: PublishOptions = {}): Publisher {
  const { capBytes = 8 * 2 ** 20, scheduler = asyncScheduler, random } = options;
  if (!(capBytes >= LEAST_CAP)) {
    throw new RangeError(`Cannot publish with capBytes ${capBytes}: ${LEAST_CAP} are needed`);
  }
  const outbox = openOutbox({ ...options, capBytes });
  const wake$ = new Subject<void>();
  const idle$ = new Subject<void>();
  let isClosed = false;

  /** What the sink never takes would keep all behind it from being sent. */
  function letGo(error: unknown): void {
    if (!(error instanceof ConnectorError && error.isFinal)) throw error;
    outbox.refuse(error.message);
  }

  const sendNext$ = defer(async () => {
    const outgoing = outbox.next();
    if (outgoing !== undefined) await sink.send(outgoing).catch(letGo);
  }).pipe(
    retryForever({ scheduler, ...(random && { random }) }),
    tap(() => outbox.settle()),
    ignoreElements(),
  );
  const sending = wake$
    .pipe(
      exhaustMap(() =>
        sendNext$.pipe(
          repeat({ delay: () => (outbox.isEmpty ? EMPTY : of(undefined)) }),
          tap({ complete: () => idle$.next() }),
        ),
      ),
    )
    .subscribe();

  function requireOpen(): void {
    if (isClosed) throw new Error(`Cannot publish to ${sink.name}: the publisher is closed`);
  }

  /** What is on its way takes the next one along when it is there. */
  function wake(): void {
    if (!outbox.isSending) wake$.next();
  }

  if (!outbox.isEmpty) wake();
  return {
    get bytes() {
      return outbox.bytes;
    },
    event(topic, data) {
      requireOpen();
      outbox.addEvent(topic, data);
      wake();
    },
    point(topic, iteration, value) {
      requireOpen();
      outbox.addPoint(topic, iteration, value);
      wake();
    },
    async close(withinMs = 5_000) {
      if (isClosed) return;
      isClosed = true;
      if (!outbox.isEmpty) await firstValueFrom(merge(idle$, timer(withinMs, scheduler)));
      sending.unsubscribe();
      outbox.leave();
    },
  };
}
