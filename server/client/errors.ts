import type { ErrorCode } from '../protocol/errorCodes.js';

/** The server refused a request, and says why. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    message: string,
    readonly code: ErrorCode,
  ) {
    super(message);
  }
}

/** The connection is closed for good. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(
    message: string,
    /** Of the close, as in RFC 6455 or the protocol. */
    readonly code: number,
  ) {
    super(message);
  }
}
