import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import {
  inProcess,
  jetStreamSink,
  kafkaSink,
  linesSource,
  mqttSink,
  natsSink,
  natsSource,
  redisSink,
  type Sink,
  type Source,
  sourceFromUrl,
} from 'gradstream/streams';
import { writeId } from '../../../streams/connectors/webhook/idHeader.js';
import { freePort } from './freePort.js';
import type { Format } from './hostileKinds.js';
import type { HostileRecord } from './hostileRecords.js';
import { hasKafka, kafkaBroker } from './kafkaBroker.js';
import { mosquitto, mosquittoPath } from './mosquitto.js';
import { takeUpPlace } from './mqttBrokers.js';
import { hasNatsServer, startNatsServer } from './natsServer.js';
import { hasRedis, redisServer } from './redis/redisServer.js';
import { sendAhead } from './sendAhead.js';

/** One topic, through which the records of a test go to one reader. */
export interface Way {
  /** undefined where only a test within the process can read it. */
  readonly address?: string;
  source(): Source;
  /** What the command reads as its standard input. */
  readonly input?: Readable;
  /** Sends in order; it may be called before anybody reads. */
  send(records: readonly HostileRecord[]): Promise<void>;
}

/** A broker that runs, or what stands for one. */
export interface Ways {
  open(topic: string): Promise<Way>;
  end(): Promise<void>;
}

/** How records get to a reader. */
export interface Transport {
  readonly name: string;
  readonly installed: boolean;
  readonly formats: readonly Format[];
  /** The largest record that it takes. */
  readonly largest: number;
  readonly newlines: boolean;
  readonly ids: boolean;
  readonly controls: boolean;
  readonly dropsRepeated: boolean;
  /** 1 where a sender waits until what it has sent is learnt from. */
  readonly batch: number;
  start(): Promise<Ways>;
}

const usual = {
  installed: true,
  formats: ['json', 'csv', 'float32', 'float64'],
  largest: 1_000_000,
  newlines: true,
  ids: true,
  controls: true,
  dropsRepeated: false,
  batch: 8,
} as const;

const MEGABYTES_8 = 8 * 1024 * 1024;

async function sendAll(sink: Sink, records: readonly HostileRecord[]): Promise<void> {
  let sent: Promise<void>[] = [];
  for (const { value, id } of records) {
    sent.push(sink.send(id === undefined ? { value } : { value, id }));
    // So few that large ones do not fill the memory of the test.
    if (sent.length < 50) continue;
    await Promise.all(sent);
    sent = [];
  }
  await Promise.all(sent);
  await sink.close();
}

