/** What is sent. */
export interface Outgoing {
  readonly value: Uint8Array;
  /** The same each time that it is sent again; a broker that knows ids drops the second. Default: none. */
  readonly id?: string;
  /** Records of one key stay in order. Default: none. */
  readonly key?: string;
  /** Of the value: 'application/json'. Default 'application/octet-stream'. */
  readonly contentType?: string;
}

/**
 * Where records go to.
 *
 * Records arrive in the order of the calls. A connection that is lost comes back by itself; what was not safe by then
 * is sent again.
 */
export interface Sink {
  /** For messages, without credentials. */
  readonly name: string;
  /**
   * Sends a record; connects first, where that has not been done.
   *
   * @returns resolves when the record is safe, as far as the broker can tell
   * @throws {ConnectorError} by rejection, when the first connection cannot be made, or the record is refused;
   * `isFinal` says whether it would be refused again
   */
  send(record: Outgoing): Promise<void>;
  /** Waits for what is on its way, and disconnects. */
  close(): Promise<void>;
}
