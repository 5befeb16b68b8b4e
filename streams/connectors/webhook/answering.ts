import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './requestRefusal.js';

/** How long the rest of a request that is refused is still read, so that its sender gets to see the answer. */
const LINGER_MS = 1_000;

/** Answers a request, if that has not been done: with nothing, or with a line that says why. */
export function respond(response: ServerResponse, { status, why, headers }: Refusal): void {
  if (response.headersSent || response.destroyed) return;
  const body = why === '' ? '' : `${why}\n`;
  response.writeHead(status, {
    ...(body !== '' && { 'Content-Type': 'text/plain; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(body);
  const { req } = response;
  if (req.complete) return;
  req.resume();
  const late = setTimeout(() => req.destroy(), LINGER_MS);
  req.once('close', () => clearTimeout(late));
}

/** The refusal of what may be sent again. */
export function comeAgain(retryMs: number): Refusal {
  const why = 'not now; send it again';
  return { status: 503, why, headers: { 'Retry-After': String(Math.ceil(retryMs / 1_000)) } };
}

/** All of a request's body; how it failed, where it did. */
export function bodyOf(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array | 'too large' | 'broken off'> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= maxBytes) parts.push(part);
      else {
        parts.length = 0;
        resolve('too large');
      }
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', () => resolve('broken off'));
    request.on('close', () => resolve('broken off'));
  });
}
