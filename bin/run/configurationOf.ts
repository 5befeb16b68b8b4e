import { fingerprint } from '../../src/index.js';
import type { Plan } from '../plan.js';
import type { TrainOptions } from '../trainOptions.js';
import { optionTexts } from './optionTexts.js';
import type { RunConfiguration } from './runConfiguration.js';

/** What a run is, with what was chosen for it where the options said `auto`. */
export function configurationOf(options: TrainOptions, planned: Plan): RunConfiguration {
  const { kernels, library } = planned.kernels;
  const { firstLayer } = planned;
  return {
    options: optionTexts({ ...options, kernels, firstLayer }),
    data: { train: fingerprint(planned.train), test: fingerprint(planned.test) },
    ...(library !== undefined && { library }),
  };
}
