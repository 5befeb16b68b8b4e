import { EMPTY, finalize, Subject, Subscription } from 'rxjs';
import type { Applied, Command } from '../../streams/commands.js';
import type { Cost, Step } from '../../streams/records.js';
import type { Cmd } from '../protocol/clientMessages.js';
import type { Hub } from '../sessions/hub.js';
import type { Outcome, Steered } from './commandDesk.js';
import { publishRate } from './publishRate.js';
import { createRunTopics, plainTopics } from './runTopics.js';
import type { ServedRun } from './servedRun.js';
import { addTaps } from './taps.js';
import { messageOf, trackLife } from './trackLife.js';
import { type TrackedStatus, trackStatus } from './trackStatus.js';

/** A run that is published. */
export interface PublishedRun extends Steered {
  readonly name: string;
  readonly tracked: TrackedStatus;
  /** Begins to listen to the run. Cold ones begin to train. */
  start(): void;
  /** Publishes what changes by the clock. */
  tick(nowMs: number): void;
  /** Listens no more. */
  stop(): void;
}

/** The speed is told so often, in ms. */
const SPEED_MS = 500;

/** How long a run that has ended may take to tell what became of its last commands, in ms: they may be on their way to a disk. */
const LAST_WORD_MS = 2_000;

/** What a published run takes from its server. */
export interface PublishOptions {
  /** Of all its topics. */
  readonly epoch: string;
  readonly now: () => number;
  /** See `createSeriesLog`. */
  readonly pointsPerTick?: number | undefined;
}

/** The topics of a run in a hub, and who fills them. What goes wrong here is told in its events, and stays here. */
export function publishRun(
  run: ServedRun,
  hub: Hub,
  { epoch, now, pointsPerTick }: PublishOptions,
): PublishedRun {
  const { name, configuration = {}, samples } = run;
  const topics = createRunTopics(run, epoch, {
    now,
    ...(pointsPerTick !== undefined && { pointsPerTick }),
  });
  const tracked = trackStatus(configuration);
  const steps = new Subject<Step & Cost>();
  const subscriptions = new Subscription();
  const asked = new Map<string, Asked>();
  const rate = publishRate(topics.learningRate);
  let last: (Step & Cost) | undefined;
  let told = -1;
  let measured = { ms: now(), iteration: 0 };
  /** Whether the next step is to be looked at: the first one since the last tick. */
  let isFirst = true;
  let seen: (Step & Cost) | undefined;
  /** When the run has ended, and whether it may still tell of commands. */
  let endedMs = Infinity;
  let tells = true;

  const life = trackLife(tracked, (event) => topics.events.publish(event));
  const troubled = (error: unknown) => {
    life.trouble({ iteration: tracked.iteration, message: messageOf(error) });
  };

  function onStep(step: Step & Cost): void {
    const iteration = step.index + 1;
    last = step;
    life.step(step);
    topics.cost.publish(iteration, step.cost);
    rate.next(iteration, step.learningRate);
    if (isFirst) show(step);
  }

  function show(step: Step & Cost): void {
    isFirst = false;
    seen = step;
    steps.next(step);
  }

  function onApplied(applied: Applied): void {
    const { command, iteration, refused } = applied;
    const { id = '' } = command;
    const known = asked.get(id);
    life.applied(applied, known?.message.cmd);
    if (known === undefined) return;
    asked.delete(id);
    known.done(refused === undefined ? { iteration } : { refused });
  }

  function onEnd(error?: unknown): void {
    life.end(error);
    rate.flush();
    endedMs = now();
    if (!tells) refuseAll('the run has ended');
  }

  function onSilence(): void {
    tells = false;
    if (tracked.hasEnded) refuseAll('the run has ended');
  }

  function refuseAll(refused: string): void {
    for (const { done } of asked.values()) done({ refused });
    asked.clear();
  }

  for (const log of plainTopics(topics)) hub.add(log);
  const resting = () => (tracked.isResting ? last : undefined);
  subscriptions.add(
    addTaps({
      run,
      topics,
      hub,
      step$: steps,
      resting,
      now,
      onWatched() {
        isFirst = true;
      },
      onError: troubled,
    }),
  );
  topics.configuration.publish(configuration);
  samples?.images.forEach((image, i) => {
    topics.sampleImages.publish({ image, trueClass: samples.trueClasses[i] });
  });

  return {
    name,
    tracked,
    get expectedRev() {
      return tracked.status.rev + asked.size;
    },
    command(command: Command, message: Cmd, done: (outcome: Outcome) => void) {
      if (tracked.hasEnded) done({ refused: 'the run has ended' });
      else if (run.command === undefined) done({ refused: 'the run takes no commands' });
      else {
        asked.set(message.key, { message, done });
        run.command.next(command);
      }
    },
    start() {
      const { report$ = EMPTY, applied$ = EMPTY, saved$ = EMPTY, trouble$ = EMPTY, step$ } = run;
      const error = troubled;
      subscriptions.add(applied$.pipe(finalize(onSilence)).subscribe({ next: onApplied, error }));
      subscriptions.add(saved$.subscribe({ next: (saved) => life.saved(saved), error }));
      subscriptions.add(trouble$.subscribe({ next: (trouble) => life.trouble(trouble), error }));
      subscriptions.add(
        report$.subscribe({
          next: ({ iteration, trainAccuracy, testAccuracy }) => {
            topics.trainAccuracy.publish(iteration, trainAccuracy);
            topics.testAccuracy.publish(iteration, testAccuracy);
          },
          // The run itself tells why it failed.
          error: () => {},
        }),
      );
      subscriptions.add(step$.subscribe({ next: onStep, error: onEnd, complete: () => onEnd() }));
    },
    tick(nowMs) {
      isFirst = true;
      if (last !== seen && last !== undefined && tracked.isResting) show(last);
      if (nowMs - endedMs >= LAST_WORD_MS) refuseAll('the run has ended');
      if (tracked.changes !== told) topics.status.publish(tracked.status);
      told = tracked.changes;
      const { phase, iteration } = tracked;
      const elapsed = nowMs - measured.ms;
      if (phase !== 'running') measured = { ms: nowMs, iteration };
      if (elapsed < SPEED_MS || phase !== 'running') return;
      topics.speed.publish(
        iteration,
        (1000 * Math.max(0, iteration - measured.iteration)) / elapsed,
      );
      measured = { ms: nowMs, iteration };
    },
    stop() {
      refuseAll('the server ends');
      subscriptions.unsubscribe();
    },
  };
}

/** A command that is on its way. */
interface Asked {
  readonly message: Cmd;
  readonly done: (outcome: Outcome) => void;
}
