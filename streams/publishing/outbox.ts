import { isRecord } from '../../src/formats/isRecord.js';
import { openSpill } from '../../src/formats/spill/openSpill.js';
import type { Outgoing } from '../connectors/sink.js';
import { lossCounts } from './lossCounts.js';
import { encodePublication, type Publication, sizeOf } from './publication.js';
import { publicationQueue } from './publicationQueue.js';
import type { PublishOptions } from './publishOptions.js';
import { seriesBuffer } from './seriesBuffer.js';

/** What waits to be sent: events in order, series by turns, and what is to be told of losses. */
export interface Outbox {
  /** In memory. */
  readonly bytes: number;
  /** Something is on its way. */
  readonly isSending: boolean;
  /** Nothing is on its way, and nothing waits. */
  readonly isEmpty: boolean;
  /** @throws {TypeError} when JSON cannot say it */
  addEvent(topic: string, data: unknown): void;
  /** @throws {RangeError} when there is no room for one more series */
  addPoint(topic: string, iteration: number, value: number): void;
  /** What is to be sent: the same until it is settled. */
  next(): Outgoing | undefined;
  /** Counts what is on its way as lost: the sink never takes it. It is to be settled. */
  refuse(why: string): void;
  /** The sink has it. */
  settle(): void;
  /** Brings what is left to the spill, in order, and closes that. */
  leave(): void;
}

/** What is on its way. */
interface Sending {
  readonly publication: Publication;
  readonly outgoing: Outgoing;
  readonly isQueued: boolean;
}

type OutboxOptions = Pick<PublishOptions, 'spill' | 'onLoss' | 'encode'> & {
  readonly capBytes: number;
};

/**
 * An outbox that begins with what is left in the spill.
 *
 * @throws {DataError} when the folder of the spill cannot be used
 */
export function openOutbox(options: OutboxOptions): Outbox {
  const { capBytes, spill, onLoss = () => {}, encode = encodePublication } = options;
  const epoch = crypto.randomUUID();
  const losses = lossCounts(onLoss);
  const disk = spill && openSpill(spill.folder, (why) => onLoss({ type: 'damaged', why }));
  // A quarter is left for what is on its way.
  const queue = publicationQueue(capBytes / 4, disk, spill?.always, () =>
    onLoss({ type: 'damaged', why: 'what an earlier run left is of no form that is known here' }),
  );
  const series = seriesBuffer(
    capBytes / 2,
    (topic, first) => `${epoch}/${topic}/${first}`,
    (topic, lost) => losses.count('thinned', topic, lost, 'the broker is slow'),
  );
  let events = 0;
  let current: Sending | undefined;
  /** Of events and series, whose turn it is. */
  let isTurnOfSeries = false;

  function eventOf(topic: string, data: unknown): Publication {
    events++;
    return { type: 'event', topic, id: `${epoch}/${events}`, data };
  }

  function enqueue(publication: Publication): void {
    const why = queue.push(publication);
    if (why !== undefined) losses.count('lost', publication.topic, sizeOf(publication), why);
  }

  const announce = () =>
    losses.announce((loss) => queue.push(eventOf(loss.topic, loss)) === undefined);

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

  return {
    get bytes() {
      return queue.bytes + series.bytes;
    },
    get isSending() {
      return current !== undefined;
    },
    get isEmpty() {
      return current === undefined && queue.isEmpty && series.isEmpty;
    },
    addEvent: (topic, data) => enqueue(eventOf(topic, data)),
    addPoint: (topic, iteration, value) => series.push(topic, iteration, value),
    next() {
      current ??= choose();
      return current?.outgoing;
    },
    refuse(why) {
      if (current === undefined) return;
      const { publication } = current;
      const { topic } = publication;
      const lost = sizeOf(publication);
      // A loss of which nobody takes the announcement would be announced for ever.
      if (isAnnouncement(publication)) onLoss({ type: 'lost', topic, lost, why });
      else losses.count('lost', topic, lost, why);
    },
    settle() {
      if (current?.isQueued) queue.removeFirst();
      current = undefined;
      announce();
    },
    leave() {
      if (current !== undefined && !current.isQueued) enqueue(current.publication);
      for (let rest = series.take(); rest !== undefined; rest = series.take()) enqueue(rest);
      announce();
      const { left, why } = queue.end();
      for (const publication of left) {
        onLoss({ type: 'lost', topic: publication.topic, lost: sizeOf(publication), why });
      }
      disk?.close();
    },
  };
}

function isAnnouncement(publication: Publication): boolean {
  if (publication.type !== 'event') return false;
  const { data } = publication;
  return isRecord(data) && (data.type === 'lost' || data.type === 'thinned');
}
