import { canonicalJson, type LogEvent } from '../../src/index.js';
import type { Command } from '../../streams/index.js';

/**
 * The commands that a run has to obey again when it goes on from an iteration: those that change what it
 * learns, and were carried out behind it before the run was cut off. Pauses and the like are over.
 *
 * @param events of the log, those of the branch that was cut off
 */
export function commandsToRepeat(events: readonly LogEvent[], iteration: number): Command[] {
  const found: Command[] = [];
  /** Those that the run was told to repeat, and that have not come yet. */
  let expected: string[] = [];
  const add = (command: Command) => {
    if (changesLearning(command) && (command.at ?? 0) >= iteration) found.push(command);
  };
  for (const event of events) {
    if (isBegin(event)) {
      // It says again what is known up to where it begins.
      found.splice(0, found.length, ...found.filter(({ at = 0 }) => at < event.iteration));
      event.repeated.forEach(add);
      expected = event.repeated.map(canonicalJson);
    }
    if (isApplied(event)) {
      const command = { ...event.command, at: event.iteration };
      const place = expected.indexOf(canonicalJson(command));
      if (place < 0) add(command);
      else expected.splice(place, 1);
    }
  }
  return found;
}

/** An event of the log: a command that was carried out. */
interface AppliedEvent extends LogEvent {
  readonly type: 'command';
  readonly command: Command;
}

interface BeginEvent extends LogEvent {
  readonly repeated: readonly Command[];
}

function changesLearning({ type }: Command): boolean {
  return type === 'learningRate' || type === 'input';
}

function isBegin(event: LogEvent): event is BeginEvent {
  return event.type === 'began' && Array.isArray(event.repeated);
}

function isApplied(event: LogEvent): event is AppliedEvent {
  return event.type === 'command' && typeof event.command === 'object';
}
