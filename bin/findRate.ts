import asciichart from 'asciichart';
import { lastValueFrom, toArray } from 'rxjs';
import { DataError, suggestLearningRate } from '../src/index.js';
import { findLearningRate, type RateReport } from '../streams/index.js';
import { optimizerOf, type Plan } from './plan.js';
import type { Terminal } from './terminal.js';
import type { TrainOptions } from './trainOptions.js';

const HEIGHT = 10;
const FROM = 1e-6;
const TO = 10;
const STEPS = 80;

/** The first means are of few batches, and go up and down with these. */
const UNSETTLED = 15;

/**
 * `gradstream train --find-rate`: shows how the cost falls and rises while the learning rate grows, and says
 * where it falls most steeply.
 *
 * @throws {DataError} when it falls nowhere
 */
export async function findRate(
  { networks, train, batches, penalties, dropout }: Plan,
  options: TrainOptions,
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<void> {
  const say = (line: string) => stdout.write(`${line}\n`);
  const [network] = networks.values();
  const points = await lastValueFrom(
    findLearningRate({
      ...batches,
      dataset: train,
      network,
      optimizer: (schedule) => optimizerOf(options, schedule),
      ...penalties,
      ...(dropout && { dropout }),
      from: FROM,
      to: TO,
      steps: STEPS,
    }).pipe(toArray()),
  );
  const suggested = suggestLearningRate(points.slice(UNSETTLED));
  if (options.json === true) {
    for (const point of points) say(JSON.stringify({ type: 'rate', ...point }));
    say(JSON.stringify({ type: 'suggestion', learningRate: suggested ?? null }));
  } else {
    say(chartOf(points));
  }
  if (suggested === undefined) {
    throw new DataError(
      `The cost falls at no learning rate from ${FROM} to ${TO}: look at the data, or at --init`,
    );
  }
  if (options.json !== true) {
    const rate = Number(suggested.toPrecision(2));
    say(`The cost falls most steeply at ${rate}: try --learning-rate ${rate}`);
  }
}

function chartOf(points: readonly RateReport[]): string {
  const costs = points.map(({ smoothed }) => smoothed);
  const format = (cost: number) => cost.toFixed(4).padStart(9);
  const last = points[points.length - 1].learningRate;
  const [left, right] = [FROM.toExponential(0), last.toExponential(0)];
  const scale = `${' '.repeat(11)}${left}${right.padStart(Math.max(1, points.length - left.length))}`;
  return [
    asciichart.plot(costs, { height: HEIGHT, format }),
    scale,
    `${' '.repeat(11)}cost, smoothed, over the learning rate`,
  ].join('\n');
}
