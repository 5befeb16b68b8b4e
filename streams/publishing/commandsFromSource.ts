import { concatMap, defer, type Observable, type Observer } from 'rxjs';
import { commandOf, type UnreadableCommand } from '../commandOf.js';
import type { Applied, Command } from '../commands.js';
import type { Source } from '../connectors/source.js';
import { dropRepeated } from '../online/dropRepeated.js';
import { receive } from '../online/receive.js';
import type { Received } from '../online/received.js';

/** How commands are received. */
export interface CommandsFromSourceOptions {
  /** The most that wait for their iteration. Default 256. */
  readonly ahead?: number;
  /** Is told of what is no command. Default: nobody. */
  readonly unreadable?: Pick<Observer<UnreadableCommand>, 'next'>;
}

/** What `obey` takes: the commands of a source, and who has to hear what became of them. */
export interface SourceOfCommands {
  readonly command$: Observable<Command>;
  readonly applied: Pick<Observer<Applied>, 'next'>;
}

/**
 * Commands for a run that come from a broker: `obey(command$, applied)`.
 *
 *   source:   --pause----halt----resume--     text, each as `commandOf` reads it
 *   command$: --p----------------r-------
 *   obey:     ----p----------------r-----     between two iterations
 *   ack:      ----p------h---------r-----
 *
 * A delivery is acknowledged when its command was applied, or was refused, by `obey` or because it is no command; a
 * process that dies before is sent it again. One that is delivered twice is obeyed once. Who wants to know what became
 * of a command passes on what `applied` is told.
 *
 * Timing: connects when `command$` is subscribed to, by one run; ends and fails with the source.
 * @throws {RangeError} at the call, when `ahead` is not a positive integer
 * @example
 * const { source, sink } = inProcess();
 * void sink.send({ value: new TextEncoder().encode('stop at 2') });
 * const { command$, applied } = commandsFromSource(source);
 * lastValueFrom(iterate({ count: 9, scheduler: asapScheduler }).pipe(obey(command$, applied), map(({ index }) => index))) // => 1
 */
export function commandsFromSource(
  source: Source,
  { ahead = 256, unreadable = { next() {} } }: CommandsFromSourceOptions = {},
): SourceOfCommands {
  const received$ = receive(source, { ahead });
  /** Whose commands have not been applied. */
  const waiting = new Map<Command, Received>();

  function settle(received: Received): void {
    received.ack();
    received.taken();
  }

  return {
    command$: defer(() => {
      waiting.clear();
      return received$.pipe(
        dropRepeated(),
        concatMap((received) => {
          const text = new TextDecoder().decode(received.value);
          // Of a line that was cut, the beginning may be a command that was not meant.
          const command = received.whole === undefined ? commandOf(text) : tooLong(text);
          if ('why' in command) {
            unreadable.next(command);
            settle(received);
            return [];
          }
          waiting.set(command, received);
          return [command];
        }),
      );
    }),
    applied: {
      next({ command }) {
        const received = waiting.get(command);
        waiting.delete(command);
        if (received !== undefined) settle(received);
      },
    },
  };
}

const tooLong = (text: string): UnreadableCommand => ({
  line: `${text.slice(0, 20).replaceAll(/[\p{C}\uFFFD]/gu, '?')}...`,
  why: `a command has no more than ${text.length} characters`,
});
