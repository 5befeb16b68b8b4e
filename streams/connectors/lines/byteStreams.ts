/** What is read of a Node.js `Readable` here; standing for its type, so that nobody needs the types of Node.js. */
export interface ByteReadable {
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  on(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown;
  on(event: 'error', listener: (cause: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** What is written to a Node.js `Writable` here. */
export interface ByteWritable {
  readonly writableNeedDrain: boolean;
  on(event: 'error', listener: (cause: Error) => void): unknown;
  on(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (cause: Error) => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
  write(bytes: Uint8Array, done: (cause?: Error | null) => void): unknown;
  end(done: () => void): unknown;
}
