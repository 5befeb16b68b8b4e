import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BatchPlanOptions, createNetwork, type Precision, tanh } from 'gradstream';
import {
  closeLoop,
  copy,
  drawBatches,
  iterate,
  measureAccuracy,
  measureGradients,
  measureLayers,
  measureUpdates,
  propagateBackward,
  propagateForward,
  reportEvery,
  updateParameters,
} from 'gradstream/streams';
import {
  concatMap,
  defer,
  delay,
  finalize,
  forkJoin,
  ignoreElements,
  last,
  lastValueFrom,
  map,
  type Observable,
  pipe,
  share,
  take,
  tap,
} from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import {
  bitsOf,
  type Trained,
  tinyData,
  tinyNetwork,
  trainInLoop,
  trainingPhases,
} from './tinyRun.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

const data = tinyData();
const network = tinyNetwork();

/** The whole run, without anything of a test in it. */
function runOf(count: number, options: BatchPlanOptions = {}): Observable<Trained> {
  return iterate({ count }).pipe(drawBatches(data, options), closeLoop(network, trainingPhases()));
}

const endOf = (run$: Observable<Trained>) =>
  lastValueFrom(run$.pipe(map((step) => bitsOf(step.network))));

describe('law 1: stream equals loop', () => {
  const precisions: Precision[] = ['float64', 'float32'];
  const plans: Record<string, BatchPlanOptions> = {
    'full batches': {},
    'batches of 2, the last one kept': { batchSize: 2 },
    'batches of 2, the last one dropped': { batchSize: 2, lastBatch: 'drop' },
    'batches of 3 in the order of the data': { batchSize: 3, shuffle: 'none' },
    'single examples': { batchSize: 1, shuffle: 5 },
  };
  const cases = precisions.flatMap((precision) =>
    Object.entries(plans).map(([plan, options]) => ({ precision, plan, options })),
  );

  test.each(cases)('in every bit of the parameters: $precision, $plan', async (c) => {
    const { precision, options } = c;
    const set = tinyData(precision);
    const start = tinyNetwork({ precision });
    const run$ = iterate({ count: 500 }).pipe(
      drawBatches(set, options),
      closeLoop(start, trainingPhases()),
    );
    expect(await endOf(run$)).toEqual(bitsOf(trainInLoop(start, set, 500, options).network));
  });

  test.each(cases)('in every cost: $precision, $plan', async ({ precision, options }) => {
    const set = tinyData(precision);
    const start = tinyNetwork({ precision });
    const costs: number[] = [];
    const run$ = iterate({ count: 50 }).pipe(
      drawBatches(set, options),
      closeLoop(start, trainingPhases()),
      tap(({ cost }) => costs.push(cost)),
    );
    await lastValueFrom(run$);
    expect(costs).toEqual(trainInLoop(start, set, 50, options).costs);
  });
});

describe('law 2: order is typed', () => {
  const snippets = {
    right:
      'propagateForward(), computeCost(), propagateBackward(), updateParameters(gradientDescent(1))',
    backwardFirst: 'propagateBackward(), propagateForward(), updateParameters(gradientDescent(1))',
    costFirst:
      'computeCost(), propagateForward(), propagateBackward(), updateParameters(gradientDescent(1))',
    updateFirst:
      'propagateForward(), computeCost(), updateParameters(gradientDescent(1)), propagateBackward()',
  };
  let folder: string;
  /** What the compiler says about each snippet. */
  const messages: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-'));
    const at = (path: string) => join(root, path).replaceAll('\\', '/');
    for (const [name, phases] of Object.entries(snippets)) {
      await writeFile(
        join(folder, `${name}.mts`),
        `import { createNetwork, gradientDescent, matrix } from 'gradstream';
import { closeLoop, computeCost, drawBatches, iterate, propagateBackward, propagateForward, updateParameters } from 'gradstream/streams';
import { pipe } from 'rxjs';
const data = { X: matrix([[1]]), Y: matrix([[1]]) };
export const run$ = iterate().pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), pipe(${phases})));
`,
      );
    }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: at('tsconfig.json'),
        compilerOptions: {
          typeRoots: [at('node_modules/@types')],
          paths: {
            gradstream: [at('src/index.ts')],
            'gradstream/streams': [at('streams/index.ts')],
            rxjs: [at('node_modules/rxjs/dist/types/index.d.ts')],
          },
        },
        include: [],
        files: Object.keys(snippets).map((name) => `${name}.mts`),
      }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const output = await run(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', folder])
      .then(({ stdout }) => stdout)
      .catch((error: { stdout: string }) => error.stdout);
    for (const name of Object.keys(snippets)) messages[name] = messageOn(name, output);
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** Diagnostics begin with the file at the margin and go on indented. */
  function messageOn(name: string, output: string): string {
    return output
      .split(/^(?=\S)/m)
      .filter((diagnostic) => diagnostic.includes(`${name}.mts(`))
      .join('');
  }

  test('the right order compiles', () => {
    expect(messages.right).toBe('');
  });

  test('backward before forward names the missing AL', () => {
    expect(messages.backwardFirst).toMatch(/missing the following properties.*\bAL\b/);
  });

  test('cost before forward names the missing AL', () => {
    expect(messages.costFirst).toMatch(/missing the following properties.*\bAL\b/);
  });

  test('update before backward names the missing dW', () => {
    expect(messages.updateFirst).toMatch(/missing the following properties.*\bdW\b/);
  });
});

