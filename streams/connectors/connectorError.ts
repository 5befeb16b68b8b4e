/**
 * A broker that cannot be reached or refuses, or a client library that is not there. The message is one line: what
 * was found and what to do.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
}
