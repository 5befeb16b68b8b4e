import { defer, filter, map, merge, type Observable, Subscription, tap } from 'rxjs';
import { measureGradients } from '../../streams/measureGradients.js';
import { measureLayers } from '../../streams/measureLayers.js';
import type { Cost, Step } from '../../streams/records.js';
import type { LayerState } from '../protocol/payloads.js';
import type { Hub } from '../sessions/hub.js';
import type { TopicLog } from '../topics/topicLog.js';
import type { RunTopics } from './runTopics.js';
import { sampling } from './sampleStates.js';
import type { ServedRun } from './servedRun.js';
import { weightImage } from './weightImage.js';
import { whileWatched } from './whileWatched.js';

/** Layers, weights and samples are measured so often at most, in ms; the norm of the gradient more often. */
const LOOK_MS = 500;
const NORM_MS = 20;

/** The most that each of them takes of the time of the process. */
const SHARE = 0.003;

/** How many layers are told of, so that a frame is long enough. */
const LAYERS = 64;

/** What measurements are made from. */
export interface TapOptions {
  readonly run: ServedRun;
  readonly topics: RunTopics;
  readonly hub: Hub;
  /** The steps to look at: one a tick, since looking at the clock at each step would cost more than most of them. */
  readonly step$: Observable<Step & Cost>;
  /** The last step, where it stays as it is for now: the run is paused, or has ended. */
  readonly resting: () => (Step & Cost) | undefined;
  readonly now: () => number;
  /** Somebody begins to read what is measured: the next step is to be looked at. */
  readonly onWatched: () => void;
  /** A measurement failed; the others go on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Adds the topics that cost something to a hub. Each is measured while somebody reads it, at once when the run rests,
 * else with the next step and from then on every so often. Read by nobody, it does no work.
 */
export function addTaps(options: TapOptions): Subscription {
  const { run, topics, hub, step$, resting, onWatched, onError } = options;
  const all = new Subscription();

  function addTap(logs: readonly TopicLog[], everyMs: number, measure: Measure): void {
    const watch = whileWatched();
    let readers = 0;
    for (const log of logs) {
      hub.add(log, (isWatched) => {
        readers += isWatched ? 1 : -1;
        if (readers !== (isWatched ? 1 : 0)) return;
        if (isWatched) onWatched();
        watch.watched$.next(isWatched);
      });
    }
    const look$ = defer(() => {
      const rested = resting();
      return merge(rested === undefined ? [] : [rested], step$);
    }).pipe(paced(everyMs, measure, options));
    all.add(watch.gate(look$).subscribe({ error: onError }));
  }

  const { samples, layers, weights, gradientNorm, dims } = topics;
  addTap([gradientNorm], NORM_MS, (look$) =>
    look$.pipe(
      measureGradients(1),
      map(({ iteration, norm }) => gradientNorm.publish(iteration, norm)),
    ),
  );
  addTap([layers], LOOK_MS, (look$) =>
    look$.pipe(
      measureLayers(1),
      map((report) => {
        const shown: readonly LayerState[] = report.layers.slice(0, LAYERS);
        layers.publish({ iteration: report.iteration, layers: shown });
      }),
    ),
  );
  if (dims !== undefined && weights.length > 0) {
    addTap(weights, LOOK_MS, (look$) =>
      look$.pipe(
        map(({ index, network }) => {
          const [, W1] = network.parameters.W;
          weights.forEach((log, unit) => {
            log.publish(weightImage(W1, unit, dims, index + 1));
          });
        }),
      ),
    );
  }
  const sample = run.samples && sampling(run.samples);
  addTap([samples], LOOK_MS, (look$) =>
    look$.pipe(
      filter(() => sample !== undefined),
      map(({ index, network }) => {
        samples.publish({ iteration: index + 1, samples: sample?.(network) });
      }),
    ),
  );
  return all;
}

type Measure = (look$: Observable<Step & Cost>) => Observable<void>;

/**
 * Measures every so often, and less often where that would take more than its share of the time; but never leaves
 * out a step that stays.
 */
function paced(
  everyMs: number,
  measure: Measure,
  { resting, now }: TapOptions,
): (step$: Observable<Step & Cost>) => Observable<void> {
  return (step$) =>
    defer(() => {
      let begunMs = -Infinity;
      let dueMs = -Infinity;
      return step$.pipe(
        filter(() => {
          begunMs = now();
          return begunMs >= dueMs || resting() !== undefined;
        }),
        measure,
        tap(() => {
          dueMs = begunMs + Math.max(everyMs, (now() - begunMs) / SHARE);
        }),
      );
    });
}
