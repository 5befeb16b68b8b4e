import type { IncomingMessage } from 'node:http';
import type { Refusal } from './checkRequest.js';

/**
 * The body of a request as bytes; a refusal when it is longer than `most`, as soon as that is known.
 *
 * @throws {Error} by rejection, when the client goes away
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | Refusal> {
  const tooLong = { status: 413, why: `a body has ${most} bytes at most` };
  if (Number(request.headers['content-length'] ?? 0) > most) return tooLong;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) resolve(tooLong);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
