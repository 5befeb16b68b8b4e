import { createInterface } from 'node:readline';
import { defer, filter, finalize, fromEvent, map, type Observable, takeUntil } from 'rxjs';
import { type Command, commandOf, type UnreadableCommand } from '../../streams/index.js';

/**
 * The commands of a text stream, one a line, as `commandOf` reads them.
 *
 * Timing: as lines come; completes with the stream.
 */
export function readCommands(
  input: NodeJS.ReadableStream,
): Observable<Command | UnreadableCommand> {
  return defer(() => {
    const lines = createInterface({ input });
    return fromEvent(lines, 'line').pipe(
      takeUntil(fromEvent(lines, 'close')),
      filter((line) => String(line).trim() !== ''),
      map((line) => commandOf(String(line))),
      // Else the process would wait for more.
      finalize(() => lines.close()),
    );
  });
}
