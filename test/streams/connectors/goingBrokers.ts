import {
  jetStreamSink,
  jetStreamSource,
  kafkaSink,
  kafkaSource,
  mqttSink,
  mqttSource,
  redisSink,
  redisSource,
  type Sink,
  type Source,
} from 'gradstream/streams';
import { hasKafka, kafkaBroker } from './kafkaBroker.js';
import { mosquitto, mosquittoPath } from './mosquitto.js';
import { hasNatsServer, startNatsServer } from './natsServer.js';
import { hasRedis, redisServer } from './redis/redisServer.js';
import { type Relay, relay } from './relay.js';

/** An empty topic of a broker that goes away, and comes back with what it has kept. */
export interface GoingBroker {
  readonly sink: Sink;
  readonly source: Source;
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  end(): Promise<void>;
}

/** One that the sink reaches through a door. */
export interface GoingBrokerBehindDoor extends GoingBroker {
  readonly door: Relay;
}

/** How one is started; what is undefined is not installed. */
export type Starts<T> = Readonly<Record<string, (() => Promise<T>) | undefined>>;

export const brokersBehindDoors: Starts<GoingBrokerBehindDoor> = {
  'redis-server': hasRedis ? goingRedis : undefined,
  'nats-server': hasNatsServer ? goingJetStream : undefined,
  mosquitto: mosquittoPath === undefined ? undefined : goingMosquitto,
};

export const goingBrokers: Starts<GoingBroker> = {
  ...brokersBehindDoors,
  // It tells its clients its own address.
  librdkafka: hasKafka ? goingKafka : undefined,
};

async function goingRedis(): Promise<GoingBrokerBehindDoor> {
  const server = await redisServer();
  const door = await relay(() => server.port);
  const stream = 'published';
  return {
    sink: redisSink({ url: `redis://127.0.0.1:${door.port}`, stream }),
    source: redisSource({ url: server.url, stream }),
    leave: () => server.kill(),
    comeBack: () => server.restart(),
    door,
    async end() {
      await door.end();
      await server.end();
    },
  };
}

async function goingJetStream(): Promise<GoingBrokerBehindDoor> {
  const server = await startNatsServer();
  const { url } = server;
  const door = await relay(() => Number(new URL(url).port));
  const [stream, subject] = ['PUBLISHED', 'published'];
  await server.addStream(stream, subject);
  return {
    sink: jetStreamSink({ url: `nats://127.0.0.1:${door.port}`, subject }),
    source: jetStreamSource({ url, stream, durable: 'reader' }),
    leave: () => server.kill(),
    comeBack: () => server.start(),
    door,
    async end() {
      await door.end();
      await server.end();
    },
  };
}

async function goingMosquitto(): Promise<GoingBrokerBehindDoor> {
  const broker = await mosquitto();
  const door = await relay(() => broker.port);
  const topic = 'published';
  return {
    sink: mqttSink({ url: `mqtt://127.0.0.1:${door.port}`, topic }),
    source: mqttSource({ url: `mqtt://127.0.0.1:${broker.port}`, topic, clientId: 'reader' }),
    leave: () => broker.leave(),
    comeBack: () => broker.comeBack(),
    door,
    async end() {
      await door.end();
      await broker.end();
    },
  };
}

async function goingKafka(): Promise<GoingBroker> {
  const broker = await kafkaBroker();
  const options = { brokers: [broker.address], topic: 'published' };
  await broker.tell({ topic: options.topic, partitions: 1 });
  return {
    sink: kafkaSink(options),
    source: kafkaSource({ ...options, sessionMs: 4000 }),
    leave: () => broker.tell({ is: 'down' }),
    comeBack: () => broker.tell({ is: 'up' }),
    end: () => broker.end(),
  };
}
