import { merge, type Observable, type Observer } from 'rxjs';
import type { Applied, Command } from '../../streams/index.js';
import { commandsFrom } from '../run/commandsFrom.js';
import type { Terminal } from '../terminal.js';
import { commandsFromAddress } from './commandsFromAddress.js';

/** From where a run takes commands. */
export interface SteeringOptions {
  /** The standard input. */
  readonly control?: boolean;
  /** An address. */
  readonly controlFrom?: string;
}

/** Commands that have to be obeyed, and who is told when one of them has been dealt with. */
export interface Steering {
  readonly command$: Observable<Command>;
  readonly settled: Pick<Observer<Applied>, 'next'>;
}

/**
 * All commands to a run, whoever gives them; undefined when there is nobody, since a run that obeys nobody need not ask
 * at each iteration.
 *
 * @param repeated what it has to obey first
 * @param others who gives commands besides
 * @throws {ConnectorError} when there is an address that is none
 */
export function steeringOf(
  { control = false, controlFrom }: SteeringOptions,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
  repeated: readonly Command[] = [],
  others?: Observable<Command>,
): Steering | undefined {
  const note = (line: string) => terminal.stderr.write(`note: ${line}\n`);
  const remote = controlFrom === undefined ? undefined : commandsFromAddress(controlFrom, note);
  if (!control && remote === undefined && repeated.length === 0 && others === undefined)
    return undefined;
  return {
    command$: merge(
      commandsFrom(terminal, control, repeated),
      ...(others === undefined ? [] : [others]),
      ...(remote === undefined ? [] : [remote.command$]),
    ),
    settled: remote?.applied ?? { next() {} },
  };
}
