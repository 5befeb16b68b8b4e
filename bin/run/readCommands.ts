import { createInterface } from 'node:readline';
import { defer, filter, finalize, fromEvent, map, type Observable, takeUntil } from 'rxjs';
import { type Command, refusalOf } from '../../streams/index.js';

/** A line that is no command, and why. */
export interface Unreadable {
  readonly line: string;
  readonly why: string;
}

/**
 * The commands of a text stream, one a line: `pause`, `resume`, `step 10`, `stop`, `rate 0.01`,
 * `rate schedule`, `set NAME 0.5`, `set NAME schedule`, `evaluate`, `save`, each with `at 500` behind it or
 * without; or the same as JSON.
 *
 * Timing: as lines come; completes with the stream.
 */
export function readCommands(input: NodeJS.ReadableStream): Observable<Command | Unreadable> {
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

/** A line as a command. */
export function commandOf(line: string): Command | Unreadable {
  const command = line.trimStart().startsWith('{') ? fromJson(line) : fromWords(line);
  if (command === undefined) return { line, why: USAGE };
  const why = refusalOf(command);
  return why === undefined ? command : { line, why };
}

const USAGE =
  'write pause, resume, step N, stop, rate X (or schedule), set NAME X (or schedule), evaluate or save, and ' +
  '"at N" behind it for the iteration';

function fromWords(line: string): Command | undefined {
  const words = line.trim().split(/\s+/);
  const hasAt = words.length > 2 && words[words.length - 2] === 'at';
  const at = hasAt ? { at: Number(words[words.length - 1]) } : {};
  const [type, ...rest] = hasAt ? words.slice(0, -2) : words;
  switch (type) {
    case 'pause':
    case 'resume':
    case 'stop':
    case 'evaluate':
    case 'save':
      return rest.length === 0 ? { type, ...at } : undefined;
    case 'step':
      return rest.length <= 1 ? { type, count: Number(rest[0] ?? 1), ...at } : undefined;
    case 'rate':
      return rest.length === 1
        ? { type: 'learningRate', value: numberOf(rest[0]), ...at }
        : undefined;
    case 'set':
      return rest.length === 2
        ? { type: 'input', name: rest[0], value: numberOf(rest[1]), ...at }
        : undefined;
    default:
      return undefined;
  }
}

function numberOf(word: string): number | null {
  return word === 'schedule' ? null : Number(word);
}

function fromJson(line: string): Command | undefined {
  try {
    const found: unknown = JSON.parse(line);
    return isCommand(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

const numbers: Readonly<Record<string, readonly string[]>> = {
  pause: [],
  resume: [],
  step: ['count'],
  stop: [],
  learningRate: ['value'],
  input: ['value'],
  evaluate: [],
  save: [],
};

/** Whether it has the fields of its type; `refusalOf` looks at their values. */
function isCommand(found: unknown): found is Command {
  if (typeof found !== 'object' || found === null || !('type' in found)) return false;
  const { type } = found;
  if (typeof type !== 'string' || !Object.hasOwn(numbers, type)) return false;
  const fields: Record<string, unknown> = { ...found };
  const isNumber = (name: string) =>
    typeof fields[name] === 'number' || (name === 'value' && fields[name] === null);
  return (
    numbers[type].every(isNumber) &&
    (type !== 'input' || typeof fields.name === 'string') &&
    (fields.at === undefined || isNumber('at')) &&
    (fields.id === undefined || typeof fields.id === 'string')
  );
}