/** Waits until something is there. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(10);
}

const nothing = () => Promise.resolve();

export const transports: readonly Transport[] = [
  {
    ...usual,
    name: 'a topic in the process',
    largest: MEGABYTES_8,
    start: () =>
      Promise.resolve({
        open() {
          const { source, sink } = inProcess();
          return Promise.resolve({
            source: () => source,
            send: (records) => sendAll(sink, records),
          });
        },
        end: nothing,
      }),
  },
  {
    ...usual,
    name: 'lines',
    formats: ['json', 'csv'],
    largest: MEGABYTES_8,
    newlines: false,
    ids: false,
    start: () =>
      Promise.resolve({
        open() {
          const input = new PassThrough();
          return Promise.resolve({
            address: '-',
            input,
            source: () => linesSource(input),
            async send(records) {
              for (const { value } of records) {
                if (!input.write(value)) await once(input, 'drain');
                input.write('\n');
              }
              input.end();
            },
          });
        },
        end: nothing,
      }),
  },
  {
    ...usual,
    name: 'HTTP',
    batch: 1,
    start: () =>
      Promise.resolve({
        async open() {
          const address = `http://127.0.0.1:${await freePort()}/examples`;
          return {
            address,
            source: () => sourceFromUrl(address),
            send: (records) => postAll(address, records),
          };
        },
        end: nothing,
      }),
  },
  {
    ...usual,
    name: hasNatsServer ? 'NATS' : 'NATS (needs nats-server)',
    installed: hasNatsServer,
    async start() {
      const server = await startNatsServer();
      return {
        open(subject) {
          const { url } = server;
          return Promise.resolve({
            // It keeps nothing: what is sent in one go has to find room.
            address: `${url}/${subject}?maxBuffered=100000`,
            source: () => natsSource({ url, subject, maxBuffered: 100_000 }),
            async send(records) {
              await until(async () => (await server.subjects()).includes(subject));
              await sendAll(natsSink({ url, subject }), records);
            },
          });
        },
        end: () => server.end(),
      };
    },
  },
  {
    ...usual,
    name: hasNatsServer ? 'JetStream' : 'JetStream (needs nats-server)',
    installed: hasNatsServer,
    dropsRepeated: true,
    async start() {
      const server = await startNatsServer();
      return {
        async open(subject) {
          const stream = subject.toUpperCase();
          await server.addStream(stream, subject);
          const address = `${server.url}/${subject}?stream=${stream}`;
          return {
            address,
            source: () => sourceFromUrl(address),
            send: (records) => sendAll(jetStreamSink({ url: server.url, subject }), records),
          };
        },
        end: () => server.end(),
      };
    },
  },
  {
    ...usual,
    name: hasRedis ? 'Redis streams' : 'Redis streams (needs redis-server)',
    installed: hasRedis,
    largest: MEGABYTES_8,
    async start() {
      const server = await redisServer();
      return {
        open(stream) {
          const address = `${server.url}/${stream}`;
          return Promise.resolve({
            address,
            source: () => sourceFromUrl(address),
            send: (records) => sendAll(redisSink({ url: server.url, stream }), records),
          });
        },
        end: () => server.end(),
      };
    },
  },
  {
    ...usual,
    name: mosquittoPath === undefined ? 'MQTT (needs mosquitto)' : 'MQTT',
    installed: mosquittoPath !== undefined,
    controls: false,
    largest: MEGABYTES_8,
    async start() {
      const broker = await mosquitto();
      const url = `mqtt://127.0.0.1:${broker.port}`;
      return {
        async open(topic) {
          // What is published before somebody has read there is gone.
          await takeUpPlace(broker.port, topic, topic, '5');
          const address = `${url}/${topic}?client=${topic}`;
          return {
            address,
            source: () => sourceFromUrl(address),
            send: (records) => sendAll(mqttSink({ url, topic }), records),
          };
        },
        end: () => broker.end(),
      };
    },
  },
  {
    ...usual,
    name: hasKafka ? 'Kafka' : 'Kafka (needs librdkafka1)',
    installed: hasKafka,
    async start() {
      const broker = await kafkaBroker();
      return {
        async open(topic) {
          await broker.tell({ topic, partitions: 1 });
          const address = `kafka://${broker.address}/${topic}`;
          return {
            address,
            source: () => sourceFromUrl(address),
            send: (records) => {
              const sink = kafkaSink({ brokers: [broker.address], topic });
              return sendAhead(sink, records, { address: broker.address, topic });
            },
          };
        },
        end: () => broker.end(),
      };
    },
  },
];

/** Each is answered before the next is sent. With the last one the reader ends, before it has answered or behind it. */
async function postAll(address: string, records: readonly HostileRecord[]): Promise<void> {
  await until(() =>
    fetch(address).then(
      () => true,
      () => false,
    ),
  );
  for (const [i, { value, id }] of records.entries()) {
    const headers = id === undefined ? undefined : { 'Idempotency-Key': writeId(id) };
    const sent = fetch(address, { method: 'POST', body: value, ...(headers && { headers }) });
    const status = await sent.then(
      (response) => response.status,
      () => 'none',
    );
    if (status !== 202 && i < records.length - 1) throw new Error(`Answered with ${status}`);
  }
}
