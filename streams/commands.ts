/** What may be asked of a run while it goes on. */
export type Command = CommandKind & {
  /** Told back when the command is applied. */
  readonly id?: string;
  /** The iteration, counted from 0, before which it is to be applied. Default: the next one. */
  readonly at?: number;
};

type CommandKind =
  /** Holds the next iteration back. */
  | { readonly type: 'pause' }
  /** Goes on. */
  | { readonly type: 'resume' }
  /** Does so many iterations, then pauses. */
  | { readonly type: 'step'; readonly count: number }
  /** Ends the run behind the last step. */
  | { readonly type: 'stop' }
  /** Sets the learning rate, whatever the schedule says; null gives it back to the schedule. */
  | { readonly type: 'learningRate'; readonly value: number | null }
  /** Sets what `input(name)` reads in a schedule; null takes it back. */
  | { readonly type: 'input'; readonly name: string; readonly value: number | null }
  /** Asks whoever listens to `Applied` for a report, or for a checkpoint. */
  | { readonly type: 'evaluate' }
  | { readonly type: 'save' };

/** What became of a command. */
export interface Applied {
  readonly command: Command;
  /** Iterations done when it took effect: the first iteration that it holds for. */
  readonly iteration: number;
  /** Why it did not take effect. */
  readonly refused?: string;
}

/**
 * Why a command cannot be obeyed; undefined when it can.
 *
 * @example
 * refusalOf({ type: 'learningRate', value: -1 }) // => 'a learning rate is a positive finite number, or null; found -1'
 */
export function refusalOf(command: Command): string | undefined {
  const { at } = command;
  if (at !== undefined && !(Number.isInteger(at) && at >= 0)) {
    return `an iteration is a whole number, 0 or more; found ${at}`;
  }
  switch (command.type) {
    case 'step':
      return Number.isInteger(command.count) && command.count >= 1
        ? undefined
        : `a step is a whole number of iterations, 1 or more; found ${command.count}`;
    case 'learningRate':
      return command.value === null || (command.value > 0 && command.value < Infinity)
        ? undefined
        : `a learning rate is a positive finite number, or null; found ${command.value}`;
    case 'input':
      return refusalOfInput(command);
    case 'pause':
    case 'resume':
    case 'stop':
    case 'evaluate':
    case 'save':
      return undefined;
    default:
      return `unknown command ${JSON.stringify((command satisfies never as Command).type)}`;
  }
}

/** Schedules are of numbers that are not negative, and `inputs` is a record, in which one name means another thing. */
function refusalOfInput({ name, value }: { name: string; value: number | null }) {
  if (name === '' || name === '__proto__') {
    return `no schedule reads an input called ${JSON.stringify(name)}`;
  }
  return value === null || (value >= 0 && value < Infinity)
    ? undefined
    : `an input is a finite number, 0 or more, or null; found ${value}`;
}
