import { once } from 'node:events';
import { type ServeOptions, serve } from 'gradstream/server';
import { expect } from 'vitest';
import { bystander } from './bystander.js';
import { figuresOf } from './figures.js';
import { frameOf, open, requestText, upgradeHeaders } from './raw.js';
import { scriptedRun } from './scriptedRun.js';

/** A server with a run, and a bystander, who has to notice nothing of what is done to it. */
export async function underSiege(options: ServeOptions = {}) {
  const scripted = scriptedRun();
  const serving = await serve(scripted.run, {
    tickMs: 5,
    connectionsPerAddress: 2_000,
    ...options,
  });
  const { port, tokens } = serving;
  const witness = await bystander(port);
  let published = 0;
  const publish = (): void => scripted.costs(published++);

  return {
    ...scripted,
    serving,
    port,
    tokens,
    publish,
    /** Publishes a point, and waits until the bystander has it. */
    async seen(): Promise<void> {
      publish();
      await witness.sawAll(published);
    },
    /** An open WebSocket, as bytes, that has said hello unless told otherwise. */
    async rawWebSocket({ hello = true } = {}) {
      const socket = await open(port);
      socket.write(requestText('GET', '/v1/ws', [`Host: 127.0.0.1:${port}`, ...upgradeHeaders]));
      await once(socket, 'data');
      if (!hello) return socket;
      socket.write(frameOf(Buffer.from('{"t":"hello","client":"raw"}')));
      await once(socket, 'data');
      return socket;
    },
    /** The siege is over: the bystander has every point, and nobody else is there any more. */
    async end(): Promise<void> {
      publish();
      await witness.sawAll(published);
      await expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 1, connections: 1 });
      await witness.end();
      await expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 0, connections: 0 });
      await serving.close();
    },
  };
}

export type Siege = Awaited<ReturnType<typeof underSiege>>;