describe('law 3: one step in flight', () => {
  test(
    'an endless source waits for a slow phase and queues nothing',
    marbles((m) => {
      let inFlight = 0;
      let mostInFlight = 0;
      let longestQueue = 0;
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        tap(() => {
          mostInFlight = Math.max(mostInFlight, ++inFlight);
        }),
        drawBatches(data),
        closeLoop(
          network,
          pipe(
            propagateForward(),
            delay(10),
            propagateBackward(),
            updateParameters({ name: 'none', learningRate: () => 0.1, updateInto() {} }),
          ),
        ),
        tap(() => {
          inFlight--;
          longestQueue = Math.max(longestQueue, m.scheduler.actions.length);
        }),
        take(1000),
        ignoreElements(),
      );
      m.expect(run$).toBeObservable('10s |');
      m.flush();
      expect(mostInFlight).toBe(1);
      expect(longestQueue).toBeLessThanOrEqual(2);
    }),
  );

  test('an endless source with an asynchronous phase runs in flat memory', async () => {
    expect(await heapGrowth('asynchronous', 2_000, 40_000)).toBeLessThan(2 ** 20);
  });

  test('an endless source shared by a fast and a slow network runs in flat memory', async () => {
    expect(await heapGrowth('shared', 2_000, 40_000)).toBeLessThan(2 ** 20);
  });
});

/** How many bytes a run takes from one iteration to a later one, in a process of its own. */
async function heapGrowth(kind: string, from: number, to: number): Promise<number> {
  const script = fileURLToPath(new URL('heapChild.mjs', import.meta.url));
  const { stdout } = await run(process.execPath, ['--expose-gc', script, kind, `${from}`, `${to}`]);
  return Number(stdout);
}

describe('law 4: cold, and shared on purpose', () => {
  /** A run, and how often it was started. */
  function countedRun(count: number) {
    let started = 0;
    const run$ = defer(() => {
      started++;
      return runOf(count, { batchSize: 2 });
    });
    return { run$, started: () => started };
  }

  test('subscribing twice trains twice, with equal results', async () => {
    const { run$, started } = countedRun(20);
    const [first, second] = await lastValueFrom(
      forkJoin([run$, run$].map((each$) => each$.pipe(last()))),
    );
    expect(started()).toBe(2);
    expect(first.network).not.toBe(second.network);
    expect(bitsOf(first.network)).toEqual(bitsOf(second.network));
  });

  test('subscribing again after the end trains from the start', async () => {
    const { run$ } = countedRun(20);
    expect(await endOf(run$)).toEqual(await endOf(run$));
  });

  test('share() trains once for all', async () => {
    const { run$, started } = countedRun(20);
    const shared$ = run$.pipe(share());
    const [first, second] = await lastValueFrom(
      forkJoin([shared$, shared$].map((each$) => each$.pipe(last()))),
    );
    expect(started()).toBe(1);
    expect(first).toBe(second);
  });

  test('the network that was given stays as it is', async () => {
    const before = bitsOf(network);
    await lastValueFrom(runOf(20));
    expect(bitsOf(network)).toEqual(before);
  });
});

describe('law 5: a tap that nobody watches costs nothing', () => {
  /** Five examples through three hidden units: one forward pass over all data. */
  const CALLS_PER_PASS = 15;

  /** A shared run, and how often its hidden units were computed. */
  function countedRun(count: number) {
    let calls = 0;
    let slopes = 0;
    const counted = {
      ...tanh,
      value(z: number) {
        calls++;
        return Math.tanh(z);
      },
      derivative(z: number, a: number) {
        slopes++;
        return tanh.derivative(z, a);
      },
    };
    const run$ = iterate({ count }).pipe(
      drawBatches(data),
      closeLoop(createNetwork([2, 3, 1], { hidden: counted }), trainingPhases()),
      share(),
    );
    return { run$, calls: () => calls, slopes: () => slopes };
  }

  test('operators that nobody subscribed to do no work', async () => {
    const { run$, calls, slopes } = countedRun(10);
    void [
      run$.pipe(measureAccuracy(data)),
      run$.pipe(reportEvery(1, { train: data, test: data })),
      run$.pipe(measureLayers(1)),
      run$.pipe(measureGradients(1)),
      run$.pipe(measureUpdates(1)),
      run$.pipe(copy()),
    ];
    await lastValueFrom(run$);
    expect(calls()).toBe(10 * CALLS_PER_PASS);
    expect(slopes()).toBe(10 * CALLS_PER_PASS);
  });

  test('an operator works while it is watched, and no longer', async () => {
    const { run$, calls } = countedRun(10);
    const watched = lastValueFrom(run$.pipe(measureAccuracy(data), take(4)));
    await Promise.all([lastValueFrom(run$), watched]);
    expect(calls()).toBe((10 + 4) * CALLS_PER_PASS);
  });

  test('a measure works on every n-th iteration alone', async () => {
    const { run$, slopes } = countedRun(10);
    await lastValueFrom(run$.pipe(measureLayers(5)));
    expect(slopes()).toBe((10 + 2) * CALLS_PER_PASS);
  });
});

