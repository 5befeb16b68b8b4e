import { Observable } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { Delivery } from '../delivery.js';
import type { OpenOptions, Source } from '../source.js';
import type { ByteReadable } from './byteStreams.js';
import { cutLines, type Line } from './cutLines.js';

/** What a source of lines can be told. */
export interface LinesSourceOptions {
  /** For messages, and the part of its positions. Default 'lines'. */
  readonly name?: string;
  /** What is kept of a line, at most: of a longer one comes its beginning, and `whole`. Default 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * Records that are the lines of a Node.js stream: of standard input, of a file, of a socket.
 *
 *   stream:   a\nb\nc\nd|
 *   demand$:  -2------2----
 *   out:      -ab-----cd|       the last line needs no newline; one without bytes is a record too
 *
 * Positions are the numbers of lines, counted from 1. Opened behind one, so many lines are passed over; that needs a
 * stream that begins where it began before, which a function makes for each opening: `() => createReadStream(path)`.
 * A stream itself can be opened once. Nothing comes again: `ack()`, `nak()` and `extend()` do nothing. However long a
 * line is, no more than `maxBytes` of it are in memory.
 *
 * Timing: as the stream gives bytes; it is paused as long as a line waits to be asked for. Completes behind the last
 * line, without being asked for more; the stream is destroyed when it is unsubscribed from.
 * @throws {ConnectorError} through the error channel, when the stream fails, has been read before, or is shorter than
 * the position
 * @example
 * linesSource(() => createReadStream('examples.csv'), { name: 'examples.csv' }).abilities // => { redelivers: false, resumes: true }
 */
export function linesSource(
  readable: ByteReadable | (() => ByteReadable),
  { name = 'lines', maxBytes = 1_048_576 }: LinesSourceOptions = {},
): Source {
  function open({ demand$, after }: OpenOptions): Observable<Delivery> {
    // A Node.js stream is no observable: it is to be paused, and to be destroyed.
    return new Observable((subscriber) => {
      const failed = (why: string, cause?: unknown) =>
        new ConnectorError(`Cannot read ${name}: ${why}`, { cause });
      const stream = typeof readable === 'function' ? readable() : readable;
      if (stream.destroyed || stream.readableEnded) {
        subscriber.error(failed('its stream has been read; give a function that makes one'));
        return undefined;
      }
      const passedOver = Number(after?.[name] ?? 0);
      if (!Number.isSafeInteger(passedOver) || passedOver < 0) {
        subscriber.error(failed(`${JSON.stringify(after?.[name])} is not the number of a line`));
        return undefined;
      }
      const lines = cutLines(maxBytes);
      let isOver = false;
      let isGiving = false;
      let wanted = 0;
      let ahead: Line | undefined;

      function give(): void {
        if (isGiving) return;
        isGiving = true;
        try {
          while (!subscriber.closed) {
            ahead ??= lines.next();
            if (ahead === undefined) {
              if (!isOver) stream.resume();
              else if (lines.count >= passedOver) subscriber.complete();
              else
                throw failed(`it has ${lines.count} lines, and was read up to line ${passedOver}`);
              break;
            }
            if (lines.count > passedOver) {
              if (wanted === 0) break;
              wanted--;
              subscriber.next(deliveryOf(ahead, lines.count));
            }
            ahead = undefined;
          }
        } catch (error) {
          subscriber.error(error);
        } finally {
          isGiving = false;
        }
      }

      function deliveryOf(line: Line, number: number): Delivery {
        const at = String(number);
        const id = `${name}:${at}`;
        return { ...line, id, position: { part: name, at }, ack() {}, nak() {}, extend() {} };
      }

      stream.on('data', (chunk: Uint8Array | string) => {
        stream.pause();
        lines.write(Buffer.from(chunk));
        give();
      });
      stream.on('end', () => {
        isOver = true;
        lines.end();
        give();
      });
      stream.on('error', (cause) => subscriber.error(failed(cause.message, cause)));
      stream.on('close', () => {
        if (!isOver) subscriber.error(failed('its stream was closed before its end'));
      });
      subscriber.add(() => stream.destroy());
      subscriber.add(
        demand$.subscribe((count) => {
          wanted += count;
          give();
        }),
      );
      return undefined;
    });
  }

  return { name, abilities: { redelivers: false, resumes: true }, open };
}
