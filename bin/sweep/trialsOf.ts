import { type Draw, grid, randomSearch } from '../../src/index.js';
import type { AxisName, Trial } from './axes.js';
import type { Choices } from './choices.js';

/** The trials of a sweep: the whole grid, or so many points drawn from the seed. */
export function trialsOf(
  choices: Choices,
  { random, seed }: { readonly random?: number; readonly seed: number },
): readonly Trial[] {
  return random === undefined ? grid(lists(choices)) : randomSearch(draws(choices), random, seed);
}

function lists(choices: Choices): { readonly [Name in AxisName]: readonly Trial[Name][] } {
  return {
    learningRate: choices.learningRate.values ?? [],
    depth: choices.depth.values ?? [],
    width: choices.width.values ?? [],
    activation: choices.activation.values ?? [],
    iterations: choices.iterations.values ?? [],
    batchSize: choices.batchSize.values ?? [],
    optimizer: choices.optimizer.values ?? [],
    momentum: choices.momentum.values ?? [],
    l2: choices.l2.values ?? [],
    l1: choices.l1.values ?? [],
    dropout: choices.dropout.values ?? [],
  };
}

function draws(choices: Choices): { readonly [Name in AxisName]: Draw<Trial[Name]> } {
  return {
    learningRate: choices.learningRate.draw,
    depth: choices.depth.draw,
    width: choices.width.draw,
    activation: choices.activation.draw,
    iterations: choices.iterations.draw,
    batchSize: choices.batchSize.draw,
    optimizer: choices.optimizer.draw,
    momentum: choices.momentum.draw,
    l2: choices.l2.draw,
    l1: choices.l1.draw,
    dropout: choices.dropout.draw,
  };
}
