import { basename, resolve } from 'node:path';
import { type Observable, take } from 'rxjs';
import type { RunToPublish } from '../../server/runs/publishRunTo.js';
import type { TrackedStatus } from '../../server/runs/trackStatus.js';
import type { Network } from '../../src/index.js';
import type { Outlets } from '../publishing/outlets.js';
import { runName } from '../serving/runName.js';
import type { LearnEvent } from './learnLines.js';
import type { LearnOptions } from './learnOptions.js';

/**
 * Publishes a run that learns: as one that is trained, and with each report the windowed cost and accuracy of
 * predictions that were made before their example was learnt from, how many examples there were, and how many could
 * not be read. Subscribes at once.
 */
export function publishLearning(
  outlets: Outlets,
  run: RunToPublish,
  event$: Observable<LearnEvent>,
  interrupt$: Observable<unknown>,
): void {
  const { publisher } = outlets;
  let tracked: TrackedStatus | undefined;
  // A run without an end of its own is stopped by whoever interrupts it; before the run hears of that, and ends.
  const interrupting = interrupt$.pipe(take(1)).subscribe(() => {
    tracked?.applied({ command: { type: 'stop' }, iteration: tracked.iteration });
  });
  [tracked] = outlets.begin([run]);
  event$.subscribe({
    next(event) {
      if (event.type === 'drift') publisher.event(`${run.name}/run/events`, event);
      if (event.type !== 'report') return;
      const { iteration, examples, cost, recentAccuracy, unreadable } = event;
      const points = { cost, accuracy: recentAccuracy, examples, unreadable };
      for (const [name, value] of Object.entries(points)) {
        publisher.point(`${run.name}/online/${name}`, iteration, value);
      }
    },
    // The steps tell why the run failed.
    error: () => interrupting.unsubscribe(),
    complete: () => interrupting.unsubscribe(),
  });
}

/** What a run that learns is called: as its folder, or learn. */
export function nameOf({ run }: LearnOptions): string {
  return run === undefined ? 'learn' : runName(basename(resolve(run)));
}

/** What a run that learns is made of. */
export function configurationOf(
  options: LearnOptions,
  { layerDims, activations }: Network,
  from: string,
): NonNullable<RunToPublish['configuration']> {
  const { features, classes, format, batchSize, learningRate, optimizer, seed, count } = options;
  const { standardize, drift, driftRate, driftSteps } = options;
  return {
    layerDims,
    activations: activations.slice(1).map(({ name }) => name),
    ...(count !== undefined && { iterations: count }),
    from,
    ...{ features, classes, format, batchSize, learningRate, optimizer, seed, standardize },
    ...(drift !== undefined && { drift }),
    ...(driftRate !== undefined && { driftRate }),
    ...(driftSteps !== undefined && { driftSteps }),
  };
}
