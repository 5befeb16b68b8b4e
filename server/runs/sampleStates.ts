import { createForward } from '../../src/model/createForward.js';
import { classOfColumn } from '../../src/model/metrics/classOfColumn.js';
import type { Network } from '../../src/model/network.js';
import type { Matrix } from '../../src/numerics/matrix.js';
import type { SampleState } from '../protocol/payloads.js';
import { toWire } from '../protocol/wireNumber.js';
import type { ServedSamples } from './servedRun.js';

/** What a network takes samples for, in their order; for one network after another. */
export function sampling({ X, classNames }: ServedSamples): (network: Network) => SampleState[] {
  const forward = createForward(X);
  return (network) => {
    const { AL } = forward(network);
    return Array.from({ length: X.cols }, (_, j) => {
      const predicted = classOfColumn(AL, j);
      return {
        predictedClass: classNames[predicted],
        probability: toWire(probabilityOf(predicted, AL, j)),
      };
    });
  };
}

/** Of a class of example j: one output is the probability of class 1, several are one for each class. */
function probabilityOf(predicted: number, { rows, cols, values }: Matrix, j: number): number {
  if (rows > 1) return values[predicted * cols + j];
  return predicted === 1 ? values[j] : 1 - values[j];
}
