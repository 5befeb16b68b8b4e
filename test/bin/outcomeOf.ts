import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { digestOfHistory, loadNewestCheckpoint, readRunLog } from 'gradstream';

/** What is left of a run: SHA-256 of parameters, of what the optimizer remembers, and of the metrics. */
export async function outcomeOf(folder: string) {
  const { checkpoint, passedOver } = await loadNewestCheckpoint(join(folder, 'checkpoints'));
  const { series } = await readRunLog(join(folder, 'log'));
  const digest = (file: string) =>
    createHash('sha256')
      .update(checkpoint?.files[file] ?? '')
      .digest('hex');
  return {
    passedOver,
    iteration: checkpoint?.iteration,
    parameters: digest('parameters.safetensors'),
    memory: digest('memory.safetensors'),
    metrics: digestOfHistory({ series }),
  };
}
