import type { Command } from '../../streams/index.js';

/**
 * Why a run that is not saved refuses the command `save`; undefined of other commands.
 *
 * @param how the run would have been saved: the command that began it
 */
export function refusalOfSave({ type }: Command, how: 'train' | 'learn'): string | undefined {
  return type === 'save' ? `there is no folder to save in: ${how} with --run DIR` : undefined;
}
