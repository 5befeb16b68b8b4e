import {
  type Delivery,
  type KafkaSourceOptions,
  kafkaSink,
  kafkaSource,
  type Positions,
} from 'gradstream/streams';
import { Kafka } from 'kafkajs';
import { Subject } from 'rxjs';
import type { TestContext } from 'vitest';
import { kafkaBroker } from './kafkaBroker.js';

export const bytes = (text: string) => new TextEncoder().encode(text);
export const textOf = ({ value }: Pick<Delivery, 'value'>) => new TextDecoder().decode(value);

/** One topic of a broker of its own, both ended with the test. */
export async function kafkaTopic(
  { onTestFinished: finished, expect }: TestContext,
  { partitions = 1 } = {},
) {
  const topic = 'examples';
  const broker = await kafkaBroker();
  finished(() => broker.end());
  await broker.tell({ topic, partitions });
  const options = { brokers: [broker.address], topic };
  const sink = kafkaSink(options);
  finished(() => sink.close());
  const kafka = new Kafka({ brokers: [broker.address], logCreator: () => () => {} });
  const admin = kafka.admin();
  await admin.connect();
  finished(() => admin.disconnect());
  const groupId = `gradstream.${topic}`;

  return {
    broker,
    sink,
    options,
    /** Waits until something is so. */
    until: (what: () => unknown) => expect.poll(what, { interval: 10 }),
    /** Values in order, each with a key of its own. */
    send: async (...values: string[]) => {
      await Promise.all(values.map((value) => sink.send({ value: bytes(value), key: value })));
    },
    read: (more: Partial<KafkaSourceOptions> = {}, after?: Positions) => {
      const demand$ = new Subject<number>();
      const got: Delivery[] = [];
      let error: Error | undefined;
      const subscription = kafkaSource({ ...options, sessionMs: 4000, ...more })
        .open({ demand$, after })
        .subscribe({
          next: (delivery) => got.push(delivery),
          error: (found) => {
            error = found;
          },
        });
      const close = () => subscription.unsubscribe();
      finished(close);
      return {
        got,
        ask: (count: number) => demand$.next(count),
        texts: () => error ?? got.map(textOf),
        error: () => error,
        trouble: () => error?.toString(),
        close,
      };
    },
    /** What the group has committed: offset and text of each partition. */
    committed: async () => {
      const [{ partitions: all }] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return all.map(({ offset, metadata }) => [offset, metadata]);
    },
    commit: async (offset: string) => {
      const consumer = kafka.consumer({ groupId, sessionTimeout: 4000, heartbeatInterval: 1000 });
      await consumer.connect();
      await consumer.subscribe({ topic });
      await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
      // Or it looks for a record there, and falls back.
      consumer.pause([{ topic }]);
      await consumer.commitOffsets([{ topic, partition: 0, offset }]);
      await consumer.disconnect();
    },
  };
}
