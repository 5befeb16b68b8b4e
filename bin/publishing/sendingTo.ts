import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { countSpilled } from '../../src/formats/spill/countSpilled.js';
import { type Loss, type Publisher, publishTo, type Sink } from '../../streams/index.js';
import { messageOf } from '../run/messageOf.js';
import type { PublishingEvent } from './publishingEvents.js';

/** How long the end of a run waits for a broker, in ms. */
const LAST_WAIT_MS = 3_000;

/** A publisher to one address. */
export interface Sending extends Pick<Publisher, 'event' | 'point'> {
  /** Waits for what is on its way, some seconds at most, and tells how it has ended. */
  close(): Promise<void>;
}

/**
 * Publishes to a sink, and tells how that goes. Nothing that happens there ends the run.
 *
 * @param folder where events wait that are not sent, each from the moment that it happens; default in memory
 * @throws {DataError} when the folder cannot be used
 */
export function sendingTo(
  sink: Sink,
  folder: string | undefined,
  tell: (event: PublishingEvent) => void,
): Sending {
  const to = sink.name;
  const place = folder === undefined ? {} : { folder };
  const told = new Set<string>();
  let lost = 0;
  let thinned = 0;
  let isReached = true;
  let isEnding = false;

  function onLoss({ type, topic, lost: count = 0, why }: Loss): void {
    if (type === 'lost') lost += count;
    if (type === 'thinned') thinned += count;
    // What is lost at the end is told together.
    if (type === 'thinned' || isEnding || told.has(why)) return;
    told.add(why);
    tell({ type: 'notPublished', to, ...(topic !== undefined && { topic }), reason: why });
  }

  function onSent(error?: unknown): void {
    const was = isReached;
    isReached = error === undefined;
    if (isEnding || was === isReached) return;
    if (isReached) tell({ type: 'reached', to });
    else tell({ type: 'unreached', to, reason: messageOf(error), ...place });
  }

  const watched: Sink = {
    ...sink,
    send: (record) =>
      sink.send(record).then(
        () => onSent(),
        (error: unknown) => {
          onSent(error);
          throw error;
        },
      ),
  };
  const publisher = publishTo(watched, {
    onLoss,
    ...(folder !== undefined && { spill: { folder, always: true } }),
  });
  return {
    event: (topic, data) => publisher.event(topic, data),
    point: (topic, iteration, value) => publisher.point(topic, iteration, value),
    async close() {
      isEnding = true;
      let unsent = 0;
      try {
        await publisher.close(LAST_WAIT_MS);
        unsent = folder === undefined ? 0 : countSpilled(folder);
      } catch (error) {
        tell({ type: 'notPublished', to, reason: messageOf(error) });
      }
      tell({ type: 'published', to, unsent, ...(unsent > 0 && place), lost, thinned });
      await sink.close();
    },
  };
}

/** The folder of an address within that of a run: another one for each, which says whose it is. */
export function folderOf(run: string, { name }: Sink): string {
  const readable = name.replaceAll(/[^\w.-]+/g, '-').slice(0, 80);
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return join(run, 'unsent', `${readable}-${digest}`);
}
