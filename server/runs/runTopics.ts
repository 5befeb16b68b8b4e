import { seriesTopics } from '../protocol/seriesTopics.js';
import { createEventLog } from '../topics/eventLog.js';
import { createSeriesLog, type SeriesOptions } from '../topics/seriesLog.js';
import { createStateLog } from '../topics/stateLog.js';
import type { TopicLog } from '../topics/topicLog.js';
import type { ServedRun } from './servedRun.js';
import { imageDims } from './weightImage.js';

/** How many units of the first layer are shown as images. */
const UNITS = 12;

/** The topics of a run. */
export type RunTopics = ReturnType<typeof createRunTopics>;

/** Empty topics for a run. Those for which it has nothing to say are there all the same, but for weights. */
export function createRunTopics(
  { name, configuration, imageShape }: ServedRun,
  epoch: string,
  options: SeriesOptions,
) {
  const at = (rest: string) => ({ topic: `${name}/${rest}`, epoch });
  const series = (metric: keyof typeof seriesTopics) =>
    createSeriesLog(at(seriesTopics[metric]), options);
  const [features = 0, units = 0] = configuration?.layerDims ?? [];
  const dims = imageDims(imageShape, features);
  const shown = dims === undefined ? 0 : Math.min(UNITS, units);
  return {
    cost: series('cost'),
    trainAccuracy: series('trainAccuracy'),
    testAccuracy: series('testAccuracy'),
    learningRate: series('learningRate'),
    gradientNorm: series('gradientNorm'),
    speed: series('speed'),
    configuration: createStateLog(at('run/configuration')),
    status: createStateLog(at('run/status')),
    events: createEventLog(at('run/events')),
    layers: createStateLog(at('layers')),
    samples: createStateLog(at('samples')),
    sampleImages: createEventLog(at('samples/images')),
    /** One for each unit that is shown. */
    weights: Array.from({ length: shown }, (_, i) => createStateLog(at(`weights/${i + 1}`))),
    dims,
  };
}

/** Those that are filled as the run goes, whether somebody reads them or not; the others are measured on demand. */
export function plainTopics(topics: RunTopics): readonly TopicLog[] {
  const { cost, trainAccuracy, testAccuracy, learningRate, speed } = topics;
  const { configuration, status, events, sampleImages } = topics;
  const series = [cost, trainAccuracy, testAccuracy, learningRate, speed];
  return [...series, configuration, status, events, sampleImages];
}
