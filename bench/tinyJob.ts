import { createNetwork, createRandom, zeros } from '../src/index.js';
import type { Job } from './trainers.js';

/** A job so small that the stream around it is what takes the time: 2-3-1, 8 examples. */
export function tinyJob(): Job {
  const random = createRandom(1);
  const X = zeros(2, 8);
  const Y = zeros(1, 8);
  for (let i = 0; i < X.values.length; i++) X.values[i] = random.normal();
  for (let j = 0; j < Y.values.length; j++) Y.values[j] = j % 2;
  return {
    network: createNetwork([2, 3, 1], { seed: 1 }),
    train: { X, Y, exampleShape: [2], classNames: ['class 0', 'class 1'] },
    learningRate: 0.03,
  };
}
