import type { Applied } from '../../streams/commands.js';
import type { RunConfiguration, RunStatus } from '../protocol/payloads.js';
import { toWire } from '../protocol/wireNumber.js';

/** The status of a run, followed from outside. */
export interface TrackedStatus {
  /** As it is published; a new object each time. */
  readonly status: RunStatus;
  readonly phase: RunStatus['phase'];
  /** Iterations done. */
  readonly iteration: number;
  /** Counts status changes, so that one who has seen one knows whether there is another. */
  readonly changes: number;
  readonly hasEnded: boolean;
  readonly isResting: boolean;
  step(iteration: number, learningRate: number): void;
  applied(applied: Applied): void;
  /** The run has come to its end; `error` says why, where it failed. */
  end(error?: string): void;
}

/** A run of this configuration before its first iteration. */
export function trackStatus({
  iterations = Infinity,
  resumedAt = 0,
}: RunConfiguration = {}): TrackedStatus {
  let phase: RunStatus['phase'] = 'waiting';
  let iteration = resumedAt;
  let learningRate: number | undefined;
  let rev = 0;
  let error: string | undefined;
  let wasStopped = false;
  /** Iterations done when the run pauses by itself, behind a command to do a few. */
  let pausesAt = Infinity;
  let changes = 0;

  const hasEnded = () => ['finished', 'stopped', 'failed'].includes(phase);

  return {
    get status() {
      return {
        phase,
        iteration,
        learningRate: learningRate === undefined ? null : toWire(learningRate),
        rev,
        ...(error !== undefined && { error }),
      };
    },
    get phase() {
      return phase;
    },
    get iteration() {
      return iteration;
    },
    get changes() {
      return changes;
    },
    get hasEnded() {
      return hasEnded();
    },
    get isResting() {
      return phase === 'paused' || hasEnded();
    },
    step(done, rate) {
      iteration = done;
      learningRate = rate;
      phase = done >= pausesAt ? 'paused' : 'running';
      if (phase === 'paused') pausesAt = Infinity;
      changes++;
    },
    applied({ command, iteration: from, refused }) {
      if (refused !== undefined) return;
      rev++;
      changes++;
      if (command.type === 'stop') wasStopped = true;
      if (hasEnded()) return;
      if (command.type === 'pause') phase = 'paused';
      if (command.type === 'resume' || command.type === 'step') phase = 'running';
      if (['pause', 'resume'].includes(command.type)) pausesAt = Infinity;
      if (command.type === 'step') pausesAt = from + command.count;
    },
    end(why) {
      const wasCut = wasStopped || (iteration < iterations && iterations < Infinity);
      error = why;
      if (why !== undefined) phase = 'failed';
      else phase = wasCut ? 'stopped' : 'finished';
      changes++;
    },
  };
}
