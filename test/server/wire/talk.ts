import { WebSocket } from 'ws';

/** Says things over a WebSocket until the server has closed it, or until it has heard all; what it said, and why. */
export async function talk(
  port: number,
  texts: readonly (string | Buffer)[],
  protocols: readonly string[] = [],
): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`, [
    'gradstream.v1.json',
    ...protocols,
  ]);
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  socket.on('error', ({ message }) => heard.push(message));
  socket.on('open', () => {
    for (const text of texts) socket.send(text);
    // The answer to the last one comes before that to the close.
    socket.close(1000, texts.at(-1)?.toString().slice(0, 100));
  });
  await new Promise<void>((resolve) => {
    socket.on('close', (code, reason) => {
      // The answer to our own close is our own reason.
      heard.push(`${code} ${code === 1000 ? '' : String(reason)}`);
      resolve();
    });
  });
  return heard.join('\n');
}
