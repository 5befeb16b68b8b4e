import type { Redis } from 'ioredis';
import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';

/** A key of a Redis server, and how long its first connection may take. */
export interface RedisPlace {
  readonly url: string;
  /** For messages, without credentials. */
  readonly name: string;
  readonly connectMs: number;
}

/**
 * The place of a key.
 *
 * @throws {TypeError} when the URL is none of a Redis server
 */
export function redisPlace(url: string, key: string, connectMs: number): RedisPlace {
  // The text of a URL may hold a password, so no message says it.
  const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : {};
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || !host)
    throw new TypeError('A Redis server is told as redis://host:port or rediss://host:port');
  return { url, name: `${protocol}//${host}${pathname?.replace(/\/$/, '')}/${key}`, connectMs };
}

const HANDSHAKE = new Set<unknown>(['hello', 'auth', 'select', 'info']);

/** The answer of the server to a command that it will not do. */
export function isReply(error: unknown): error is Error & { command?: { name?: string } } {
  return error instanceof Error && error.name === 'ReplyError';
}

/** Whether the server refuses this command; what it refuses while connecting again is trouble that may pass. */
export function isRefusal(error: unknown): error is Error {
  return isReply(error) && !HANDSHAKE.has(error.command?.name);
}

/**
 * Connects, and again whenever the connection is lost, until the signal aborts.
 *
 * A command that was not answered when the connection was lost is rejected; one that is called while there is none
 * waits for the next attempt, and is rejected when that fails. Who calls it decides what to send again.
 *
 * @throws {ConnectorError} by rejection, when there is no connection within `connectMs`, or the server refuses it
 */
export async function connectRedis(
  { url, name, connectMs }: RedisPlace,
  signal: AbortSignal,
): Promise<Redis> {
  const { Redis } = await loadClient('ioredis', () => import('ioredis'));
  signal.throwIfAborted();
  const client = new Redis(url, {
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(25 * 2 ** attempt, 2000),
    connectTimeout: connectMs,
    disconnectTimeout: 500,
    // A server that owes an answer for so long is gone, though its socket may be open.
    socketTimeout: 2 * connectMs,
  });
  return new Promise((resolve, reject) => {
    let found = 'no answer';
    let isFirst = true;
    const fail = (why: string) => {
      clearTimeout(timer);
      client.disconnect();
      // No cause: an error of ioredis carries its command, and that of a handshake the password.
      reject(new ConnectorError(`Cannot connect to ${name}${why}`));
    };
    const timer = setTimeout(() => fail(` within ${connectMs} ms: ${found}`), connectMs);
    signal.addEventListener('abort', () => fail(': it was closed'));
    client.on('error', (error: NodeJS.ErrnoException) => {
      found = error.message || (error.code ?? found);
      // A password that is wrong now is wrong in a second, too.
      if (isFirst && isReply(error)) fail(`: ${found}`);
    });
    client.once('ready', () => {
      isFirst = false;
      clearTimeout(timer);
      resolve(client);
    });
  });
}
