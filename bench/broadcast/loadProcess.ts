import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Sight } from './load.js';

/** A load in a process of its own. */
export interface LoadProcess {
  tell(order: Order): Promise<Sight>;
  end(): void;
}

export function startLoad(): LoadProcess {
  const child = fork(join(import.meta.dirname, 'load.js'));
  return {
    async tell(order) {
      const answered = once(child, 'message');
      child.send(order);
      const [sight]: Sight[] = await answered;
      return sight;
    },
    end: () => {
      child.kill();
    },
  };
}
