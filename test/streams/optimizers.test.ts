import {
  copyNetwork,
  firstMoments,
  type KernelName,
  modelBackward,
  modelForward,
  type Network,
  type Optimizer,
  type Precision,
} from 'gradstream';
import { closeLoop, drawBatches, iterate } from 'gradstream/streams';
import { lastValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { everyOptimizer } from '../model/optimizers/everyOptimizer.js';
import { bitsOf, tinyData, tinyNetwork, trainingPhases } from './tinyRun.js';

/*
 * Law 1, stream equals loop, for every optimizer.
 */

const COUNT = 20;

function inLoop(network: Network, precision: Precision, optimizer: Optimizer): Network {
  const { X, Y } = tinyData(precision);
  const trained = copyNetwork(network);
  const moments = firstMoments(optimizer, trained.parameters);
  for (let i = 0; i < COUNT; i++) {
    const gradients = modelBackward(trained, modelForward(trained, X), Y);
    const settings = { learningRate: optimizer.learningRate(i), update: i + 1 };
    optimizer.updateInto(trained.parameters, gradients, settings, moments);
  }
  return trained;
}

async function inStream(
  network: Network,
  precision: Precision,
  optimizer: Optimizer,
  kernels: KernelName,
): Promise<Network> {
  const step = await lastValueFrom(
    iterate({ count: COUNT }).pipe(
      drawBatches(tinyData(precision), { kernels, firstLayer: 'dense' }),
      closeLoop(network, trainingPhases(optimizer)),
    ),
  );
  return step.network;
}

describe.each(everyOptimizer)('%s', (_text, optimizer) => {
  test.each([
    ['float64', 'simd'],
    ['float64', 'scalar'],
    ['float32', 'simd'],
  ] as const)(
    'takes a stream where it takes a loop, bit for bit: %s, %s',
    async (precision, kernels) => {
      const network = tinyNetwork({ precision });
      const expected = bitsOf(inLoop(network, precision, optimizer));
      expect(bitsOf(await inStream(network, precision, optimizer, kernels))).toEqual(expected);
    },
  );
});
