/** What is known of an error of a connector besides its message. */
export interface ConnectorErrorOptions {
  readonly cause?: unknown;
  /** Default false. */
  readonly isFinal?: boolean;
}

/**
 * A broker that cannot be reached or refuses, or a client library that is not there. The message is one line: what
 * was found and what to do.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  /**
   * Whether the broker has answered that it does not take this record, and would answer so again: it is too large, of
   * a form that is not wanted there, or this sender has no right to send it. Anything else may pass.
   */
  readonly isFinal: boolean;

  constructor(message: string, { isFinal = false, ...options }: ConnectorErrorOptions = {}) {
    super(message, options);
    this.isFinal = isFinal;
  }
}
