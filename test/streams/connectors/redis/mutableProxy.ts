import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a port of this machine that can be made to pass on nothing more. */
export interface MutableProxy {
  readonly port: number;
  /** The connections that are there stay open, and say nothing from now on. */
  mute(): void;
  end(): void;
}

export async function mutableProxy(to: number): Promise<MutableProxy> {
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.on('error', () => {});
      sockets.push(socket);
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mute() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    end() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
