import { fork } from 'node:child_process';
import { join } from 'node:path';
import { answerOf } from '../answerOf.js';
import { takeAlong } from '../takeAlong.js';
import type { Standing, TrainerOptions, TrainerOrder } from './trainer.js';

/** A training in a process that stands still between the orders that it is given, with all that it does besides. */
export interface TrainerProcess {
  /** With how long it took from the moment when it was woken, its timers and sockets included. */
  tell(order: TrainerOrder): Promise<Standing & { readonly ms: number }>;
  end(): void;
}

export async function startTrainer(options: TrainerOptions): Promise<TrainerProcess> {
  const child = fork(join(import.meta.dirname, 'trainer.js'), [JSON.stringify(options)]);
  takeAlong(child);
  await answerOf(child);
  child.kill('SIGSTOP');
  return {
    async tell(order) {
      const answered = answerOf<Standing>(child);
      const start = performance.now();
      child.send(order);
      child.kill('SIGCONT');
      const standing = await answered;
      const ms = performance.now() - start;
      child.kill('SIGSTOP');
      return { ...standing, ms };
    },
    end: () => {
      child.kill('SIGKILL');
    },
  };
}
