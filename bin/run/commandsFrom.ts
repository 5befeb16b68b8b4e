import { concat, filter, from, type Observable, tap } from 'rxjs';
import type { Command, UnreadableCommand } from '../../streams/index.js';
import type { Terminal } from '../terminal.js';
import { readCommands } from './readCommands.js';

/**
 * What a run has to obey: first what it has to repeat, then what comes from the standard input. A line that
 * cannot be read is told of.
 *
 * @param control whether commands are read at all
 */
export function commandsFrom(
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  control: boolean,
  repeated: readonly Command[],
): Observable<Command> {
  if (!control) return from(repeated);
  const read$ = readCommands(stdin).pipe(
    tap((command) => {
      if (isUnreadable(command)) {
        stderr.write(`note: cannot read the command "${command.line}": ${command.why}\n`);
      }
    }),
    filter((command): command is Command => !isUnreadable(command)),
  );
  return concat(from(repeated), read$);
}

function isUnreadable(command: Command | UnreadableCommand): command is UnreadableCommand {
  return 'why' in command;
}
