/*
 * The post, from top to bottom: first with gradstream's functions, then as a pipeline.
 *
 *   node dist/examples/post.js FOLDER [ITERATIONS]
 *
 * FOLDER holds train_catvnoncat.h5 and test_catvnoncat.h5; with 3000 iterations, the default, the
 * figures are those of the post.
 */
import { join } from 'node:path';
import {
  createNetwork,
  DataError,
  descend,
  gradientDescent,
  initializeParameters,
  leakyRelu,
  logLoss,
  modelBackward,
  modelForward,
  type Network,
  pixelScale,
  relu,
  shapeOf,
  sigmoid,
  tanh,
  toDataset,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  loadHdf5,
  measureAccuracy,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { forkJoin, last, lastValueFrom, map, merge, pipe, share, tap } from 'rxjs';

const [folder, iterations = '3000'] = process.argv.slice(2);
if (folder === undefined) {
  refuse(
    'name the folder of train_catvnoncat.h5 and test_catvnoncat.h5: post.js FOLDER [ITERATIONS]',
  );
}
const say = (text: string) => process.stdout.write(`${text}\n`);

say('1. Activations and their derivatives, at -2 and 2');
for (const g of [sigmoid, tanh, relu, leakyRelu()]) {
  const at = [-2, 2].map(
    (z) => `${g.value(z).toFixed(4)} (${g.derivative(z, g.value(z)).toFixed(4)})`,
  );
  say(`   ${g.name.padEnd(9)} ${at.join('   ')}`);
}

say('2. The data: 64 x 64 x 3 images become columns between 0 and 1');
const { train, test } = await lastValueFrom(
  forkJoin({
    train: loadHdf5(join(folder, 'train_catvnoncat.h5')),
    test: loadHdf5(join(folder, 'test_catvnoncat.h5')),
  }).pipe(
    map((images) => {
      const normalizer = pixelScale(12288);
      return {
        train: toDataset(images.train, { normalizer }),
        test: toDataset(images.test, { normalizer }),
      };
    }),
  ),
).catch((error: unknown) => {
  throw error instanceof DataError ? refuse(error.message) : error;
});
const { X, Y } = train;
say(
  `   X (${shapeOf(X)}), Y (${shapeOf(Y)}); held out: X (${shapeOf(test.X)}), Y (${shapeOf(test.Y)})`,
);

say('3. Initialization: W normal x 0.01 from seed 1, b zero');
const layerDims = [12288, 5, 5, 1];
const parameters = initializeParameters(layerDims, { seed: 1 });
say(
  `   W1 begins ${Array.from(parameters.W[1].values.subarray(0, 3), (w) => w.toFixed(8)).join(', ')}`,
);

say('4. Forward: Z[l] = W[l] A[l-1] + b[l], A[l] = g(Z[l])');
const network = createNetwork(layerDims, { hidden: relu, seed: 1 });
const pass = modelForward(network, X);
say(
  `   AL (${shapeOf(pass.AL)}), the first image is a cat with probability ${pass.AL.values[0].toFixed(4)}`,
);

say('5. Cost: the binary cross-entropy of AL and Y');
say(`   ${logLoss(pass.AL, Y).toFixed(4)}`);

say('6. Backward: dW[l] and db[l], from the last layer to the first');
const gradients = modelBackward(network, pass, Y);
say(`   dW1 (${shapeOf(gradients.dW[1])}), db3 = ${gradients.db[3].values[0].toFixed(6)}`);

say('7. Update: W[l] - 0.03 dW[l], b[l] - 0.03 db[l]');
const updated: Network = { ...network, parameters: descend(network.parameters, gradients, 0.03) };
say(`   the cost is now ${logLoss(modelForward(updated, X).AL, Y).toFixed(4)}`);

say('8. The application, as a pipeline: tanh and ReLU learn from the same batches');
const batch$ = iterate({ count: Number(iterations) }).pipe(drawBatches(train), share());
const learn = pipe(
  propagateForward(),
  computeCost(),
  propagateBackward(),
  updateParameters(gradientDescent(0.03)),
);
const runs = [tanh, relu].map((hidden) => ({
  name: hidden.name,
  step$: batch$.pipe(closeLoop(createNetwork(layerDims, { hidden, seed: 1 }), learn), share()),
}));
const cost$ = runs.map(({ name, step$ }) =>
  step$.pipe(
    every(100),
    map(({ index, cost }) => `   ${name} ${index + 1}: ${cost.toFixed(4)}`),
  ),
);
const accuracy$ = runs.map(({ name, step$ }) =>
  step$.pipe(
    last(),
    measureAccuracy(test),
    map((right) => `   ${name}: ${(100 * right).toFixed(2)} % of the held-out images are right`),
  ),
);
await lastValueFrom(merge(...cost$, ...accuracy$).pipe(tap(say)));

function refuse(reason: string): never {
  process.stderr.write(`error: ${reason}\n`);
  process.exit(2);
}
