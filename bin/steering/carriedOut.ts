import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Applied, Command } from '../../streams/index.js';

/** Of what became of commands, those of a type that were carried out. */
export function carriedOut(type: Command['type']): MonoTypeOperatorFunction<Applied> {
  return filter(({ command, refused }) => command.type === type && refused === undefined);
}
