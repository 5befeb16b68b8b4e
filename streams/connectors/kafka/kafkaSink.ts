import type { Message, Producer } from 'kafkajs';
import { firstValueFrom, race, Subject, timer } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import {
  CONNECT_MS,
  connectFirst,
  isTransient,
  kafkaClient,
  kafkaError,
  kafkaName,
} from './kafkaClient.js';
import type { KafkaOptions } from './kafkaOptions.js';

/** A record on its way. */
interface Sending {
  readonly message: Message;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: ConnectorError) => void;
}

/** What goes into one request. Brokers take 1 MiB for each partition unless they are told otherwise. */
const MAX_BATCH_BYTES = 1 << 19;
const RECORD_BYTES = 100;

/**
 * Writes to a topic of Kafka.
 *
 * Records of one key go to one partition, the same as those of other clients; the rest go around. One request is on its
 * way at a time, with up to 512 KiB of what was sent meanwhile, or with one record that is larger. It is sent again, in
 * the same order, until the broker answers: behind a lost answer records may be there twice, with the same id. The id
 * becomes the header `id`, and the content type the header `content-type`.
 *
 * Timing: `send()` resolves when all replicas that are in sync have the record. `close()` waits for what is on its way,
 * for `connectMs` when the brokers are away; what is not safe by then is rejected.
 * @throws {RangeError} without brokers, or when the topic cannot be one
 * @example
 * kafkaSink({ brokers: ['127.0.0.1:9092'], topic: 'results' }).name // => 'kafka://127.0.0.1:9092/results'
 */
export function kafkaSink(options: KafkaOptions): Sink {
  const name = kafkaName(options);
  const { topic, connectMs = CONNECT_MS } = options;
  const what = `Cannot write to ${name}`;
  const queue: Sending[] = [];
  const giveUp$ = new Subject<void>();
  let hasGivenUp = false;
  let isClosed = false;
  let producer: Producer | undefined;
  let working: Promise<void> | undefined;

  async function connect(): Promise<Producer> {
    const kafka = await kafkaClient(options);
    let isLate = false;
    const attempt = async () => {
      const connecting = kafka.producer({ maxInFlightRequests: 1 });
      try {
        await connecting.connect();
        if (isLate) throw new ConnectorError(`${what}: it is too late`);
        return connecting;
      } catch (error) {
        await connecting.disconnect();
        throw error;
      }
    };
    return connectFirst(what, connectMs, attempt).finally(() => {
      isLate = true;
    });
  }

  function nextBatch(): Sending[] {
    let bytes = 0;
    const end = queue.findIndex((sending) => {
      bytes += sending.bytes;
      return bytes > MAX_BATCH_BYTES;
    });
    return queue.splice(0, end === -1 ? queue.length : Math.max(end, 1));
  }

  /** Sends until there is an answer. */
  async function deliver(to: Producer, batch: readonly Sending[]): Promise<void> {
    for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, 5000)) {
      try {
        await to.send({ topic, acks: -1, messages: batch.map(({ message }) => message) });
        for (const { resolve } of batch) resolve();
        return;
      } catch (error) {
        if (isTransient(error) && !hasGivenUp) {
          await firstValueFrom(race(timer(waitMs), giveUp$));
        } else if (isTransient(error) || batch.length === 1) {
          for (const { reject } of batch) reject(kafkaError(what, error));
          return;
        } else {
          // One is refused, and takes the others with it.
          for (const sending of batch) await deliver(to, [sending]);
          return;
        }
      }
    }
  }

  async function work(): Promise<void> {
    try {
      producer ??= await connect();
      while (queue.length > 0) await deliver(producer, nextBatch());
    } catch (error) {
      for (const { reject } of queue.splice(0)) reject(kafkaError(what, error));
    }
    working = undefined;
  }

  return {
    name,
    send(record) {
      if (isClosed) return Promise.reject(new ConnectorError(`${what}: it is closed`));
      return new Promise((resolve, reject) => {
        const message = messageOf(record);
        queue.push({ message, bytes: record.value.byteLength + RECORD_BYTES, resolve, reject });
        working ??= work();
      });
    },
    async close() {
      isClosed = true;
      const patience = timer(connectMs).subscribe(() => {
        hasGivenUp = true;
        giveUp$.next();
      });
      await working;
      patience.unsubscribe();
      await producer?.disconnect();
    },
  };
}

function messageOf({ value, id, key, contentType }: Outgoing): Message {
  return {
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    ...(key === undefined ? {} : { key }),
    headers: {
      ...(id === undefined ? {} : { id }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
  };
}
