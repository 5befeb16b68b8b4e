import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Delivery, sinkFromUrl, sourceFromUrl } from 'gradstream/streams';
import { BehaviorSubject, type Subscription } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import { freePort } from '../../streams/connectors/freePort.js';
import { hasKafka, kafkaBroker } from '../../streams/connectors/kafkaBroker.js';
import { mosquitto, mosquittoPath } from '../../streams/connectors/mosquitto.js';
import { hasNatsServer, startNatsServer } from '../../streams/connectors/natsServer.js';
import { events } from '../command.js';
import { runHere } from '../commandHere.js';
import { coveredIn, lifeIn, type PublishedRecord } from './publishedRecords.js';

/** A place that is published to and read from by one address. */
interface Place {
  readonly address: string;
  readonly end: () => Promise<void>;
}

async function natsPlace(query: string): Promise<Place> {
  const server = await startNatsServer();
  await server.addStream('LIVE', 'kept');
  return { address: `${server.url}/${query}`, end: () => server.end() };
}

async function mqttPlace(query: string): Promise<Place> {
  const broker = await mosquitto();
  return { address: `mqtt://127.0.0.1:${broker.port}/live${query}`, end: () => broker.end() };
}

async function kafkaPlace(): Promise<Place> {
  const broker = await kafkaBroker();
  await broker.tell({ topic: 'live', partitions: 1 });
  return { address: `kafka://${broker.address}/live`, end: () => broker.end() };
}

const transports: readonly [string, boolean, () => Promise<Place>][] = [
  ['a subject of NATS (nats-server)', hasNatsServer, () => natsPlace('live')],
  ['JetStream (nats-server)', hasNatsServer, () => natsPlace('kept?stream=LIVE')],
  ['MQTT 5 (mosquitto)', mosquittoPath !== undefined, () => mqttPlace('')],
  ['MQTT 3.1.1 (mosquitto)', mosquittoPath !== undefined, () => mqttPlace('?version=3.1.1')],
  ['Kafka (librdkafka)', hasKafka, kafkaPlace],
  [
    'HTTP',
    true,
    async () => ({ address: `http://127.0.0.1:${await freePort()}/live`, end: async () => {} }),
  ],
];

/** Reads along, and keeps each record once. */
function listening(address: string) {
  const heard = new Map<string, PublishedRecord>();
  let isThere = false;
  const demand$ = new BehaviorSubject(64);
  const take = (delivery: Delivery) => {
    const text = new TextDecoder().decode(delivery.value);
    if (text === 'hello') isThere = true;
    else {
      const record: PublishedRecord = JSON.parse(text);
      heard.set(record.id, record);
    }
    delivery.ack();
    demand$.next(1);
  };
  const reading: Subscription = sourceFromUrl(address).open({ demand$ }).subscribe(take);
  return {
    records: () => [...heard.values()],
    /** Nothing is kept for those who come later: says something until it is heard. */
    async whenThere() {
      const sink = sinkFromUrl(address);
      await expect
        .poll(
          async () => {
            if (!isThere) await sink.send({ value: Buffer.from('hello'), id: 'hello' });
            return isThere;
          },
          { timeout: 20_000, interval: 100 },
        )
        .toBe(true);
      await sink.close();
    },
    end: () => reading.unsubscribe(),
  };
}

let folder: string;
let shared: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-anywhere-'));
  const good = await writeGoodFiles(folder);
  shared = [
    ...['train', '--train', good.train, '--test', good.test, '--init', 'he', '--json'],
    ...['--iterations', '500', '--report-every', '100'],
  ];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const [name, isThere, start] of transports) {
  describe.skipIf(!isThere)(`gradstream train --publish to ${name}`, () => {
    test('sends every point and all that happens', async () => {
      const { address, end } = await start();
      const listener = listening(address);
      try {
        await listener.whenThere();
        const { stdout, stderr } = await runHere([...shared, '--publish', address]);
        expect(stderr).toBe('');
        expect(events(stdout).filter(({ type }) => type === 'published')).toEqual([
          { type: 'published', to: address.split('?')[0], unsent: 0, lost: 0, thinned: 0 },
        ]);
        await expect
          .poll(() => lifeIn(listener.records(), 'relu/run/events'), { timeout: 20_000 })
          .toEqual(expect.arrayContaining(['started 0', 'finished 500']));
        const iterations = Array.from({ length: 500 }, (_, i) => i + 1);
        await expect
          .poll(() => coveredIn(listener.records(), 'relu/train/cost'), { timeout: 20_000 })
          .toEqual(iterations);
      } finally {
        listener.end();
        await end();
      }
    });
  });
}
