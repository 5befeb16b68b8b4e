import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import type { ByteWritable } from './byteStreams.js';

const NEWLINE = 0x0a;

interface Waiting {
  readonly line: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: ConnectorError) => void;
}

/**
 * Sends records as the lines of a Node.js stream: to standard output, to a file, to a socket. Ids and keys are not
 * written.
 *
 *   send:    a b c d
 *   stream:  a\nb\n----c\nd\n      c waits as long as the stream is full
 *
 * Timing: `send` resolves when the stream has passed the line on to the system. `close` waits for all lines and ends the
 * stream, but for standard output and standard error, which stay.
 * @throws {ConnectorError} by rejection of `send`, when the stream has failed or ended, and for a record that holds a
 * newline
 * @example
 * linesSink(process.stdout, { name: 'stdout' }).name // => 'stdout'
 */
export function linesSink(
  writable: ByteWritable,
  { name = 'lines' }: { readonly name?: string } = {},
): Sink {
  const waiting: Waiting[] = [];
  const failed = (why: string, cause?: unknown, isFinal = false) =>
    new ConnectorError(`Cannot write to ${name}: ${why}`, { cause, isFinal });
  let last: Promise<void> = Promise.resolve();
  let failure: ConnectorError | undefined;

  function write(): void {
    while (!writable.writableNeedDrain) {
      const next = waiting.shift();
      if (next === undefined) break;
      writable.write(next.line, (cause) => {
        if (cause) next.reject(failed(cause.message, cause));
        else next.resolve();
      });
    }
  }

  function giveUp(why: string, cause?: unknown): void {
    failure ??= failed(why, cause);
    for (const { reject } of waiting.splice(0)) reject(failure);
  }

  const onError = (cause: Error) => giveUp(cause.message, cause);
  const onClose = () => giveUp('its stream has ended');
  writable.on('drain', write);
  writable.on('error', onError);
  writable.on('close', onClose);

  return {
    name,
    send({ value }: Outgoing) {
      const newline = value.indexOf(NEWLINE);
      if (newline !== -1) {
        const why = `a record of lines has no newline in it; found one at byte ${newline}`;
        return Promise.reject(failed(why, undefined, true));
      }
      if (failure !== undefined) return Promise.reject(failure);
      const sent = new Promise<void>((resolve, reject) => {
        waiting.push({ line: Buffer.concat([value, Uint8Array.of(NEWLINE)]), resolve, reject });
        write();
      });
      last = sent.catch(() => {});
      return sent;
    },
    async close() {
      await last;
      failure ??= failed('it was closed');
      writable.off('drain', write);
      writable.off('close', onClose);
      // Else the process would lose them for whoever writes next.
      if (writable === process.stdout || writable === process.stderr) {
        writable.off('error', onError);
        return;
      }
      await new Promise<void>((resolve) => {
        writable.end(() => resolve());
      });
    },
  };
}
