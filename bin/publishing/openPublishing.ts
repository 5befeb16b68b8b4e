import type { Publisher } from '../../streams/index.js';
import { distinctSinks } from './distinctSinks.js';
import type { PublishingEvent } from './publishingEvents.js';
import { folderOf, type Sending, sendingTo } from './sendingTo.js';

/** Publishes to all addresses of a command. */
export interface Publishing extends Pick<Publisher, 'event' | 'point'> {
  close(): Promise<void>;
}

/**
 * Begins to publish; no broker has to be there.
 *
 * @param run the folder of the run, where what is unsent outlives the process; default nowhere
 * @throws {ConnectorError} when an address is none
 * @throws {DataError} when there is one twice, or the folder cannot be used
 */
export function openPublishing(
  addresses: readonly string[],
  run: string | undefined,
  tell: (event: PublishingEvent) => void,
): Publishing {
  const sinks = distinctSinks('--publish', addresses);
  const sendings = sinks.map((sink): Sending => {
    return sendingTo(sink, run === undefined ? undefined : folderOf(run, sink), tell);
  });
  return {
    event(topic, data) {
      for (const sending of sendings) sending.event(topic, data);
    },
    point(topic, iteration, value) {
      for (const sending of sendings) sending.point(topic, iteration, value);
    },
    async close() {
      await Promise.all(sendings.map((sending) => sending.close()));
    },
  };
}
