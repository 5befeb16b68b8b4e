import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AsyncSubject, BehaviorSubject, defaultIfEmpty, filter, firstValueFrom } from 'rxjs';

/** How a process has ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** `gradstream learn` in a process of its own. */
export interface LearnerProcess {
  /** Resolves when it has begun: to the step behind which it goes on, 0 for a new run. */
  readonly begun: Promise<number | undefined>;
  /** The last step that it has told of; 0 before the first. */
  told(): number;
  /** Resolves when it has told of this step, or has ended. */
  reaches(step: number): Promise<unknown>;
  end(signal: NodeJS.Signals): Promise<Ending>;
  readonly ended: Promise<Ending>;
}

const cli = new URL('../../dist/command/gradstream.js', import.meta.url).pathname;

/** Starts a learner, which tells of each step. */
export function startLearner(
  options: readonly string[],
  onStep: (step: number) => void = () => {},
): LearnerProcess {
  const args = [cli, 'learn', ...options, '--json', '--report-every', '1'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const step$ = new BehaviorSubject(0);
  const begun$ = new AsyncSubject<number>();
  // The last line of a process that is killed may be a part of one.
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"type":"learning"')) {
      begun$.next(Number(/"resumedAt":(\d+)/.exec(line)?.[1] ?? 0));
      begun$.complete();
    }
    const step = /^{"type":"report","iteration":(\d+),/.exec(line)?.[1];
    if (step === undefined) return;
    onStep(Number(step));
    step$.next(Number(step));
  });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    begun$.complete();
    step$.complete();
    return { code, signal, stderr };
  });
  return {
    begun: firstValueFrom(begun$, { defaultValue: undefined }),
    told: () => step$.value,
    reaches: (step) =>
      firstValueFrom(
        step$.pipe(
          filter((told) => told >= step),
          defaultIfEmpty(0),
        ),
      ),
    end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
