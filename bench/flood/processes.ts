import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { answerOf } from '../answerOf.js';
import { takeAlong } from '../takeAlong.js';
import type { DoorName } from './door.js';
import type { FloodReport, LearnerOrder, LearnerWord } from './learner.js';
import type { Produced } from './producer.js';

export interface Learner {
  /** Where it listens; asked before that. */
  listening(): Promise<number>;
  /** Reads these lines. */
  feed(lines: Readable): void;
  measure(): void;
  report(): Promise<FloodReport>;
  end(): void;
}

/**
 * With the room that V8 takes by itself it may be minutes until it collects what has lived for a second, and memory
 * rises and falls more slowly than it is looked at. What kept the examples would run out of this, and end.
 */
const HEAP_MB = 64;

export function startLearner(door: DoorName, port: number): Learner {
  const child = fork(join(import.meta.dirname, 'learner.js'), [JSON.stringify([door, port])], {
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
  });
  takeAlong(child);
  const order = (what: LearnerOrder) => child.send(what);
  async function word<T extends LearnerWord['type']>(type: T) {
    for (;;) {
      const said = await answerOf<LearnerWord>(child);
      if (isOf(said, type)) return said;
    }
  }
  return {
    listening: async () => (await word('listening')).port,
    feed: (lines) => {
      // It is ended while lines are on their way.
      child.stdin?.on('error', () => lines.unpipe());
      if (child.stdin) lines.pipe(child.stdin);
    },
    measure: () => order('measure'),
    report() {
      order('report');
      return word('report');
    },
    end: () => child.kill('SIGKILL'),
  };
}

export interface Producer {
  readonly lines: Readable | null;
  ask(order: 'count' | 'stop'): Promise<Produced>;
  end(): void;
}

export function startProducer(door: DoorName, port: number): Producer {
  const child = fork(join(import.meta.dirname, 'producer.js'), [JSON.stringify([door, port])], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  takeAlong(child);
  return {
    lines: child.stdout,
    async ask(order) {
      const answered = answerOf<Produced>(child);
      child.send(order);
      return answered;
    },
    end: () => child.kill('SIGKILL'),
  };
}

function isOf<T extends LearnerWord['type']>(
  word: LearnerWord,
  type: T,
): word is Extract<LearnerWord, { type: T }> {
  return word.type === type;
}
