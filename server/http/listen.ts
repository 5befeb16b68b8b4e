import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSockets } from './handleUpgrade.js';

/** Where and how to listen. */
export interface ListenOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** 'localhost' is 127.0.0.1 and, where there is one, ::1. */
  readonly host: string;
  /** Connections of any kind; more are dropped. */
  readonly connections: number;
  readonly handle: RequestListener;
  readonly upgrade: WebSockets['upgrade'];
}

/** Servers that listen, on one port. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, and ends those that are left. */
  close(): Promise<void>;
}

/** Headers come within 5 s, in 8 KiB; a request within 10 s. */
const requestLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const;

/** Another port is tried so often, when the one that the system chose is taken on ::1. */
const TRIES = 5;

/** @throws {Error} by rejection, when the address cannot be had, with the `code` of the system */
export async function listen({ port, host, ...options }: ListenOptions): Promise<Listening> {
  const hosts = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    try {
      let chosen = port;
      for (const each of hosts) {
        const server = await bind(each, chosen, options);
        if (server === undefined) continue;
        servers.push(server);
        chosen = addressOf(server).port;
      }
      return { port: chosen, close: () => closeAll(servers) };
    } catch (error) {
      await closeAll(servers);
      if (port !== 0 || tries === TRIES) throw error;
    }
  }
}

/** A server on one address; undefined where the machine has no such address and can do without. */
async function bind(
  host: string,
  port: number,
  { connections, handle, upgrade }: Omit<ListenOptions, 'port' | 'host'>,
): Promise<Server | undefined> {
  const server = createServer(requestLimits, handle);
  server.maxConnections = connections;
  server.on('upgrade', upgrade);
  // Else Node.js answers these by itself, whoever asks.
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.listen(port, host);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (host === '::1' && isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server has no port');
  return address;
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }),
  );
}
