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
  type SchedulerLike,
  Subject,
  tap,
  timer,
} from 'rxjs';
import { isRecord } from '../../src/formats/isRecord.js';
import { openSpill } from '../../src/formats/spill/openSpill.js';
import { ConnectorError } from '../connectors/connectorError.js';
import type { Outgoing, Sink } from '../connectors/sink.js';
import { encodePublication, type Loss, type Publication } from './publication.js';
import { publicationQueue } from './publicationQueue.js';
import { retryForever } from './retryForever.js';
import { seriesBuffer } from './seriesBuffer.js';

/** How records are kept until they are sent. */
export interface PublishOptions {
  /** Of memory, for what waits; 64 KiB or more. Default 8 MiB. */
  readonly capBytes?: number;
  /** Where events go that do not fit. Default: nowhere; they are let go, and counted. */
  readonly spill?: SpillOptions;
  /** Is told of each loss, at once. Default: it is in the events alone. */
  readonly onLoss?: (loss: Loss) => void;
  /** Default: `encodePublication`, plain JSON. */
  readonly encode?: (publication: Publication) => Outgoing;
  /** When is tried again, and how long `close()` waits. */
  readonly scheduler?: SchedulerLike;
  /** From 0 to below 1: the jitter of retries. Default `Math.random`. */
  readonly random?: () => number;
}

/** A place on the disk for what a broker does not take. */
export interface SpillOptions {
  /** Made if need be; one publisher at a time uses it. */
  readonly folder: string;
  /**
   * Whether each event is in a file before it is sent, so that it outlives a process that is killed; a write of some
   * microseconds each. Default: only what does not fit, and what is left at `close()`.
   */
  readonly always?: boolean;
}

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

/** What is being sent. */
interface Sending {
  readonly publication: Publication;
  readonly outgoing: Outgoing;
  readonly isQueued: boolean;
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
  const { capBytes = 8 * 2 ** 20, spill, encode = encodePublication } = options;
  const { onLoss = () => {}, scheduler = asyncScheduler, random } = options;
  if (!(capBytes >= LEAST_CAP)) {
    throw new RangeError(`Cannot publish with capBytes ${capBytes}: ${LEAST_CAP} are needed`);
  }
  const epoch = crypto.randomUUID();
  /** What is to be told of yet. */
  const losses = new Map<
    string,
    { readonly type: Loss['type']; readonly topic: string; lost: number }
  >();
  const disk = spill && openSpill(spill.folder, (why) => onLoss({ type: 'damaged', why }));
  // A quarter is left for what is on its way.
  const queue = publicationQueue(capBytes / 4, disk, spill?.always, () =>
    onLoss({ type: 'damaged', why: 'what an earlier run left is of no form that is known here' }),
  );
  const series = seriesBuffer(
    capBytes / 2,
    (topic, first) => `${epoch}/${topic}/${first}`,
    (topic, lost) => count('thinned', topic, lost, 'the broker is slow'),
  );
  const wake$ = new Subject<void>();
  const idle$ = new Subject<void>();
  let events = 0;
  let current: Sending | undefined;
  /** Of events and series, whose turn it is. */
  let isTurnOfSeries = false;
  let isClosed = false;

  function count(type: Loss['type'], topic: string, lost: number, why: string): void {
    const key = `${type}/${topic}`;
    const known = losses.get(key);
    if (known === undefined) losses.set(key, { type, topic, lost });
    else known.lost += lost;
    onLoss({ type, topic, lost, why });
  }

  function eventOf(topic: string, data: unknown): Publication {
    events++;
    return { type: 'event', topic, id: `${epoch}/${events}`, data };
  }

  function enqueue(publication: Publication): void {
    const why = queue.push(publication);
    if (why !== undefined) count('lost', publication.topic, sizeOf(publication), why);
  }

  function announce(): void {
    for (const [key, { type, topic, lost }] of losses) {
      if (queue.push(eventOf(topic, { type, topic, lost })) !== undefined) return;
      losses.delete(key);
    }
  }

  const hasMore = () => !queue.isEmpty || !series.isEmpty;

  function choose(): Sending | undefined {
    announce();
    for (;;) {
      isTurnOfSeries = !isTurnOfSeries;
      const ofSeries = isTurnOfSeries ? series.take() : undefined;
      const queued = ofSeries === undefined ? queue.first() : undefined;
      const publication = ofSeries ?? queued ?? series.take();
      if (publication === undefined) return undefined;
      const isQueued = publication === queued;
      try {
        return { publication, outgoing: encode(publication), isQueued };
      } catch (error) {
        if (isQueued) queue.removeFirst();
        const { topic } = publication;
        onLoss({ type: 'lost', topic, lost: sizeOf(publication), why: String(error) });
      }
    }
  }

  /** What the sink never takes would keep all behind it from being sent. */
  function letGo(error: unknown): void {
    if (current === undefined || !(error instanceof ConnectorError && error.isFinal)) throw error;
    const { publication } = current;
    const { topic } = publication;
    const [lost, why] = [sizeOf(publication), error.message];
    // A loss of which nobody takes the announcement would be announced for ever.
    if (isAnnouncement(publication)) onLoss({ type: 'lost', topic, lost, why });
    else count('lost', topic, lost, why);
  }

  function settle(): void {
    if (current?.isQueued) queue.removeFirst();
    current = undefined;
    announce();
  }

  const sendNext$ = defer(async () => {
    current ??= choose();
    if (current !== undefined) await sink.send(current.outgoing).catch(letGo);
  }).pipe(retryForever({ scheduler, ...(random && { random }) }), tap(settle), ignoreElements());
  const sending = wake$
    .pipe(
      exhaustMap(() =>
        sendNext$.pipe(
          repeat({ delay: () => (hasMore() ? of(undefined) : EMPTY) }),
          tap({ complete: () => idle$.next() }),
        ),
      ),
    )
    .subscribe();

  function requireOpen(): void {
    if (isClosed) throw new Error(`Cannot publish to ${sink.name}: the publisher is closed`);
  }

  /** Brings what is left to the spill, in order. */
  function leave(): void {
    if (current !== undefined && !current.isQueued) enqueue(current.publication);
    for (let rest = series.take(); rest !== undefined; rest = series.take()) enqueue(rest);
    announce();
    const { left, why } = queue.end();
    for (const publication of left) {
      onLoss({ type: 'lost', topic: publication.topic, lost: sizeOf(publication), why });
    }
    disk?.close();
  }

  if (hasMore()) wake$.next();
  return {
    get bytes() {
      return queue.bytes + series.bytes;
    },
    event(topic, data) {
      requireOpen();
      enqueue(eventOf(topic, data));
      wake$.next();
    },
    point(topic, iteration, value) {
      requireOpen();
      series.push(topic, iteration, value);
      wake$.next();
    },
    async close(withinMs = 5_000) {
      if (isClosed) return;
      isClosed = true;
      if (current !== undefined || hasMore()) {
        await firstValueFrom(merge(idle$, timer(withinMs, scheduler)));
      }
      sending.unsubscribe();
      leave();
    },
  };
}

function isAnnouncement(publication: Publication): boolean {
  if (publication.type !== 'event') return false;
  const { data } = publication;
  return isRecord(data) && (data.type === 'lost' || data.type === 'thinned');
}

/** How many events or points a publication is. */
function sizeOf(publication: Publication): number {
  if (publication.type === 'event') return 1;
  if (publication.type === 'points') return publication.x.length;
  return publication.rows.reduce((sum, [, , , , , , points]) => sum + points, 0);
}
