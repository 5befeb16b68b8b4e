import { join } from 'node:path';
import {
  filter,
  identity,
  lastValueFrom,
  merge,
  type Observable,
  Subject,
  share,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { DataError, type Network } from '../../src/index.js';
import type { Applied, Sink, Source } from '../../streams/index.js';
import { colorsFor } from '../output/colors.js';
import { sayPredictions } from '../predicting/sayPredictions.js';
import { type Outlets, openOutlets } from '../publishing/outlets.js';
import { publishingTeller } from '../publishing/publishingTeller.js';
import { closingAfter } from '../run/closingAfter.js';
import { messageOf } from '../run/messageOf.js';
import { carriedOut } from '../steering/carriedOut.js';
import { obeyUnless } from '../steering/obeyUnless.js';
import { steeringOf } from '../steering/steeringOf.js';
import type { Terminal } from '../terminal.js';
import { openSink, openSource } from './addresses.js';
import { arrivals } from './arrivals.js';
import { type DeadLetters, deadLetters } from './deadLetters.js';
import { learnEvents } from './learnEvents.js';
import { networkOf } from './learnedBy.js';
import { learning } from './learning.js';
import { type LearningFolder, openLearningFolder } from './learningFolder.js';
import { type LearnEvent, learnLine } from './learnLines.js';
import type { LearnOptions } from './learnOptions.js';
import { configurationOf, nameOf, publishLearning } from './publishLearning.js';
import { refusalWhileLearning } from './refusalWhileLearning.js';
import { savedStates } from './savedStates.js';
import { changesLearning, settleWhenSaved } from './settleWhenSaved.js';
import { whenQuiet } from './whenQuiet.js';

/** Steps from one saved state, or one model that is sent, to the next, where nothing is said. */
const SAVE_EVERY = 100;

/** All that a run that learns has to do with. */
interface Parts {
  readonly options: LearnOptions;
  readonly network: Network;
  readonly source: Source;
  /** How many examples were dropped before they could be read. */
  readonly lost: () => number;
  /** The last step is saved and acknowledged: the source may be closed. */
  readonly settled$: Observable<void>;
  readonly folder: LearningFolder | undefined;
  readonly aside: DeadLetters;
  readonly outlets: Outlets;
  readonly terminal: Terminal;
}

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
  let lost = 0;
  const source = openSource(options.from, terminal.stdin, (count) => {
    lost += count;
  });
  const folder = run === undefined ? undefined : await openLearningFolder(run, options, network);
  let sink: Sink | undefined;
  const settled$ = new Subject<void>();
  try {
    if (address !== undefined) sink = openSink(address);
    const aside = deadLetters(sink);
    const outlets = await openOutlets(options, {
      every: SAVE_EVERY,
      tell: publishingTeller(terminal, options.json),
    });
    const parts = {
      ...{ options, network, source, settled$, folder, aside, outlets, terminal },
      lost: () => lost,
    };
    await closingAfter(outlets, () => learnTold(parts));
    await aside.settled();
  } finally {
    settled$.next();
    await sink?.close();
    await folder?.close();
  }
}

/** Subscribes to all that is to be done, in one turn, and says how it goes until it ends. */
async function learnTold(parts: Parts): Promise<void> {
  const { options, network, source, settled$, folder, aside, outlets, terminal } = parts;
  const { json = false, count = Infinity, reportEvery, saveEvery = SAVE_EVERY } = options;
  const { resume } = folder ?? {};
  const { interrupt$ } = terminal;
  const colors = colorsFor(terminal.stdout);
  const sayLine = (line: string) => terminal.stdout.write(`${line}\n`);
  const say = (event: LearnEvent) =>
    sayLine(json ? JSON.stringify(event) : learnLine(event, colors));

  const applied$ = new Subject<Applied>();
  const steering = steeringOf(options, terminal);
  const refusalOf = (command: Applied['command']) =>
    refusalWhileLearning(command, folder !== undefined);
  const step$ = arrivals(source, options, { aside, resume, settled$ }).pipe(
    steering === undefined ? identity : obeyUnless(refusalOf, steering.command$, applied$),
    take(Math.max(0, count - (resume?.iteration ?? 0))),
    takeUntil(interrupt$),
    learning(options, network, resume),
    share(),
  );

  const commands = settleWhenSaved(steering?.settled ?? { next() {} });
  applied$.subscribe(folder === undefined ? steering?.settled : commands);
  let unsaved: string | undefined;
  let savedUpTo = 0;
  const saved$ = savedStates(step$, {
    ...{ folder, saveEvery, aside, commands },
    now$: merge(
      applied$.pipe(carriedOut('save')),
      applied$.pipe(filter(changesLearning)),
      // A step is over when a timer runs: its phases are one turn.
      step$.pipe(whenQuiet((index) => index < savedUpTo)),
    ),
  }).pipe(
    tap(({ iteration, error }) => {
      unsaved = error === undefined ? undefined : messageOf(error);
      if (error === undefined) savedUpTo = iteration;
    }),
    share(),
  );
  const resumedAt = resume?.iteration;
  const event$ = learnEvents({
    ...{ step$, saved$, applied$, reportEvery },
    resumedAt: resumedAt ?? 0,
    unreadable: () => aside.count,
    lost: parts.lost,
  }).pipe(tap(say), share({ resetOnComplete: false, resetOnError: false }));

  const { layerDims } = network;
  const from = source.name;
  const goesOn = resumedAt === undefined ? {} : { resumedAt };
  say({ type: 'learning', from, layerDims, ...goesOn });
  sayPredictions(outlets, json, sayLine);
  const configuration = { ...configurationOf(options, network, from), ...goesOn };
  const run = { name: nameOf(options), step$, configuration, applied$, saved$ };
  publishLearning(outlets, run, event$, interrupt$);
  await lastValueFrom(event$);
  if (unsaved !== undefined) {
    throw new DataError(`The run has ended, and its last state is lost: ${unsaved}`);
  }
}
