import { EMPTY, Subscription } from 'rxjs';
import type { Publisher } from '../../streams/publishing/publishTo.js';
import { seriesTopics } from '../protocol/seriesTopics.js';
import { publishRate } from './publishRate.js';
import type { ServedRun } from './servedRun.js';
import { trackLife } from './trackLife.js';
import { type TrackedStatus, trackStatus } from './trackStatus.js';

/** A run on its way to a broker. */
export interface RunOnItsWay {
  readonly tracked: TrackedStatus;
  /** Subscribed to the run until that has ended. */
  readonly subscription: Subscription;
}

/** What of a run goes to a broker. */
export type RunToPublish = Pick<
  ServedRun,
  'name' | 'step$' | 'configuration' | 'report$' | 'applied$' | 'saved$' | 'trouble$'
>;

/**
 * Sends a run to a broker as it would be served, with the same topics: its configuration, its life, cost, accuracies
 * and learning rate. Subscribes at once.
 */
export function publishRunTo(
  run: RunToPublish,
  publisher: Pick<Publisher, 'event' | 'point'>,
): RunOnItsWay {
  const { name, configuration = {}, step$ } = run;
  const { report$ = EMPTY, applied$ = EMPTY, saved$ = EMPTY, trouble$ = EMPTY } = run;
  const tracked = trackStatus(configuration);
  const life = trackLife(tracked, (event) => publisher.event(`${name}/run/events`, event));
  const seriesOf = (metric: keyof typeof seriesTopics) => (iteration: number, value: number) =>
    publisher.point(`${name}/${seriesTopics[metric]}`, iteration, value);
  const [cost, train, test] = (['cost', 'trainAccuracy', 'testAccuracy'] as const).map(seriesOf);
  const rate = publishRate({ publish: seriesOf('learningRate') });
  const subscription = new Subscription();
  // The steps tell why the run failed.
  const error = () => {};

  publisher.event(`${name}/run/configuration`, configuration);
  subscription.add(applied$.subscribe({ next: (applied) => life.applied(applied), error }));
  subscription.add(saved$.subscribe({ next: (saved) => life.saved(saved), error }));
  subscription.add(trouble$.subscribe({ next: (trouble) => life.trouble(trouble), error }));
  subscription.add(
    report$.subscribe({
      next({ iteration, trainAccuracy, testAccuracy }) {
        train(iteration, trainAccuracy);
        test(iteration, testAccuracy);
      },
      error,
    }),
  );
  const end = (why?: unknown) => {
    rate.flush();
    life.end(why);
  };
  subscription.add(
    step$.subscribe({
      next(step) {
        const iteration = step.index + 1;
        life.step(step);
        cost(iteration, step.cost);
        rate.next(iteration, step.learningRate);
      },
      error: end,
      complete: () => end(),
    }),
  );
  return { tracked, subscription };
}
