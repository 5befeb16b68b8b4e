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
} from '../../streams/index.js';
import { type BrokerName, PLACE } from './broker.js';

/** Both ends of a broker. */
export interface Ends {
  readonly sink: (port: number) => Sink;
  readonly source: (port: number) => Source;
}

const redisAt = (port: number) => ({ url: `redis://127.0.0.1:${port}`, stream: PLACE });
const natsAt = (port: number) => ({ url: `nats://127.0.0.1:${port}`, subject: PLACE });
const mqttAt = (port: number) => ({ url: `mqtt://127.0.0.1:${port}`, topic: PLACE });
const kafkaAt = (port: number) => ({ brokers: [`127.0.0.1:${port}`], topic: PLACE });

export const ends: Readonly<Record<BrokerName, Ends>> = {
  redis: {
    sink: (port) => redisSink(redisAt(port)),
    source: (port) => redisSource(redisAt(port)),
  },
  jetstream: {
    sink: (port) => jetStreamSink(natsAt(port)),
    source: (port) => jetStreamSource({ ...natsAt(port), stream: PLACE, durable: 'bench' }),
  },
  mqtt: {
    sink: (port) => mqttSink(mqttAt(port)),
    source: (port) => mqttSource({ ...mqttAt(port), clientId: 'bench' }),
  },
  kafka: {
    sink: (port) => kafkaSink(kafkaAt(port)),
    source: (port) => kafkaSource(kafkaAt(port)),
  },
};
