import {
  clamp,
  constant,
  cosineDecay,
  cosineRestarts,
  cyclic,
  type DataSchedule,
  exponentialDecay,
  input,
  inverseTimeDecay,
  join,
  lasting,
  linear,
  offset,
  oneCycle,
  onPlateau,
  overriddenBy,
  piecewise,
  polynomial,
  product,
  type RunView,
  repeat,
  scale,
  stepDecay,
  switchOn,
  warmUp,
} from '../../src/index.js';

/** A schedule, and what has to be known of it. */
export interface Row {
  readonly schedule: DataSchedule;
  readonly text: string;
  /** At 0, at the last iteration of its length (an endless one: somewhere), and from then on. */
  readonly values: readonly (readonly [iteration: number, value: number])[];
  /** Names of inputs and metrics. Default none. */
  readonly listensTo?: readonly string[];
  /** What is counted from the start of the run, and not of the schedule. Default nothing. */
  readonly countsFromStart?: boolean;
  /** Default iterations. */
  readonly clock?: 'iterations' | 'seconds';
}

/** The run of all rows: 100 iterations, two a second, five an epoch; inputs come at iteration 40. */
export const COUNT = 100;

export function viewAt(iteration: number): RunView {
  const since = 40;
  const inputs = iteration < since ? {} : { rate: { value: 0.25, since }, go: { value: 1, since } };
  return { count: COUNT, batchesPerEpoch: 5, seconds: iteration / 2, inputs };
}

