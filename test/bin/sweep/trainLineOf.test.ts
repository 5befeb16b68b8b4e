import { he, identity } from 'gradstream';
import { expect, test } from 'vitest';
import type { Trial } from '../../../bin/sweep/axes.js';
import { sweepCommand } from '../../../bin/sweep/sweepCommand.js';
import type { SweepOptions } from '../../../bin/sweep/sweepOptions.js';
import { trainLineOf, trainOptionsOf } from '../../../bin/sweep/trainOptionsOf.js';

const trial: Trial = {
  ...{ learningRate: 1e-7, depth: 3, width: 5, activation: identity, iterations: 100 },
  ...{ batchSize: 'full' as const, optimizer: 'gradientDescent', momentum: 0.9, l2: 0.25 },
  ...{ l1: 0.01, dropout: 0.3 },
};

/** What the command line comes to. */
async function optionsOf(...args: string[]): Promise<SweepOptions> {
  let options: SweepOptions | undefined;
  const command = sweepCommand(async (parsed) => {
    options = parsed;
  });
  await command.parseAsync(args, { from: 'user' });
  if (options === undefined) throw new Error('the command was not run');
  return options;
}

test('trainLineOf() says all that is not so by itself', async () => {
  const options = await optionsOf(
    ...['--train', 'a.h5', '--test', 'b.h5', '--x-name', 'x', '--y-name', 'y,z'],
    ...['--precision', 'float32', '--kernels', 'scalar', '--first-layer', 'dense', '--seed', '9'],
  );
  expect(trainLineOf(trial, options)).toBe(
    'gradstream train --train a.h5 --test b.h5 --x-name x,x --y-name y,z --normalize scale ' +
      '--hidden 5,5,5 --activation identity --init normal --seed 9 --precision float32 ' +
      '--kernels scalar --first-layer dense --iterations 100 --learning-rate 1e-7 ' +
      '--batch-size full --momentum 0.9 --l2 0.25 --l1 0.01 --dropout 0.3',
  );
});

test('trainLineOf() is short for what is usual', async () => {
  expect(trainLineOf({ ...trial, momentum: 0, l2: 0, l1: 0, dropout: 0 }, await optionsOf())).toBe(
    'gradstream train --normalize standardize --hidden 5,5,5 --activation identity --init he ' +
      '--seed 1 --iterations 100 --learning-rate 1e-7 --batch-size full',
  );
});

test('trainLineOf() quotes what a shell would take apart', async () => {
  const options = await optionsOf('--train', "the cat's.h5", '--test', '$HOME/b.h5');
  expect(trainLineOf(trial, options)).toContain(
    `--train 'the cat'\\''s.h5' --test '$HOME/b.h5' --normalize`,
  );
});

test('trainLineOf() names another optimizer, whole', async () => {
  const adam = { ...trial, optimizer: 'adam(beta1: 0.8)', momentum: 0 };
  expect(trainLineOf(adam, await optionsOf())).toContain(
    `--batch-size full --optimizer 'adam(beta1: 0.8)' --l2 0.25`,
  );
});

test('trainOptionsOf() gives the trial to train, with a layer for each step of depth', async () => {
  expect(trainOptionsOf(trial, await optionsOf('--init', 'he'))).toMatchObject({
    ...{ hidden: [5, 5, 5], activation: [identity], learningRate: 1e-7, iterations: 100 },
    ...{
      batchSize: 'full',
      momentum: 0.9,
      l2: 0.25,
      l1: 0.01,
      dropout: 0.3,
      init: { name: 'he', scheme: he },
    },
    seed: 1,
  });
});
