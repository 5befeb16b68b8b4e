import { jetStreamSink, kafkaSink, type Outgoing, redisSink, type Sink } from 'gradstream/streams';
import { hasKafka, kafkaBroker } from '../streams/connectors/kafkaBroker.js';
import { hasNatsServer, startNatsServer } from '../streams/connectors/natsServer.js';
import { hasRedis, redisServer } from '../streams/connectors/redis/redisServer.js';

/** A broker that examples are learnt from. */
export interface LearningBroker {
  /** Sends records to a new topic; gives its address for `gradstream learn`. */
  fill(topic: string, records: Iterable<Outgoing>): Promise<string>;
  /** Ends the broker at once and starts it again, with what it has kept. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Those whose deliveries have positions, and come again. */
export const brokers: readonly {
  readonly name: string;
  readonly installed: boolean;
  start(): Promise<LearningBroker>;
}[] = [
  {
    name: hasRedis ? 'Redis streams' : 'Redis streams (needs redis-server)',
    installed: hasRedis,
    async start() {
      const server = await redisServer();
      return {
        async fill(stream, records) {
          await sendAll(redisSink({ url: server.url, stream }), records);
          return `${server.url}/${stream}`;
        },
        restart: () => server.restart(),
        end: () => server.end(),
      };
    },
  },
  {
    name: hasNatsServer ? 'JetStream' : 'JetStream (needs nats-server)',
    installed: hasNatsServer,
    async start() {
      const server = await startNatsServer();
      return {
        async fill(subject, records) {
          await server.addStream(subject.toUpperCase(), subject);
          await sendAll(jetStreamSink({ url: server.url, subject }), records);
          return `${server.url}/${subject}?stream=${subject.toUpperCase()}`;
        },
        restart: () => server.restart(),
        end: () => server.end(),
      };
    },
  },
  {
    name: hasKafka ? 'Kafka' : 'Kafka (needs librdkafka1)',
    installed: hasKafka,
    async start() {
      const broker = await kafkaBroker();
      return {
        async fill(topic, records) {
          await broker.tell({ topic, partitions: 1 });
          await sendAll(kafkaSink({ brokers: [broker.address], topic }), records);
          return `kafka://${broker.address}/${topic}`;
        },
        async restart() {
          await broker.tell({ is: 'down' });
          await broker.tell({ is: 'up' });
        },
        end: () => broker.end(),
      };
    },
  },
];

/** Sends records in order, some of them ahead. */
async function sendAll(sink: Sink, records: Iterable<Outgoing>): Promise<void> {
  let sent: Promise<void>[] = [];
  for (const record of records) {
    sent.push(sink.send(record));
    if (sent.length < 500) continue;
    await Promise.all(sent);
    sent = [];
  }
  await Promise.all(sent);
  await sink.close();
}
