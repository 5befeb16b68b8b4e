import {
  jetStreamSource,
  linesSource,
  natsSink,
  natsSource,
  type Sink,
  type Source,
  webhookSource,
} from '../../streams/index.js';
import { type BrokerName, PLACE } from '../brokers/broker.js';
import { ends } from '../brokers/ends.js';

/** Ways in for examples. */
export const doorNames = [
  'redis',
  'jetstream',
  'nats',
  'mqtt',
  'kafka',
  'webhook',
  'stdin',
] as const;
export type DoorName = (typeof doorNames)[number];

/** What a door is opened with. */
interface Door {
  /** Which broker stands between producer and learner. */
  readonly broker?: BrokerName;
  /** Where the examples come from; says where it listens, and how many messages it has dropped. */
  readonly source: (port: number, told: Told) => Source;
  /** Where a producer sends one example a record. Default: it writes lines. */
  readonly sink?: (port: number) => Sink;
}

export interface Told {
  readonly listening: (url: string) => void;
  readonly dropped: (count: number) => void;
}

const core = (port: number) => ({ url: `nats://127.0.0.1:${port}`, subject: 'core' });
const stream = (port: number) => ({ url: `nats://127.0.0.1:${port}`, stream: PLACE });

export const doors: Readonly<Record<DoorName, Door>> = {
  redis: { broker: 'redis', ...ends.redis },
  jetstream: {
    broker: 'jetstream',
    sink: ends.jetstream.sink,
    source: (port) => jetStreamSource({ ...stream(port), durable: 'bench' }),
  },
  nats: {
    broker: 'jetstream',
    sink: (port) => natsSink(core(port)),
    source: (port, { dropped }) => natsSource({ ...core(port), onDropped: dropped }),
  },
  mqtt: { broker: 'mqtt', ...ends.mqtt },
  kafka: { broker: 'kafka', ...ends.kafka },
  webhook: { source: (port, { listening }) => webhookSource({ port, onListening: listening }) },
  stdin: { source: () => linesSource(process.stdin) },
};
