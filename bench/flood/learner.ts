/*
 * The learner of `npm run bench -- flood`, in a process of its own: mini-batches of 100, each held up for 200 ms, and
 * its resident memory twice a second.
 */
import { concatMap, map, pipe, timer } from 'rxjs';
import { createNetwork, encodeRunState, jsonExamples, momentum } from '../../src/index.js';
import {
  acknowledgeAfter,
  bufferBatches,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  gatherExamples,
  iterateOver,
  propagateBackward,
  propagateForward,
  receive,
  updateParameters,
} from '../../streams/index.js';
import { type DoorName, doors } from './door.js';
import { FEATURES, numberOf } from './example.js';

/** What the bench asks of it. */
export type LearnerOrder = 'measure' | 'report';

/** What it tells: that it listens, and what it was asked. */
export type LearnerWord =
  | { readonly type: 'listening'; readonly port: number }
  | ({ readonly type: 'report' } & FloodReport);

export interface FloodReport {
  /** Since 'measure', twice a second. */
  readonly rssBytes: readonly number[];
  /** Examples learnt from since 'measure', and how long that is. */
  readonly learnt: number;
  readonly seconds: number;
  /** Since the start: examples that were delivered, that the numbers say are missing, that the source has dropped. */
  readonly delivered: number;
  readonly missing: number;
  readonly dropped: number;
}

const BATCH = 100;
const HOLD_MS = 200;
const SAMPLE_MS = 500;

const [door, port]: [DoorName, number] = JSON.parse(process.argv[2]);
const { decode } = jsonExamples({ features: FEATURES, classes: 2 });
let learnt = 0;
let delivered = 0;
let missing = 0;
let dropped = 0;
let next = 0;
let startMs = 0;
let rssBytes: number[] = [];

const say = (word: LearnerWord) => process.send?.(word);
const source = doors[door].source(port, {
  listening: (url) => say({ type: 'listening', port: Number(new URL(url).port) }),
  dropped(count) {
    dropped = count;
  },
});

receive(source)
  .pipe(
    decodeExamples(
      (payload) => {
        const found = decode(payload);
        if (!('example' in found)) return found;
        const { features, label = 0 } = found.example;
        const number = numberOf(features);
        delivered++;
        missing += Math.max(0, number - next);
        next = Math.max(next, number + 1);
        return { example: { features, label } };
      },
      {
        next({ reason }) {
          throw new Error(reason);
        },
      },
    ),
    dropRepeated(),
    bufferBatches({ count: BATCH, timeMs: 1000 }),
    iterateOver(),
    gatherExamples({ features: FEATURES, outputs: 1, threads: 1 }),
    closeLoop(
      createNetwork([FEATURES, 16, 1], { seed: 1 }),
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(momentum(0.01)),
        concatMap((step) => timer(HOLD_MS).pipe(map(() => step))),
      ),
    ),
    map((step) => {
      learnt += step.deliveries.length;
      return step;
    }),
    acknowledgeAfter(10, (state) => Promise.resolve(encodeRunState(state))),
  )
  .subscribe();

process.on('message', (order: LearnerOrder) => {
  if (order === 'measure') {
    learnt = 0;
    rssBytes = [];
    startMs = performance.now();
    setInterval(() => rssBytes.push(process.memoryUsage.rss()), SAMPLE_MS);
  } else {
    const seconds = (performance.now() - startMs) / 1000;
    say({ type: 'report', rssBytes, learnt, seconds, delivered, missing, dropped });
  }
});
process.on('disconnect', () => process.exit());
