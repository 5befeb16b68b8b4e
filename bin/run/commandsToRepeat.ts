import { canonicalJson, type LogEvent } from '../../src/index.js';
import type { Command } from '../../streams/index.js';

/**
 * The commands that a run has to obey again when it goes on from an iteration: those that change what it
 * learns, and were carried out behind it before the run was cut off. Pauses and the like are over.
 *
 * @param events of the log, those of the branch that was cut off
 */
export function commandsToRepeat(events: readonly LogEvent[], iteration: number): Command[] {
  const found = new Map<string, Command>();
  const add = (command: Command) => {
    if (changesLearning(command) && (command.at ?? 0) >= iteration) {
      found.set(canonicalJson(command), command);
    }
  };
  for (const event of events) {
    if (isBegin(event)) event.repeated.forEach(add);
    if (isApplied(event)) add({ ...event.command, at: event.iteration });
  }
  return [...found.values()];
}

/** An event of the log: a command that was carried out. */
export interface AppliedEvent extends LogEvent {
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
