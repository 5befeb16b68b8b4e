import { firstValueFrom, ignoreElements, merge, type Observable, of, tap } from 'rxjs';
import { encodeRunState, openCheckpoints, type RunState } from '../../src/index.js';
import { acknowledgeAfter, inProcess, type Source } from '../../streams/index.js';
import { interleave } from '../interleave.js';
import { rounds } from '../options.js';
import { median } from '../statistics.js';
import { printSpread, printValue, say, withUnit } from '../table.js';
import { BATCH, payloadsOf } from './examples.js';
import { SAVE_EVERY, SENT, startLap, TIMED } from './lap.js';
import { pathFrom } from './path.js';

/** The path up to a stage, and who counts the examples behind it. */
interface Path {
  readonly stage: string;
  readonly run: (source: Source, add: (count: number) => void) => Observable<unknown>;
  /** Resolves when nothing is being written any more. */
  readonly end?: () => Promise<unknown>;
}

/**
 * Rows of the time and the memory that an example costs in each stage, over a source within the process: what the path
 * up to there takes, less what the path before it takes.
 */
export async function stages(folder: string): Promise<void> {
  say('connectors: stages');
  const payloads = payloadsOf('float32');
  const paths = await pathsIn(folder);

  async function over({ run, end }: Path, add: (count: number) => void, ms: Promise<number>) {
    const { source, sink } = inProcess();
    for (let i = 0; i < SENT; i++) void sink.send({ value: payloads[i % payloads.length] });
    await firstValueFrom(merge(ms, run(source, add).pipe(ignoreElements())), { defaultValue: 0 });
    await end?.();
  }

  const blocks = paths.map((path) => async () => {
    const lap = startLap();
    await over(path, lap.add, lap.ms);
    return lap.ms;
  });
  const times = await interleave(blocks, { warmUp: 2, rounds: rounds(15), maxSeconds: 60 });
  const nanoseconds = times.map((each) => each.map((ms) => (1e6 * ms) / TIMED));
  const bytes: number[] = [];
  for (const path of paths) {
    const lap = startLap();
    const memory = memoryPerExample();
    const add = (count: number) => {
      memory.add(count);
      lap.add(count);
    };
    await over(path, add, lap.ms);
    bytes.push(memory.bytes());
  }
  for (const [i, { stage }] of paths.entries()) {
    const own = nanoseconds[i].map((ns, round) => ns - (nanoseconds[i - 1]?.[round] ?? 0));
    printSpread('connectors', `an example, ${stage}`, own, withUnit(0, 'ns'));
  }
  const whole = nanoseconds[paths.length - 1];
  printSpread('connectors', 'an example, the whole path in the process', whole, withUnit(0, 'ns'));
  for (const [i, { stage }] of paths.entries()) {
    const own = bytes[i] - (bytes[i - 1] ?? 0);
    printValue('connectors', `memory of an example, ${stage}`, `${own.toFixed(0)} B`);
  }
}

async function pathsIn(folder: string): Promise<readonly Path[]> {
  const checkpoints = await openCheckpoints(folder);
  const path = (source: Source) => pathFrom(source, 'float32');
  let saving: Promise<unknown> = Promise.resolve();
  const saveOnDisk = (state: RunState) => {
    saving = checkpoints.save({ iteration: state.iteration, files: encodeRunState(state) });
    return saving;
  };
  const counted = (
    { step$ }: ReturnType<typeof pathFrom>,
    add: (count: number) => void,
    save: (state: RunState) => Promise<unknown>,
  ) =>
    step$.pipe(
      tap(({ deliveries }) => add(deliveries.length)),
      acknowledgeAfter(SAVE_EVERY, save),
    );
  return [
    {
      stage: 'the source within the process',
      run: (source, add) => source.open({ demand$: of(SENT) }).pipe(tap(() => add(1))),
    },
    { stage: 'receive()', run: (from, add) => path(from).received$.pipe(tap(byOne(add))) },
    {
      stage: 'decodeExamples(), float32',
      run: (from, add) => path(from).decoded$.pipe(tap(byOne(add))),
    },
    { stage: 'dropRepeated()', run: (from, add) => path(from).fresh$.pipe(tap(byOne(add))) },
    {
      stage: 'bufferBatches()',
      run: (from, add) =>
        path(from).batch$.pipe(
          tap((batch) => {
            for (const each of batch) each.taken();
            add(batch.length);
          }),
        ),
    },
    { stage: 'iterateOver()', run: (from, add) => path(from).taken$.pipe(tap(byBatch(add))) },
    { stage: 'gatherExamples()', run: (from, add) => path(from).gathered$.pipe(tap(byBatch(add))) },
    {
      stage: 'standardizeBatches()',
      run: (from, add) => path(from).standardized$.pipe(tap(byBatch(add))),
    },
    {
      stage: 'closeLoop(), 20-16-1',
      run: (from, add) => path(from).step$.pipe(tap(byBatch(add))),
    },
    {
      stage: 'acknowledgeAfter(), a save that does nothing',
      run: (from, add) => counted(path(from), add, () => Promise.resolve()),
    },
    {
      stage: `saved on the disk every ${SAVE_EVERY} iterations`,
      run: (from, add) => counted(path(from), add, saveOnDisk),
      end: () => saving,
    },
  ];
}

const byOne = (add: (count: number) => void) => (each: { taken(): void }) => {
  each.taken();
  add(1);
};

const byBatch =
  (add: (count: number) => void) =>
  ({ deliveries }: { readonly deliveries: readonly unknown[] }) =>
    add(deliveries.length);

/** What is taken from the heap and beside it, per example: the median over batches, so that collections do not count. */
function memoryPerExample() {
  const taken: number[] = [];
  let seen = 0;
  let before = 0;
  return {
    add(count: number) {
      seen += count;
      if (seen < BATCH) return;
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      if (before > 0) taken.push((heapUsed + arrayBuffers - before) / seen);
      before = heapUsed + arrayBuffers;
      seen = 0;
    },
    bytes: () => median(taken),
  };
}
