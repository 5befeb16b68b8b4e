import { tap } from 'rxjs';
import { commandsFromSource, type SourceOfCommands, sourceFromUrl } from '../../streams/index.js';
import { retryForever } from '../../streams/publishing/retryForever.js';
import { messageOf } from '../run/messageOf.js';

/**
 * Commands that come from a broker. One that is not there, or goes away for good, is told of and tried again for ever:
 * it does not end the run.
 *
 * @param note is told in a line what cannot be read, and what is not reached, once until it is
 * @throws {ConnectorError} when it is no address
 */
export function commandsFromAddress(
  address: string,
  note: (line: string) => void,
): SourceOfCommands {
  const { command$, applied } = commandsFromSource(sourceFromUrl(address), {
    unreadable: {
      next: ({ line, why }) => note(`cannot read the command "${line}": ${why}`),
    },
  });
  let isTold = false;
  return {
    applied,
    command$: command$.pipe(
      tap({
        next: () => {
          isTold = false;
        },
        error: (error: unknown) => {
          if (!isTold)
            note(`${messageOf(error)}; no commands come until it is, and the run goes on`);
          isTold = true;
        },
      }),
      retryForever(),
    ),
  };
}
