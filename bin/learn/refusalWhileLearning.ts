import type { Command } from '../../streams/index.js';
import { refusalOfSave } from '../steering/refusalOfSave.js';

/** Why `gradstream learn` cannot carry out a command; undefined when it can. */
export function refusalWhileLearning(command: Command, isSaved: boolean): string | undefined {
  if (command.type === 'input') {
    return 'no schedule reads an input here; "rate X" sets the learning rate';
  }
  return isSaved ? undefined : refusalOfSave(command, 'learn');
}
