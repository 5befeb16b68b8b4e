import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { mqttSink, mqttSource } from 'gradstream/streams';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe } from 'vitest';
import { connectorLaws, type Rig } from './laws.js';
import { freePort, mosquitto, mosquittoPath } from './mosquitto.js';
import { type Relay, relay } from './relay.js';

type Version = '3.1.1' | '5';

/** A broker that many rigs share. */
interface Broker {
  readonly port: number;
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Takes up a place at the broker, as one that has read the topic before. */
async function takeUpPlace(url: string, topic: string, clientId: string, version: Version) {
  const client = await connectAsync(url, {
    clientId,
    clean: false,
    protocolVersion: version === '5' ? 5 : 4,
    ...(version === '5' && { properties: { sessionExpiryInterval: 600 } }),
  });
  await client.subscribeAsync(topic, { qos: 1 });
  await client.endAsync();
}

async function rigOf(broker: Broker, version: Version): Promise<Rig> {
  const door: Relay = await relay(() => broker.port);
  const topic = `laws/${randomUUID()}`;
  const clientId = randomUUID();
  await takeUpPlace(`mqtt://127.0.0.1:${broker.port}`, topic, clientId, version);
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

/** Aedes within the process, whose listener can go away and come back. */
async function aedes(): Promise<Broker> {
  const broker = await Aedes.createBroker({ heartbeatInterval: 600_000 });
  const sockets = new Set<Socket>();
  const port = await freePort();
  const listen = async () => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      broker.handle(socket);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen();
  const shut = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port,
    async restart() {
      await shut();
      server = await listen();
    },
    async end() {
      await shut();
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}

function lawsOf(name: string, start: () => Promise<Broker>, version: Version) {
  describe(name, () => {
    let broker: Broker;
    let nobody: number;
    beforeAll(async () => {
      broker = await start();
      nobody = await freePort();
    });
    afterAll(() => broker?.end());
    connectorLaws(`MQTT ${version}`, () => rigOf(broker, version), {
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
