import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A line to a server over which so many bytes come in a millisecond, at most. */
export async function slowLine(port: number, bytesPerMs: number) {
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const pumping = setInterval(() => {
      const bytes: Buffer | null = server.read(Math.min(bytesPerMs, server.readableLength));
      if (bytes !== null) client.write(bytes);
    }, 1);
    client.pipe(server);
    client.on('error', () => {}).on('close', () => server.destroy());
    server
      .on('error', () => {})
      .on('close', () => {
        clearInterval(pumping);
        client.destroy();
      });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => listener.close(),
  };
}
