import { Observable } from 'rxjs';
import type { Source } from '../source.js';
import { kafkaName } from './kafkaClient.js';
import type { KafkaOptions } from './kafkaOptions.js';
import { readKafka } from './readKafka.js';

/** Records that the broker has dropped, for their age or their size, before a reader came to them. */
export interface KafkaDropped {
  readonly partition: number;
  /** The offset of the first. */
  readonly from: number;
  /** The offset behind the last. */
  readonly to: number;
}

/** A topic, and who reads it. */
export interface KafkaSourceOptions extends KafkaOptions {
  /**
   * Readers of one group share the partitions of the topic, and the group remembers what was acknowledged. It is a
   * group for this topic alone. Default `gradstream.TOPIC`.
   */
  readonly group?: string;
  /**
   * How long a reader may be silent until its partitions go to others; also how long others wait for it when one
   * comes or goes. Brokers take 6 seconds to 30 minutes unless they are told otherwise. Default 10,000.
   */
  readonly sessionMs?: number;
  /** What is fetched ahead of the demand, before one fetch more from each broker. Default 4 MiB. */
  readonly maxBufferedBytes?: number;
  /** Is told of records that the broker has dropped before this reader came to them. */
  readonly onDropped?: (dropped: KafkaDropped) => void;
}

/**
 * Reads a topic of Kafka as a member of a consumer group.
 *
 *   topic:    a b c d
 *   demand$:  -----2--------1---
 *   out:      -----a-b------c---      joined when it is subscribed to: 3 seconds by the defaults of brokers
 *
 * Part of a position is the partition, `at` the offset. The id is the header `id`, else partition and offset; a value
 * of null comes as no bytes.
 *
 * An acknowledgement is told to the broker within 100 ms, or when the source is unsubscribed from: as the offset of the
 * first record that is not acknowledged, and, beside it, up to 4096 bytes of which ones behind it are. What was
 * acknowledged does not come again, but for that which such a text cannot hold, or what was not told when the process
 * was killed. `nak()` gives the record again out of memory, before later ones; `extend()` is not needed, since a reader
 * keeps its partitions for as long as its process answers. A partition that goes to another reader takes what was not
 * acknowledged with it.
 *
 * Opened behind positions, it begins there for all partitions that it is given first, and takes what is before for
 * acknowledged; a partition without a position begins with the first record that the broker keeps.
 *
 * A broker drops records by its retention, read or not. Where those that are wanted next are gone, it goes on with the
 * first that is there, and tells `onDropped` which are missing: behind what it has read, when the next one has come, and
 * behind the positions that it is opened behind, at once. A group that comes back without positions begins with the
 * first that is there, too, and nobody is told.
 *
 *   topic:      a b c d e f      b, c, d are dropped while a is learnt from
 *   out:        a-------e-f
 *   onDropped:  --------{ partition: 0, from: 1, to: 4 }
 *
 * Fetches are of 1 MiB at most, or of one record that is larger.
 * @throws {RangeError} without brokers, when the topic cannot be one, and when an offset is not a whole number
 * @throws {ConnectorError} through the error channel, when the first connection fails, the topic is not there, or the
 * group or the topic may not be read
 * @example
 * const { name, abilities } = kafkaSource({ brokers: ['127.0.0.1:9092'], topic: 'examples' });
 * [name, abilities.redelivers, abilities.resumes] // => ['kafka://127.0.0.1:9092/examples', true, true]
 */
export function kafkaSource(options: KafkaSourceOptions): Source {
  const name = kafkaName(options);
  const { sessionMs = 1, maxBufferedBytes = 1 } = options;
  if (!(sessionMs > 0 && maxBufferedBytes > 0))
    throw new RangeError(
      `Cannot read ${name} with sessionMs ${sessionMs} and maxBufferedBytes ${maxBufferedBytes}: both are above 0`,
    );
  return {
    name,
    abilities: { redelivers: true, resumes: true },
    open(opening) {
      for (const [part, at] of Object.entries(opening.after ?? {}))
        if (!/^\d+$/.test(at))
          throw new RangeError(
            `Cannot begin behind "${at}" in partition ${part} of ${name}: an offset is a whole number`,
          );
      // Not of public operators: it pushes what it has by demand, and takes its time to leave the group.
      return new Observable((subscriber) => readKafka({ name, ...options }, opening, subscriber));
    },
  };
}
