import { randomUUID } from 'node:crypto';
import { mqttSink, mqttSource } from 'gradstream/streams';
import { afterAll, beforeAll, describe } from 'vitest';
import { freePort } from './freePort.js';
import { connectorLaws, type Rig } from './laws.js';
import { mosquitto, mosquittoPath } from './mosquitto.js';
import { aedes, type Broker, takeUpPlace, type Version } from './mqttBrokers.js';
import { relay } from './relay.js';

async function rigOf(broker: Broker, version: Version): Promise<Rig> {
  const door = await relay(() => broker.port);
  const topic = `laws/${randomUUID()}`;
  const clientId = randomUUID();
  await takeUpPlace(broker.port, topic, clientId, version);
  const url = `mqtt://127.0.0.1:${door.port}`;
  const source = mqttSource({ url, topic, clientId, version });
  return {
    // One handle, since it remembers ids and positions of what is not acknowledged.
    source: () => source,
    sink: () => mqttSink({ url, topic, version }),
    restart: () => broker.restart(),
    connections: () => Promise.resolve(door.connections()),
    end: () => door.end(),
  };
}

function lawsOf(name: string, start: () => Promise<Broker>, version: Version) {
  describe(name, () => {
    let broker: Broker | undefined;
    let nobody: number;
    beforeAll(async () => {
      broker = await start();
      nobody = await freePort();
    });
    afterAll(() => broker?.end());
    const rigged = () =>
      broker === undefined ? Promise.reject(new Error('no broker')) : rigOf(broker, version);
    connectorLaws(`MQTT ${version}`, rigged, {
      // There is no place for an id in 3.1.1.
      ids: version === '5',
      nowhere: () =>
        mqttSource({
          url: `mqtt://me:secret@127.0.0.1:${nobody}`,
          topic: 'a',
          version,
          connectMs: 400,
        }),
    });
  });
}

describe.skipIf(mosquittoPath === undefined)('mqttSource(), mqttSink() (needs mosquitto)', () => {
  lawsOf('over mosquitto', mosquitto, '5');
  lawsOf('over mosquitto', mosquitto, '3.1.1');
});

describe('mqttSource(), mqttSink()', () => {
  lawsOf('over aedes', aedes, '3.1.1');
});
