import { join } from 'node:path';
import {
  endWith,
  filter,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  pipe,
  Subject,
  share,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { DataError, type Network, parseOptimizer, type RunState } from '../../src/index.js';
import {
  acknowledgeAfter,
  bufferBatches,
  type Cost,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  every,
  gatherExamples,
  haltOnDivergence,
  iterateOver,
  type Labelled,
  propagateBackward,
  propagateForward,
  receive,
  type Saved,
  type Step,
  standardizeBatches,
  type Taken,
  updateParameters,
} from '../../streams/index.js';
import { colorsFor } from '../output/colors.js';
import { messageOf } from '../run/messageOf.js';
import type { Terminal } from '../terminal.js';
import { openSink, openSource } from './addresses.js';
import { type DeadLetters, deadLetters } from './deadLetters.js';
import { decoderOf, networkOf } from './learnedBy.js';
import { type LearningFolder, openLearningFolder } from './learningFolder.js';
import { type LearnEvent, learnLine } from './learnLines.js';
import type { LearnOptions } from './learnOptions.js';
import { type Scored, scoreSteps } from './scoreSteps.js';

/** Steps from one saved state to the next, where nothing is said. */
const SAVE_EVERY = 100;

type Learnt = Step & Cost & Scored & Taken<unknown>;

/**
 * `gradstream learn`: learns from examples as they arrive, each tested before it is learnt from, until the source or
 * the user ends it.
 *
 * @throws {DataError} when the folder cannot be had, or the last state not be saved
 * @throws {ConnectorError} when the source cannot be reached
 * @throws {DivergenceError} when a cost stops being finite
 */
export async function learn(options: LearnOptions, terminal: Terminal): Promise<void> {
  const { run, deadLetters: address = run && join(run, 'dead-letters.ndjson') } = options;
  const network = networkOf(options);
  const source = openSource(options.from, terminal.stdin);
  const folder = run === undefined ? undefined : await openLearningFolder(run, options, network);
  const sink = address === undefined ? undefined : openSink(address);
  const aside = deadLetters(sink);
  const settled$ = new Subject<void>();
  try {
    const { resume } = folder ?? {};
    const { batchSize: count, batchTime: timeMs, ids } = options;
    // Another pipe begins at its first line, whatever came through the last one.
    const before = options.from === '-' ? undefined : resume?.intake;
    const batch$ = receive(source, { ahead: 4 * count, after: before?.positions }).pipe(
      // Behind its last step it stays open: what that has learnt is acknowledged when it is saved.
      share({ resetOnRefCountZero: () => settled$ }),
      decodeExamples(decoderOf(options), aside),
      dropRepeated({ most: ids, from: before?.ids }),
      bufferBatches({ count, timeMs }),
    );
    const step$ = batch$.pipe(
      iterateOver({ resume, ids }),
      take(Math.max(0, (options.count ?? Infinity) - (resume?.iteration ?? 0))),
      takeUntil(terminal.interrupt$),
      learning(options, network, resume),
      share(),
    );
    await tell(step$, { from: source.name, options, network, folder, aside, terminal });
    await aside.settled();
  } finally {
    settled$.next();
    await sink?.close();
    await folder?.close();
  }
}

/** From batches to steps. */
function learning(
  { features, optimizer, learningRate, standardize }: LearnOptions,
  network: Network,
  resume: RunState | undefined,
) {
  const outputs = network.layerDims[network.layerDims.length - 1];
  return (taken$: Observable<Taken<Labelled>>): Observable<Learnt> => {
    const drawn$ = taken$.pipe(gatherExamples({ features, outputs }));
    const batch$ = standardize
      ? drawn$.pipe(standardizeBatches({ from: resume?.standardizer }))
      : drawn$;
    return batch$.pipe(
      closeLoop(
        resume?.learner ?? network,
        pipe(
          propagateForward(),
          computeCost(),
          haltOnDivergence(),
          propagateBackward(),
          updateParameters(parseOptimizer(optimizer, learningRate)),
        ),
      ),
      scoreSteps(resume?.scores),
    );
  };
}

interface Telling {
  readonly from: string;
  readonly options: LearnOptions;
  readonly network: Network;
  readonly folder: LearningFolder | undefined;
  readonly aside: DeadLetters;
  readonly terminal: Terminal;
}

/** Subscribes to the steps, saves them where there is a folder, and says how it goes until they end. */
async function tell(step$: Observable<Learnt>, telling: Telling): Promise<void> {
  const { from, options, network, folder, aside, terminal } = telling;
  const { json = false, reportEvery } = options;
  const colors = colorsFor(terminal.stdout);
  const say = (event: LearnEvent) => {
    terminal.stdout.write(`${json ? JSON.stringify(event) : learnLine(event, colors)}\n`);
  };
  const resumedAt = folder?.resume?.iteration;
  const { layerDims } = network;
  say({ type: 'learning', from, layerDims, ...(resumedAt !== undefined && { resumedAt }) });

  const reportOf = ({ index, scores }: Learnt): LearnEvent => ({
    type: 'report',
    iteration: index + 1,
    examples: scores.examples,
    cost: scores.windowedCost,
    recentAccuracy: scores.windowedAccuracy,
    accuracy: scores.accuracy,
    unreadable: aside.count,
  });
  let last: Learnt | undefined;
  const report$ = step$.pipe(
    tap((step) => {
      last = step;
    }),
    every(reportEvery),
    map(reportOf),
  );
  let unsaved: string | undefined;
  const settled$ =
    folder === undefined
      ? step$.pipe(
          tap(({ deliveries }) => {
            for (const each of deliveries) each.ack();
          }),
          ignoreElements(),
        )
      : step$.pipe(
          acknowledgeAfter(options.saveEvery ?? SAVE_EVERY, async (state) => {
            await aside.settled();
            await folder.save(state);
          }),
          map((saved) => savedEvent(saved)),
          filter((event) => {
            const wasSaved = unsaved === undefined;
            unsaved = event.reason;
            return (unsaved === undefined) !== wasSaved;
          }),
        );
  await lastValueFrom(
    merge(report$, settled$).pipe(tap(say), ignoreElements(), endWith(undefined)),
  );
  if (last !== undefined && (last.index + 1) % reportEvery !== 0) say(reportOf(last));
  const iteration = last === undefined ? (resumedAt ?? 0) : last.index + 1;
  say({ type: 'end', iteration, unreadable: aside.count });
  if (unsaved !== undefined) {
    throw new DataError(`The run has ended, and its last state is lost: ${unsaved}`);
  }
}

function savedEvent({ iteration, error }: Saved) {
  return error === undefined
    ? ({ type: 'saved', iteration } as const)
    : ({ type: 'notSaved', iteration, reason: messageOf(error) } as const);
}
