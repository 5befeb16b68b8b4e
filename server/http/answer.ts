import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { encodeJson } from '../protocol/encodeJson.js';
import type { Refusal } from './checkRequest.js';

/** What every answer says: nothing here is to be guessed, framed, kept or handed on. */
export const safeHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
} as const;

/** Answers a request with a whole body; one by HEAD gets the headers of it. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...safeHeaders,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
): void {
  answer(request, response, 200, 'application/json', `${encodeJson(value)}\n`);
}

/** Refuses a request. What it said is not repeated. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, why } = refusal;
  answer(request, response, status, 'text/plain; charset=utf-8', `${why}\n`, {
    ...extras(refusal),
    // A body that nobody reads is not waited for.
    Connection: 'close',
  });
}

/** How long a client that was refused has to close its side, in ms. */
const LINGER_MS = 1_000;

/** Refuses an upgrade, for which there is no response yet, and sees to it that its connection ends. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { status, why } = refusal;
  const headers = {
    ...safeHeaders,
    ...extras(refusal),
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(why) + 1),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${why}\n`);
  // Bytes that nobody has read would reset the connection before the answer is there.
  socket.resume();
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(late));
}

function extras({ status, allow = 'GET, HEAD' }: Refusal): Record<string, string> {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  if (status === 405) return { Allow: allow };
  return {};
}
