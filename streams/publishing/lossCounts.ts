import type { Loss } from './publication.js';

/** What is not told as it was, counted until it has been told. */
export interface LossCounts {
  count(type: Loss['type'], topic: string, lost: number, why: string): void;
  /** Has all counts told, each once, as long as there is room for that. */
  announce(tell: (loss: CountedLoss) => boolean): void;
}

/** So many points or events of a topic, since it was told of the last time. */
export interface CountedLoss {
  readonly type: Loss['type'];
  readonly topic: string;
  readonly lost: number;
}

/** @param onLoss is told of each, at once */
export function lossCounts(onLoss: (loss: Loss) => void): LossCounts {
  const untold = new Map<string, CountedLoss>();
  return {
    count(type, topic, lost, why) {
      const key = `${type}/${topic}`;
      untold.set(key, { type, topic, lost: lost + (untold.get(key)?.lost ?? 0) });
      onLoss({ type, topic, lost, why });
    },
    announce(tell) {
      for (const [key, loss] of untold) {
        if (!tell(loss)) return;
        untold.delete(key);
      }
    },
  };
}
