import type { Drift } from '../../src/index.js';
import type { Applied } from '../../streams/index.js';
import type { Colors } from '../output/colors.js';
import { commandLine } from '../output/textLines.js';
import type { SaveReport } from '../run/saveReport.js';

/** What `gradstream learn` tells: a line of text, or of JSON. */
export type LearnEvent =
  | LearningBegins
  | LearnReport
  | LearnDrift
  | LearnCommand
  | SaveReport
  | LearningEnds;

export interface LearningBegins {
  readonly type: 'learning';
  readonly from: string;
  readonly layerDims: readonly number[];
  /** Steps that were done before. */
  readonly resumedAt?: number;
}

/** How it goes; accuracies are of predictions that were made before their example was learnt from. */
export interface LearnReport {
  readonly type: 'report';
  /** Steps done. */
  readonly iteration: number;
  readonly examples: number;
  /** Of the last 1000 examples. */
  readonly cost: number;
  readonly recentAccuracy: number;
  /** Of all. */
  readonly accuracy: number;
  /** How many could not be read since the program began. */
  readonly unreadable: number;
  /** How many were dropped since then before they could be read; left out where none were. */
  readonly lost?: number;
}

/** The error rate has risen. */
export interface LearnDrift extends Pick<Drift, 'type' | 'before' | 'after'> {
  readonly iteration: number;
  /** With which example it was found, counted from 1. */
  readonly example: number;
}

/** What became of a command. */
export interface LearnCommand extends Applied {
  readonly type: 'command';
}

export interface LearningEnds {
  readonly type: 'end';
  readonly iteration: number;
  readonly unreadable: number;
  readonly lost?: number;
}

const percent = (share: number) => `${(100 * share).toFixed(2).padStart(6)} %`;

/** An event as a line for people. */
export function learnLine(event: LearnEvent, { bold, yellow }: Colors): string {
  switch (event.type) {
    case 'learning': {
      const { from, layerDims, resumedAt } = event;
      const goesOn = resumedAt === undefined ? '' : `, from step ${resumedAt} on`;
      return `Learning from ${from}${goesOn}\nNetwork ${layerDims.join('-')}`;
    }
    case 'report': {
      const { iteration, examples, cost, recentAccuracy, accuracy, unreadable, lost } = event;
      return [
        `step ${String(iteration).padStart(6)}`,
        `examples ${String(examples).padStart(8)}`,
        `cost ${bold(cost.toFixed(4))}`,
        `the last 1000 ${percent(recentAccuracy)}`,
        `all ${percent(accuracy)}`,
        ...(unreadable > 0 ? [`unreadable ${unreadable}`] : []),
        ...(lost === undefined ? [] : [`lost ${lost}`]),
      ].join('   ');
    }
    case 'drift': {
      const rates = `${percent(event.before).trim()} to ${percent(event.after).trim()}`;
      return `${yellow('drift')} after step ${event.iteration}: errors from ${rates}`;
    }
    case 'command':
      return commandLine(event);
    case 'saved':
      return `saved again, after step ${event.iteration}`;
    case 'notSaved':
      return `${yellow('not saved')}: ${event.reason ?? ''}; learning goes on`;
    default: {
      const { iteration, unreadable, lost } = event;
      return [
        `Ended after step ${iteration}`,
        ...(unreadable > 0 ? [`${unreadable} could not be read`] : []),
        ...(lost === undefined ? [] : [`${lost} were lost before they could be read`]),
      ].join('; ');
    }
  }
}
