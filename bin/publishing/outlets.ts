import { publishRunTo, type RunToPublish } from '../../server/runs/publishRunTo.js';
import type { TrackedStatus } from '../../server/runs/trackStatus.js';
import type { Normalizer } from '../../src/index.js';
import type { Publisher } from '../../streams/index.js';
import { distinctSinks } from './distinctSinks.js';
import { openPublishing } from './openPublishing.js';
import { type ModelsOnTheirWay, publishedModels } from './publishedModels.js';
import type { PublishingEvent } from './publishingEvents.js';
import type { PublishingOptions } from './publishingOptions.js';

/** All that goes out of a command: to brokers, and to whoever asks for predictions. */
export interface Outlets {
  /** For what is not of every run. */
  readonly publisher: Pick<Publisher, 'event' | 'point'>;
  /** Where predictions are asked for. */
  readonly predictionsAt: string | undefined;
  /** Subscribes to runs; models and predictions are of the first. Gives how each run stands that is published. */
  begin(runs: readonly RunToPublish[]): readonly TrackedStatus[];
  /** Waits for what is on its way, some seconds at most. */
  close(): Promise<void>;
}

/** How a run goes out. */
export interface OutletsOptions {
  /** Steps from one model to the next, unless the options say. */
  readonly every: number;
  readonly tell: (event: PublishingEvent) => void;
  /** Of features, where they are normalized before the run begins. */
  readonly normalizer?: Normalizer | undefined;
}

/**
 * Opens what a run is published to.
 *
 * @throws {ConnectorError} by rejection, when an address is none
 * @throws {DataError} by rejection, when there is one twice, or the folder of the run or the port cannot be had
 */
export async function openOutlets(
  options: PublishingOptions & { readonly run?: string },
  { every, tell, normalizer }: OutletsOptions,
): Promise<Outlets> {
  const { publish = [], publishModels = [], publishModelsEvery = every, run } = options;
  const sinks = distinctSinks('--publish-models', publishModels);
  const { predict } = options;
  const port = predict === true ? 0 : predict;
  const predictions = port === undefined ? undefined : await answering(port, normalizer);
  const publishing = openPublishing(publish, run, tell);
  let models: ModelsOnTheirWay | undefined;
  return {
    publisher: publishing,
    predictionsAt: predictions?.url,
    begin(runs) {
      predictions?.begin(runs[0].step$);
      if (sinks.length > 0) {
        models = publishedModels(runs[0].step$, sinks, publishModelsEvery, tell);
      }
      if (publish.length === 0) return [];
      return runs.map((each) => publishRunTo(each, publishing).tracked);
    },
    async close() {
      await Promise.all([publishing.close(), models?.close(), predictions?.close()]);
    },
  };
}

/** Loaded when it is asked for: it takes as long as all the rest. */
async function answering(port: number, normalizer: Normalizer | undefined) {
  const { openPredictions } = await import('../predicting/openPredictions.js');
  return openPredictions(port, normalizer);
}
