import type { ClientMessage, Cmd } from '../protocol/clientMessages.js';
import type { Err, Ok } from '../protocol/serverMessages.js';
import { RequestError } from './errors.js';

/** Where in the run a command took effect. */
export interface Acknowledgement {
  /** Iterations done then: the first one that it holds for. */
  readonly iteration: number;
}

/** Commands that wait for their acknowledgement. */
export interface Requests {
  readonly add: (command: Cmd) => Promise<Acknowledgement>;
  /** Whether the answer is to one of them. */
  readonly answer: (answer: Ok | Err) => boolean;
  /** Those without an answer, to be said again on the next connection: their key makes them one. */
  readonly waiting: () => readonly ClientMessage[];
  readonly fail: (error: Error) => void;
}

export function requests(): Requests {
  const open = new Map<
    string,
    {
      readonly command: Cmd;
      readonly resolve: (acknowledgement: Acknowledgement) => void;
      readonly reject: (error: Error) => void;
    }
  >();
  return {
    add: (command) =>
      new Promise((resolve, reject) => {
        open.set(command.id, { command, resolve, reject });
      }),
    answer(answer) {
      const asked = answer.id === undefined ? undefined : open.get(answer.id);
      if (asked === undefined) return false;
      open.delete(asked.command.id);
      if (answer.t === 'err') asked.reject(new RequestError(answer.message, answer.code));
      else asked.resolve({ iteration: answer.applied?.iteration ?? NaN });
      return true;
    },
    waiting: () => [...open.values()].map(({ command }) => command),
    fail(error) {
      for (const { reject } of open.values()) reject(error);
      open.clear();
    },
  };
}
