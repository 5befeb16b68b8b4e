import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';

/** How a client of the tests connects. */
export interface ClientOptions {
  readonly token?: string;
  /** Extra headers of the upgrade. */
  readonly headers?: Record<string, string>;
  /** What it says hello with; false for nothing. */
  readonly hello?: object | false;
  readonly host?: string;
}

export type WireClient = Awaited<ReturnType<typeof connect>>;

/** A client that speaks plain WebSocket: nothing of it is shared with the code that it tests. */
export async function connect(port: number, options: ClientOptions = {}) {
  const { token, headers = {}, hello = {}, host = '127.0.0.1' } = options;
  const protocols = ['gradstream.v1.json', ...(token ? [`gradstream.auth.${token}`] : [])];
  const socket = new WebSocket(`ws://${host}:${port}/v1/ws`, protocols, { headers });
  const got: ServerMessage[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      wake();
    });
  });
  socket.on('message', (data: Buffer) => {
    got.push(JSON.parse(data.toString()));
    wake();
  });
  socket.on('error', () => {});
  await once(socket, 'open');

  const client = {
    socket,
    got,
    closed,
    say: (message: unknown): void => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    /** Resolves as soon as something holds of all that came; rejects when the connection is closed before. */
    until: (holds: (got: readonly ServerMessage[]) => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (holds(got)) resolve();
          else if (socket.readyState === WebSocket.CLOSED)
            reject(new Error(`closed: ${JSON.stringify(got.slice(-3))}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    /** The answer to a request. */
    ask: async (
      message: { readonly id: string } & Readonly<Record<string, unknown>>,
    ): Promise<ServerMessage> => {
      const isAnswer = (each: ServerMessage) => 'id' in each && each.id === message.id;
      client.say(message);
      await client.until(() => got.some(isAnswer));
      return got.find(isAnswer) ?? { t: 'pong' };
    },
    end: async (): Promise<void> => {
      socket.close();
      await closed;
    },
  };
  if (hello !== false) {
    client.say({ t: 'hello', client: 'test', ...hello });
    await client.until((all) => all.some(({ t }) => t === 'welcome'));
  }
  return client;
}
