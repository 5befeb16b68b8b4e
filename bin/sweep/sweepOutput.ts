import type { SweepEvent } from '../../streams/index.js';
import type { LoadedData } from '../loadData.js';
import type { Colors } from '../output/colors.js';
import type { AxisName, Trial } from './axes.js';
import type { Part } from './partsOf.js';
import type { Score } from './scoresOf.js';
import type { Standing } from './standings.js';
import { beginsOf, type SweepLine, settingsOf, trialLine } from './sweepLines.js';
import type { SweepOptions } from './sweepOptions.js';
import { tableLines } from './tableLines.js';
import { bestLine, endLine, headLines } from './textLines.js';
import { trainLineOf } from './trainOptionsOf.js';

/** How a sweep speaks, in the order in which it has something to say. */
export interface SweepOutput {
  begin(trials: readonly Trial[], parts: readonly Part[]): void;
  /** An event, and how its trial stands then. */
  event(event: SweepEvent<Trial, Score>, standing: Standing): void;
  /** All trials that have begun, the best first. */
  table(standings: readonly Standing[]): void;
  pictures(folder: string, names: readonly string[]): void;
  /** The best trial; without an accuracy when the sweep was broken off. */
  best(standing: Standing, testAccuracy: number | undefined): void;
}

/** One JSON object a line. */
export function jsonOutput(options: SweepOptions, write: (line: string) => void): SweepOutput {
  const say = (line: SweepLine) => write(JSON.stringify(line));
  return {
    begin: (trials, parts) => say(beginsOf(trials, parts, options)),
    event: (event, standing) => say(trialLine(event, standing)),
    table() {},
    pictures() {},
    best({ number, trial, score }, testAccuracy) {
      if (score === undefined || testAccuracy === undefined) return;
      const settings = settingsOf(trial);
      const command = trainLineOf(trial, options);
      say({ type: 'result', trial: number, settings, score, testAccuracy, command });
    },
  };
}

/** Lines for people: trials as they end, then the table. */
export function textOutput(
  options: SweepOptions,
  swept: readonly AxisName[],
  { data, colors }: { readonly data: LoadedData; readonly colors: Colors },
  say: (line: string) => void,
): SweepOutput {
  let count = 0;
  return {
    begin(trials, parts) {
      count = trials.length;
      headLines(trials, swept, parts, options).forEach(say);
    },
    event(_event, standing) {
      if (standing.state !== 'running') say(endLine(standing, swept, count));
    },
    table(standings) {
      tableLines(standings, { swept, metric: options.metric, colors }).forEach(say);
    },
    pictures: (folder, names) => say(`Picture in ${folder}: ${names.join(', ')}`),
    best(standing, testAccuracy) {
      say(bestLine(standing, data, testAccuracy));
      say(trainLineOf(standing.trial, options));
    },
  };
}
