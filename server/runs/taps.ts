import { defer, filter, map, merge, type Observable, Subscription } from 'rxjs';
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

/** How many layers are told of, so that a frame is long enough. */
const LAYERS = 64;

/** What measurements are made from. */
export interface TapOptions {
  readonly run: ServedRun;
  readonly topics: RunTopics;
  readonly hub: Hub;
  /** The steps as they come. */
  readonly step$: Observable<Step & Cost>;
  /** The last step, where it stays as it is for now: the run is paused, or has ended. */
  readonly resting: () => (Step & Cost) | undefined;
  readonly now: () => number;
  /** A measurement failed; the others go on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Adds the topics that cost something to a hub. Each is measured while somebody reads it, at once when the run rests,
 * else with the next step and from then on every so often. Read by nobody, it does no work.
 */
export function addTaps(options: TapOptions): Subscription {
  const { run, topics, hub, step$, resting, now, onError } = options;
  const all = new Subscription();

  function tap(logs: readonly TopicLog[], everyMs: number, measure: Measure): void {
    const watch = whileWatched();
    let readers = 0;
    for (const log of logs) {
      hub.add(log, (isWatched) => {
        readers += isWatched ? 1 : -1;
        if (readers === (isWatched ? 1 : 0)) watch.watched$.next(isWatched);
      });
    }
    const look$ = defer(() => {
      const rested = resting();
      return merge(rested === undefined ? [] : [rested], step$);
    }).pipe(paced(everyMs, now));
    all.add(watch.gate(look$.pipe(measure)).subscribe({ error: onError }));
  }

  const { samples, layers, weights, gradientNorm, dims } = topics;
  tap([gradientNorm], NORM_MS, (look$) =>
    look$.pipe(
      measureGradients(1),
      map(({ iteration, norm }) => gradientNorm.publish(iteration, norm)),
    ),
  );
  tap([layers], LOOK_MS, (look$) =>
    look$.pipe(
      measureLayers(1),
      map((report) => {
        const shown: readonly LayerState[] = report.layers.slice(0, LAYERS);
        layers.publish({ iteration: report.iteration, layers: shown });
      }),
    ),
  );
  if (dims !== undefined && weights.length > 0) {
    tap(weights, LOOK_MS, (look$) =>
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
  tap([samples], LOOK_MS, (look$) =>
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

/** Lets one pass every so often. */
function paced<T>(everyMs: number, now: () => number): (source$: Observable<T>) => Observable<T> {
  return (source$) =>
    defer(() => {
      let dueMs = -Infinity;
      return source$.pipe(
        filter(() => {
          const nowMs = now();
          if (nowMs < dueMs) return false;
          dueMs = nowMs + everyMs;
          return true;
        }),
      );
    });
}
