import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TOKEN_PREFIX } from '../protocol/limits.js';
import type { Role } from '../protocol/serverMessages.js';
import type { Tokens } from './createTokens.js';

/**
 * What a request may do, by its token: `Authorization: Bearer`, or the subprotocol `gradstream.auth.<token>`.
 * undefined when its token is wrong, or it has none and needs one.
 */
export function roleOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  tokens: Tokens,
  watchersNeedToken: boolean,
): Role | undefined {
  const token = tokenOf(headers);
  if (token === undefined) return watchersNeedToken ? undefined : 'watcher';
  // Both are compared in any case, so that the time says nothing.
  const isController = isSame(token, tokens.controller);
  const isWatcher = isSame(token, tokens.watcher);
  if (isController) return 'controller';
  return isWatcher ? 'watcher' : undefined;
}

function tokenOf({ authorization, ...headers }: IncomingMessage['headers']): string | undefined {
  if (authorization !== undefined) return /^Bearer +(.+)$/i.exec(authorization)?.[1] ?? '';
  const protocols = headers['sec-websocket-protocol']?.split(',') ?? [];
  return protocols
    .map((protocol) => protocol.trim())
    .find((protocol) => protocol.startsWith(TOKEN_PREFIX))
    ?.slice(TOKEN_PREFIX.length);
}

/** In a time that depends on neither text. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
