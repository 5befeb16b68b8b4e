import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { freePort } from './freePort.js';

export type Version = '3.1.1' | '5';

/** A broker of a test. */
export interface Broker {
  readonly port: number;
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Aedes within the process, whose listener can go away and come back; what it keeps stays. */
export async function aedes(options: AedesOptions = {}): Promise<Broker> {
  const broker = await Aedes.createBroker(options);
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

/** A plain client, which is not gradstream's. */
export function plainClient(
  port: number,
  version: Version,
  options: IClientOptions = {},
): Promise<MqttClient> {
  return connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: randomUUID(),
    protocolVersion: version === '5' ? 5 : 4,
    ...options,
  });
}

/** Takes up a place at the broker, as one that has read the topic before. */
export async function takeUpPlace(
  port: number,
  topic: string,
  clientId: string,
  version: Version,
): Promise<void> {
  const client = await plainClient(port, version, {
    clientId,
    clean: false,
    ...(version === '5' && { properties: { sessionExpiryInterval: 600 } }),
  });
  await client.subscribeAsync(topic, { qos: 1 });
  await client.endAsync();
}
