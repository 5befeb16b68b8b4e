import { DivergenceError, type Trouble } from '../../src/errors.js';
import type { Applied } from '../../streams/commands.js';
import type { Step } from '../../streams/records.js';
import type { Saved } from '../../streams/saveEvery.js';
import type { RunLifeEvent } from '../protocol/payloads.js';
import type { TrackedStatus } from './trackStatus.js';

/** What makes up the life of a run, to be told of. */
export interface TrackedLife {
  step(step: Pick<Step, 'index' | 'learningRate'>): void;
  /** @param cmd what the command is called by who gave it; default its type */
  applied(applied: Applied, cmd?: string): void;
  saved(saved: Saved): void;
  trouble(trouble: Pick<Trouble, 'iteration' | 'message'>): void;
  /** The run has come to its end; `error` says why, where it failed. */
  end(error?: unknown): void;
}

/** Follows a run, and tells what happens in it: the events of `<run>/run/events`. */
export function trackLife(
  tracked: TrackedStatus,
  tell: (event: RunLifeEvent) => void,
): TrackedLife {
  return {
    step({ index, learningRate }) {
      const iteration = index + 1;
      if (tracked.phase === 'waiting') tell({ type: 'started', iteration: index });
      else if (iteration <= tracked.iteration) tell({ type: 'rewound', iteration: index });
      tracked.step(iteration, learningRate);
    },
    applied(applied, cmd) {
      const { command, iteration, refused } = applied;
      tracked.applied(applied);
      const { id: key = '', type, at: _, ...args } = command;
      const { rev } = tracked.status;
      const fate = { rev, iteration, ...(refused !== undefined && { refused }) };
      tell({ type: 'command', key, cmd: cmd ?? type, args, ...fate });
    },
    saved({ iteration, error }) {
      const why = error === undefined ? {} : { error: messageOf(error) };
      tell({ type: 'checkpoint', iteration, ...why });
    },
    trouble: ({ iteration, message }) => tell({ type: 'trouble', iteration, message }),
    end(error) {
      const message = error === undefined ? undefined : messageOf(error);
      tracked.end(message);
      const { iteration, phase } = tracked;
      if (message === undefined) {
        tell({ type: phase === 'stopped' ? phase : 'finished', iteration });
        return;
      }
      tell({ type: error instanceof DivergenceError ? 'diverged' : 'failed', iteration, message });
    },
  };
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
