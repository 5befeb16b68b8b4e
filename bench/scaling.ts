/*
 * How the time of an iteration grows with examples, features, width and depth, each by powers of two:
 * the exponent p of the line through log(time) over log(size), by least squares, so that twice the size
 * takes 2^p times as long. And from how many iterations on the Gram form of the first layer pays, beside
 * what gramPays() says, which counts operations.
 */
import { createNetwork, createRandom, gramPays, zeros } from '../src/index.js';
import { type Block, interleave } from './interleave.js';
import { rounds } from './options.js';
import { median } from './statistics.js';
import { printValue, say } from './table.js';
import { type Job, type Means, type Trainer, trainInLoop } from './trainers.js';

/** What one job differs in from the next. */
interface Shape {
  readonly m: number;
  readonly n: number;
  /** Of the hidden layers. */
  readonly units: readonly number[];
}

/** Milliseconds that a block should take, if one iteration does not take longer. */
const blockMs = 20;

const powers = (from: number, to: number): number[] =>
  from > to ? [] : [from, ...powers(2 * from, to)];
const five = [5, 5];

say('scaling: about 60 s');
await grow(
  'examples',
  '4096-5-5-1',
  powers(64, 2048),
  (m) => ({ m, n: 4096, units: five }),
  'both',
);
await grow(
  'features',
  'n-5-5-1, 256 examples',
  powers(512, 16384),
  (n) => {
    return { m: 256, n, units: five };
  },
  'both',
);
await grow(
  'width',
  '1024-w-w-1, 256 examples',
  powers(16, 512),
  (width) => {
    return { m: 256, n: 1024, units: [width, width] };
  },
  'dense',
);
await grow(
  'depth',
  '256 features, L layers of 64, 256 examples',
  powers(2, 64),
  (depth) => {
    return { m: 256, n: 256, units: Array<number>(depth).fill(64) };
  },
  'dense',
);
for (const m of powers(64, 1024)) await crossing({ m, n: 4096, units: five });
await crossing({ m: 209, n: 12288, units: five });

/** Rows for one size that grows, in the forms asked for. */
async function grow(
  what: string,
  job: string,
  sizes: readonly number[],
  shapeOf: (size: number) => Shape,
  forms: 'both' | 'dense',
): Promise<void> {
  for (const firstLayer of forms === 'both' ? (['dense', 'gram'] as const) : (['dense'] as const)) {
    const times: number[] = [];
    for (const size of sizes) times.push(await timeOf(trainerFor(shapeOf(size), { firstLayer })));
    const [first, last] = [sizes[0], sizes[sizes.length - 1]];
    const grown = `${micro(times[0])} to ${micro(times[times.length - 1])}`;
    printValue(
      'scaling',
      `${what} from ${first} to ${last}, ${firstLayer} (${job}): exponent; one iteration`,
      `${exponent(sizes, times).toFixed(2)}; ${grown}`,
    );
  }
}

/** A row for the number of iterations from which on the Gram form takes less time, K included. */
async function crossing(shape: Shape): Promise<void> {
  const { m, n, units } = shape;
  const dense = trainerFor(shape, { firstLayer: 'dense' });
  const gram = trainerFor(shape, { firstLayer: 'gram' });
  // The first iteration of a run in Gram form is a dense one, and K comes with the second.
  const beginning = [await gram.advance(2), await dense.advance(2)];
  const [denseMs, gramMs] = [await timeOf(dense), await timeOf(gram)];
  const onceMs = beginning[0] - gramMs - denseMs;
  const measured = Math.ceil(onceMs / (denseMs - gramMs));
  const job = { n, m, units: units[0], batchSize: m };
  let counted = 1;
  while (!gramPays({ ...job, iterations: counted }) && counted < 1e6) counted++;
  const says = counted < 1e6 ? `from ${counted}` : 'never';
  printValue(
    'scaling',
    `${[n, ...units, 1].join('-')}, ${m} examples: Gram takes less time from iteration`,
    `${gramMs < denseMs ? measured : 'never'} (gramPays(): ${says}; K and W1 X ${onceMs.toFixed(1)} ms)`,
  );
}

function trainerFor({ m, n, units }: Shape, means: Means): Trainer {
  const random = createRandom(1);
  const X = zeros(n, m);
  const Y = zeros(1, m);
  for (let i = 0; i < X.values.length; i++) X.values[i] = random.uniform();
  for (let j = 0; j < m; j++) Y.values[j] = j % 2;
  const job: Job = {
    network: createNetwork([n, ...units, 1], { seed: 1 }),
    train: { X, Y, exampleShape: [n], classNames: ['class 0', 'class 1'] },
    learningRate: 0.001,
  };
  return trainInLoop(job, means);
}

/** Milliseconds of one iteration, when the compiler is through with it. */
async function timeOf(trainer: Trainer): Promise<number> {
  await trainer.advance(2);
  const count = Math.max(1, Math.round(blockMs / ((await trainer.advance(3)) / 3)));
  const block: Block = async () => (await trainer.advance(count)) / count;
  const [times] = await interleave([block], { warmUp: 2, rounds: rounds(5) });
  return median(times);
}

function exponent(sizes: readonly number[], times: readonly number[]): number {
  const [x, y] = [sizes.map(Math.log2), times.map(Math.log2)];
  const mean = (sample: readonly number[]) => sample.reduce((a, b) => a + b, 0) / sample.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0);
  return slope / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}

function micro(ms: number): string {
  return `${(1000 * ms).toFixed(0)} us`;
}
