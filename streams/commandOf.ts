import { type Command, refusalOf } from './commands.js';

/** A line that is no command, and why. */
export interface UnreadableCommand {
  readonly line: string;
  readonly why: string;
}

/**
 * A line as a command: `pause`, `resume`, `step 10`, `stop`, `rate 0.01`, `rate schedule`, `set NAME 0.5`,
 * `set NAME schedule`, `evaluate`, `save`, each with `at 500` behind it or without; or the same as JSON. What makes no
 * sense is told back with the reason, as much of it as a terminal takes without harm.
 *
 * @example
 * [commandOf('rate 0.01 at 500'), commandOf('step 0').why] // => [{ type: 'learningRate', value: 0.01, at: 500 }, 'a step is a whole number of iterations, 1 or more; found 0']
 */
export function commandOf(line: string): Command | UnreadableCommand {
  const command = line.trimStart().startsWith('{') ? fromJson(line) : fromWords(line);
  if (command === undefined) return { line: shown(line), why: USAGE };
  const why = refusalOf(command);
  return why === undefined ? command : { line: shown(line), why };
}

/** The most of a line that is told back. */
const MOST_SHOWN = 60;

/** So much of a line as a terminal takes without harm. */
function shown(line: string): string {
  const start = line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}...` : line;
  return start.replaceAll(/[\p{C}\uFFFD]/gu, '?');
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
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  // What a command does not have is left behind: it is told back, and goes into the log.
  const { type, count, name, value, at, id }: Fields = found;
  if (!(isNumberOrLeft(at) && (id === undefined || typeof id === 'string'))) return undefined;
  const rest = { ...(id !== undefined && { id }), ...(at !== undefined && { at }) };
  switch (type) {
    case 'pause':
    case 'resume':
    case 'stop':
    case 'evaluate':
    case 'save':
      return { type, ...rest };
    case 'step':
      return typeof count === 'number' ? { type, count, ...rest } : undefined;
    case 'learningRate':
      return isNumberOrNull(value) ? { type, value, ...rest } : undefined;
    case 'input':
      return typeof name === 'string' && isNumberOrNull(value)
        ? { type, name, value, ...rest }
        : undefined;
    default:
      return undefined;
  }
}

/** What a command may have; `refusalOf` looks at the values. */
type Fields = Partial<Record<'type' | 'count' | 'name' | 'value' | 'at' | 'id', unknown>>;

function isNumberOrLeft(value: unknown): value is number | undefined {
  return value === undefined || typeof value === 'number';
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