describe('law 6: the event loop breathes', () => {
  /** Does something while an endless run is going; gives how many steps were made meanwhile. */
  async function stepsDuring(work: () => Promise<unknown>): Promise<number> {
    let steps = 0;
    const running = runOf(Infinity).subscribe(() => steps++);
    await work();
    running.unsubscribe();
    return steps;
  }

  test('a file is read while an endless run is going', async () => {
    const steps = await stepsDuring(() => readFile(fileURLToPath(import.meta.url)));
    expect(steps).toBeGreaterThan(0);
  });

  test('a timer fires while an endless run is going', async () => {
    const steps = await stepsDuring(() => new Promise((resolve) => setTimeout(resolve, 0)));
    expect(steps).toBeGreaterThan(0);
  });

  test('a file is read while two endless runs with asynchronous phases are going', async () => {
    const asynchronous$ = iterate().pipe(
      drawBatches(data),
      closeLoop(
        network,
        pipe(
          trainingPhases(),
          concatMap((step) => Promise.resolve(step)),
        ),
      ),
    );
    const other = asynchronous$.subscribe();
    const steps = await stepsDuring(() => readFile(fileURLToPath(import.meta.url)));
    other.unsubscribe();
    expect(steps).toBeGreaterThan(0);
  });
});

describe('law 7: no allocation per iteration', () => {
  /** The matrices that a run writes to, in order of appearance. */
  async function matricesOf(options: BatchPlanOptions): Promise<number> {
    const seen = new Set<object>();
    const run$ = runOf(30, options).pipe(
      tap(({ X, Y, Z, A, AL, dW, db, network: { parameters } }) => {
        for (const M of [X, Y, ...Z, ...A, AL, ...dW, ...db, ...parameters.W, ...parameters.b]) {
          seen.add(M.values);
        }
      }),
    );
    await lastValueFrom(run$);
    return seen.size;
  }

  /** X, Y and for l = 0..2: Z, A (A[0] is X, or empty), dW, db, W, b. */
  const parameters = 2 * 3;
  const perBatchSize = 2 + 3 + 2 + 2 * 3;

  test('full batches come out in the same memory at each iteration', async () => {
    expect(await matricesOf({})).toBe(parameters + perBatchSize);
  });

  test('each batch size has memory of its own, and no more', async () => {
    expect(await matricesOf({ batchSize: 2 })).toBe(parameters + 2 * perBatchSize);
  });

  test('Z, A, dW and db are the same objects at each iteration', async () => {
    const seen = new Set<object>();
    const run$ = runOf(10).pipe(
      tap(({ Z, A, dW, db }) => {
        for (const list of [Z, A, dW, db]) seen.add(list);
      }),
    );
    await lastValueFrom(run$);
    expect(seen.size).toBe(4);
  });

  test('200,000 iterations leave the heap flat', async () => {
    expect(await heapGrowth('synchronous', 10_000, 200_000)).toBeLessThan(2 ** 20);
  });
});

describe('law 8: a run is a value', () => {
  /** A run that is made of numbers only. */
  const bitsFrom = ({ weights = 1, shuffle = 1 }) =>
    endOf(
      iterate({ count: 40 }).pipe(
        drawBatches(tinyData(), { batchSize: 2, shuffle }),
        closeLoop(tinyNetwork({ seed: weights }), trainingPhases()),
      ),
    );

  test('the same configuration, seeds and data give the same bits', async () => {
    expect(await bitsFrom({})).toEqual(await bitsFrom({}));
  });

  test('another seed of the weights gives other bits', async () => {
    expect(await bitsFrom({ weights: 2 })).not.toEqual(await bitsFrom({}));
  });

  test('another seed of the order gives other bits', async () => {
    expect(await bitsFrom({ shuffle: 2 })).not.toEqual(await bitsFrom({}));
  });
});

describe('law 9: randomness and time are parameters', () => {
  test(
    'a day of training passes on a virtual clock without waiting',
    marbles((m) => {
      const log: number[] = [];
      const run$ = iterate({ count: 1440, scheduler: m.scheduler }).pipe(
        drawBatches(data),
        closeLoop(network, pipe(trainingPhases(), delay(60_000))),
        reportEvery(720, { train: data, test: data, scheduler: m.scheduler }),
        tap(({ elapsedMs }) => log.push(elapsedMs)),
        finalize(() => log.push(m.scheduler.now())),
        ignoreElements(),
      );
      m.expect(run$).toBeObservable('1440m |');
      m.flush();
      const halfDayMs = 12 * 3600 * 1000;
      expect(log).toEqual([halfDayMs, 2 * halfDayMs, 2 * halfDayMs]);
    }),
  );
});
