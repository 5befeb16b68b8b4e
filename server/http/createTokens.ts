import { randomBytes } from 'node:crypto';

/** The secrets of a server: 256 random bits each, base64url. */
export interface Tokens {
  readonly watcher: string;
  readonly controller: string;
}

/**
 * New tokens.
 *
 * @example
 * createTokens().controller.length // => 43
 */
export function createTokens(): Tokens {
  const token = () => randomBytes(32).toString('base64url');
  return { watcher: token(), controller: token() };
}
