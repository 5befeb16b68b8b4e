import { hasKafka, kafkaBroker } from '../../test/streams/connectors/kafkaBroker.js';
import { mosquitto, mosquittoPath } from '../../test/streams/connectors/mosquitto.js';
import { hasNatsServer, startNatsServer } from '../../test/streams/connectors/natsServer.js';
import { hasRedis, redisServer } from '../../test/streams/connectors/redis/redisServer.js';

/** A broker of a bench, that goes away and comes back. */
export interface Broker {
  readonly port: number;
  /** Ends it at once. What it has said to be safe is on the disk. */
  kill(): Promise<void>;
  /** Starts it again, with what it has kept. */
  start(): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  end(): Promise<void>;
}

export const brokerNames = ['redis', 'jetstream', 'mqtt', 'kafka'] as const;
export type BrokerName = (typeof brokerNames)[number];

/** What is written to: the stream, the subject, the topic. */
export const PLACE = 'gradstream';

interface Program {
  /** What has to be installed. */
  readonly needs: string;
  readonly isThere: boolean;
  start(): Promise<Broker>;
}

const programs: Readonly<Record<BrokerName, Program>> = {
  redis: {
    needs: 'redis-server',
    isThere: hasRedis,
    async start() {
      const often = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
      const server = await redisServer(undefined, often);
      return { ...server, start: () => server.restart() };
    },
  },
  jetstream: {
    needs: 'nats-server',
    isThere: hasNatsServer,
    async start() {
      const server = await startNatsServer();
      await server.addStream(PLACE, PLACE);
      return server;
    },
  },
  mqtt: {
    needs: 'mosquitto',
    isThere: mosquittoPath !== undefined,
    async start() {
      const broker = await mosquitto();
      // It writes down what it holds when it is asked to end, and every so often.
      return { ...broker, kill: () => broker.leave(), start: () => broker.comeBack() };
    },
  },
  kafka: {
    needs: 'librdkafka1',
    isThere: hasKafka,
    async start() {
      const broker = await kafkaBroker();
      await broker.tell({ topic: PLACE, partitions: 1 });
      // The mock cluster keeps everything in memory: it refuses instead of being killed.
      const be = (is: 'up' | 'down') => broker.tell({ is });
      return { ...broker, kill: () => be('down'), start: () => be('up') };
    },
  },
};

/** What a machine lacks for a broker; undefined when it has it. */
export function lackFor(name: BrokerName): string | undefined {
  const { needs, isThere } = programs[name];
  return isThere ? undefined : `${needs} is not installed`;
}

/** Starts a broker on a free port of loopback, with an empty place. */
export function startBroker(name: BrokerName): Promise<Broker> {
  return programs[name].start();
}