export const rows: readonly Row[] = [
  {
    schedule: constant(0.03),
    text: '0.03',
    values: [
      [0, 0.03],
      [99, 0.03],
      [1e6, 0.03],
    ],
  },
  {
    schedule: linear(0.5, 0.1, { length: 4 }),
    text: 'linear(0.5, 0.1, 4)',
    values: [
      [0, 0.5],
      [3, 0.2],
      [4, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: linear(0, 1),
    text: 'linear(0, 1)',
    values: [
      [0, 0],
      [99, 0.99],
      [100, 1],
    ],
  },
  {
    schedule: linear(0.5, 0.1, { length: { seconds: 4 } }),
    text: 'linear(0.5, 0.1, 4 s)',
    clock: 'seconds',
    values: [
      [0, 0.5],
      [6, 0.2],
      [8, 0.1],
    ],
  },
  {
    schedule: polynomial(0.4, 0, { length: 4 }),
    text: 'polynomial(0.4, 0, 4)',
    values: [
      [0, 0.4],
      [3, 0.025],
      [4, 0],
      [1e6, 0],
    ],
  },
  {
    schedule: polynomial(0.1, 0.9, { length: { epochs: 2 }, power: 0.5 }),
    text: 'polynomial(0.1, 0.9, 2 epochs, 0.5)',
    values: [
      [0, 0.1],
      [9, 0.9 - 0.8 * Math.sqrt(0.1)],
      [10, 0.9],
    ],
  },
  {
    schedule: stepDecay(0.8, 30, { factor: 0.5 }),
    text: 'step(0.8, 30, 0.5)',
    values: [
      [0, 0.8],
      [29, 0.8],
      [30, 0.4],
      [99, 0.1],
    ],
  },
  {
    schedule: stepDecay(0.8, { epochs: 1 }),
    text: 'step(0.8, 1 epoch)',
    values: [
      [0, 0.8],
      [4, 0.8],
      [5, 0.08],
      [99, 0.8e-19],
    ],
  },
  {
    schedule: exponentialDecay(0.8, 0.5),
    text: 'exponential(0.8, 0.5)',
    values: [
      [0, 0.8],
      [3, 0.1],
      [99, 0.8 * 2 ** -99],
    ],
  },
  {
    schedule: exponentialDecay(0.8, 0.25, { every: { seconds: 2 } }),
    text: 'exponential(0.8, 0.25, 2 s)',
    clock: 'seconds',
    values: [
      [0, 0.8],
      [2, 0.4],
      [4, 0.2],
    ],
  },
  {
    schedule: inverseTimeDecay(0.8, 1),
    text: 'inverseTime(0.8, 1)',
    values: [
      [0, 0.8],
      [3, 0.2],
      [99, 0.008],
    ],
  },
  {
    schedule: cosineDecay(0.03),
    text: 'cosine(0.03)',
    values: [
      [0, 0.03],
      [50, 0.015],
      [99, 0.03 * Math.sin(Math.PI / 200) ** 2],
      [100, 0],
      [1e6, 0],
    ],
  },
  {
    schedule: cosineDecay(0.4, { length: { fraction: 0.03 }, last: 0.1 }),
    text: 'cosine(0.4, 3 %, 0.1)',
    countsFromStart: true,
    values: [
      [0, 0.4],
      [2, 0.175],
      [3, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: cosineRestarts(0.4, 2, { factor: 2, last: 0.2 }),
    text: 'cosineRestarts(0.4, 2, 2, 0.2)',
    values: [
      [0, 0.4],
      [1, 0.3],
      [2, 0.4],
      [4, 0.3],
      [6, 0.4],
      [62, 0.4],
    ],
  },
  {
    schedule: warmUp(4, { target: 0.4 }),
    text: 'warmUp(4, 0.4)',
    values: [
      [0, 0.1],
      [2, 0.3],
      [3, 0.4],
      [4, 0.4],
      [1e6, 0.4],
    ],
  },
  {
    schedule: warmUp({ seconds: 4 }, { target: 0.4 }),
    text: 'warmUp(4 s, 0.4)',
    clock: 'seconds',
    values: [
      [0, 0],
      [7, 0.35],
      [8, 0.4],
      [1e6, 0.4],
    ],
  },
  {
    schedule: oneCycle(1, { length: 10, rise: 0.4, first: 0.5, last: 0.25 }),
    text: 'oneCycle(1, 10, 0.4, 0.5, 0.25)',
    values: [
      [0, 0.5],
      [3, 1],
      [6, 0.625],
      [9, 0.25],
      [1e6, 0.25],
    ],
  },
  {
    schedule: oneCycle(1, { length: { seconds: 10 }, last: 0.004 }),
    text: 'oneCycle(1, 10 s, last: 0.004)',
    clock: 'seconds',
    values: [
      [0, 0.04],
      [6, 1],
      [13, 0.502],
      [20, 0.004],
    ],
  },
  {
    schedule: cyclic(0.1, 0.3, 2, { down: 4, cycleFactor: 0.5 }),
    text: 'cyclic(0.1, 0.3, 2, 4, 0.5)',
    values: [
      [0, 0.1],
      [2, 0.3],
      [4, 0.2],
      [6, 0.1],
      [8, 0.2],
      [14, 0.15],
    ],
  },
  {
    schedule: piecewise(0.1, [
      [10, 0.05],
      [{ epochs: 4 }, 0.01],
    ]),
    text: 'piecewise(0.1, 10: 0.05, 4 epochs: 0.01)',
    values: [
      [0, 0.1],
      [9, 0.1],
      [10, 0.05],
      [19, 0.05],
      [20, 0.01],
      [1e6, 0.01],
    ],
  },
  {
    schedule: join(warmUp(4), cosineDecay(0.4, { length: 3 }), 0.1),
    text: 'warmUp(4) then cosine(0.4, 3) then 0.1',
    values: [
      [0, 0.1],
      [3, 0.4],
      [4, 0.4],
      [5, 0.3],
      [6, 0.1],
      [7, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: join(warmUp(10), linear(0.9, 0)),
    text: 'warmUp(10) then linear(0.9, 0)',
    values: [
      [0, 0.09],
      [9, 0.9],
      [10, 0.9],
      [99, 0.01],
      [100, 0],
    ],
  },
  {
    schedule: join(warmUp({ seconds: 4 }), linear(0.4, 0.2, { length: { seconds: 2 } })),
    text: 'warmUp(4 s) then linear(0.4, 0.2, 2 s)',
    clock: 'seconds',
    values: [
      [0, 0],
      [7, 0.35],
      [8, 0.4],
      [10, 0.3],
      [12, 0.2],
      [1e6, 0.2],
    ],
  },
  {
    schedule: join(join(warmUp(2), lasting(0.4, 2)), 0.1),
    text: '(warmUp(2) then 0.4 for 2) then 0.1',
    values: [
      [0, 0.2],
      [1, 0.4],
      [3, 0.4],
      [4, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: lasting(linear(0.5, 0.1), 4),
    text: 'linear(0.5, 0.1) for 4',
    values: [
      [0, 0.5],
      [3, 0.2],
      [4, 0.1],
    ],
  },
  {
    schedule: product(linear(0, 1, { length: 4 }), 0.5, constant(0.5)),
    text: 'linear(0, 1, 4) * 0.5 * 0.5',
    values: [
      [0, 0],
      [3, 0.1875],
      [4, 0.25],
      [1e6, 0.25],
    ],
  },
  {
    schedule: scale(join(lasting(0.4, 2), 0.2), 0.5),
    text: '0.5 * (0.4 for 2 then 0.2)',
    values: [
      [0, 0.2],
      [1, 0.2],
      [2, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: clamp(linear(0.5, 0.1, { length: 4 }), { least: 0.2, most: 0.4 }),
    text: 'clamp(linear(0.5, 0.1, 4), 0.2, 0.4)',
    values: [
      [0, 0.4],
      [2, 0.3],
      [3, 0.2],
      [1e6, 0.2],
    ],
  },
  {
    schedule: repeat(linear(0.4, 0.2, { length: 2 }), { times: 2 }),
    text: 'repeat(linear(0.4, 0.2, 2), 2)',
    values: [
      [0, 0.4],
      [1, 0.3],
      [2, 0.4],
      [3, 0.3],
      [4, 0.2],
      [1e6, 0.2],
    ],
  },
  {
    schedule: repeat(join(lasting(0.4, 2), lasting(0.2, 3))),
    text: 'repeat(0.4 for 2 then 0.2 for 3)',
    values: [
      [0, 0.4],
      [1, 0.4],
      [4, 0.2],
      [5, 0.4],
      [99, 0.2],
    ],
  },
  {
    schedule: repeat(linear(0.4, 0.2, { length: { seconds: 2 } })),
    text: 'repeat(linear(0.4, 0.2, 2 s))',
    clock: 'seconds',
    values: [
      [0, 0.4],
      [3, 0.25],
      [4, 0.4],
    ],
  },
  {
    schedule: offset(linear(0.5, 0.1, { length: 4 }), 2),
    text: 'offset(linear(0.5, 0.1, 4), 2)',
    values: [
      [0, 0.3],
      [1, 0.2],
      [2, 0.1],
      [1e6, 0.1],
    ],
  },
  {
    schedule: offset(linear(0.5, 0), 25),
    text: 'offset(linear(0.5, 0), 25)',
    values: [
      [0, 0.4],
      [50, 0.2],
      [100, 0],
    ],
  },
  {
    schedule: input('rate', 0.03),
    text: 'input(rate, 0.03)',
    listensTo: ['rate'],
    values: [
      [0, 0.03],
      [39, 0.03],
      [40, 0.25],
      [99, 0.25],
    ],
  },
  {
    schedule: overriddenBy(linear(1, 0), 'rate'),
    text: 'input(rate, linear(1, 0))',
    listensTo: ['rate'],
    values: [
      [0, 1],
      [39, 0.61],
      [40, 0.25],
      [99, 0.25],
    ],
  },
  {
    schedule: switchOn(0.4, linear(0.6, 0), 'go'),
    text: 'switchOn(0.4, linear(0.6, 0), go)',
    listensTo: ['go'],
    values: [
      [0, 0.4],
      [39, 0.4],
      [40, 0.6],
      [99, 0.01],
      [100, 0],
    ],
  },
  {
    schedule: onPlateau(linear(1, 0), { metric: 'the cost', factor: 0.5, mode: 'max', least: 0.1 }),
    text: 'onPlateau(linear(1, 0), "the cost", 0.5, mode: max, least: 0.1)',
    listensTo: ['the cost'],
    values: [
      [0, 1],
      [99, 0.01],
      [100, 0],
    ],
  },
];
