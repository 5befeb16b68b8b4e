import { jetstreamManager } from '@nats-io/jetstream';
import {
  jetStreamSink,
  jetStreamSource,
  kafkaSink,
  kafkaSource,
  redisSink,
  redisSource,
  type Sink,
  type Source,
} from 'gradstream/streams';
import { hasKafka, kafkaBroker } from '../streams/connectors/kafkaBroker.js';
import { hasNatsServer, startNatsServer } from '../streams/connectors/natsServer.js';
import { hasRedis, redisServer } from '../streams/connectors/redis/redisServer.js';

/** A new topic, for who sends to it and who learns from it. */
export interface LearningTopic {
  /** For `gradstream learn`. */
  readonly address: string;
  readonly sink: Sink;
  /** What a learner would be given. */
  readonly source: Source;
}

/** A broker that examples are learnt from. */
export interface LearningBroker {
  topic(name: string): Promise<LearningTopic>;
  /** Ends the broker at once and starts it again, with what it has kept. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

const SHORTEST_WINDOW_NS = 1e8;

/** Those whose deliveries have positions, and come again. */
export const brokers: readonly {
  readonly name: string;
  readonly installed: boolean;
  /** Whether a learner begins within a second, and can be ended often. */
  readonly isQuick: boolean;
  start(): Promise<LearningBroker>;
}[] = [
  {
    name: hasRedis ? 'Redis streams' : 'Redis streams (needs redis-server)',
    installed: hasRedis,
    isQuick: true,
    async start() {
      const server = await redisServer();
      const { url } = server;
      return {
        topic: async (stream) => ({
          address: `${url}/${stream}`,
          sink: redisSink({ url, stream }),
          source: redisSource({ url, stream }),
        }),
        restart: () => server.restart(),
        end: () => server.end(),
      };
    },
  },
  {
    name: hasNatsServer ? 'JetStream' : 'JetStream (needs nats-server)',
    installed: hasNatsServer,
    isQuick: true,
    async start() {
      const server = await startNatsServer();
      const { url } = server;
      return {
        async topic(subject) {
          const name = subject.toUpperCase();
          await server.over(async (connection) => {
            const { streams } = await jetstreamManager(connection);
            // The stream itself drops what comes twice at once; later it is to be the learner who does.
            await streams.add({ name, subjects: [subject], duplicate_window: SHORTEST_WINDOW_NS });
          });
          return {
            address: `${url}/${subject}?stream=${name}`,
            sink: jetStreamSink({ url, subject }),
            source: jetStreamSource({ url, subject, stream: name, durable: 'gradstream' }),
          };
        },
        restart: () => server.restart(),
        end: () => server.end(),
      };
    },
  },
  {
    name: hasKafka ? 'Kafka' : 'Kafka (needs librdkafka1)',
    installed: hasKafka,
    // It joins a group for 3 seconds.
    isQuick: false,
    async start() {
      const server = await kafkaBroker();
      const { address } = server;
      return {
        async topic(topic) {
          await server.tell({ topic, partitions: 1 });
          const at = { brokers: [address], topic };
          // A learner that is killed stays in its group for so long, and the next one waits for it.
          const sessionMs = 4000;
          return {
            address: `kafka://${address}/${topic}?sessionMs=${sessionMs}`,
            sink: kafkaSink(at),
            source: kafkaSource({ ...at, sessionMs }),
          };
        },
        async restart() {
          await server.tell({ is: 'down' });
          await server.tell({ is: 'up' });
        },
        end: () => server.end(),
      };
    },
  },
];
