/*
 * A schedule put together out of operators, rehearsed without a run and then followed by one: a warm-up, then
 * a cosine, scaled down when the cost is stuck, kept in bounds, until somebody takes over by hand.
 *
 *   node dist/examples/schedule.js
 */
import asciichart from 'asciichart';
import {
  clamp,
  cosineDecay,
  createNetwork,
  drawExamples,
  fitStandardizer,
  gradientDescent,
  he,
  join,
  onPlateau,
  overriddenBy,
  type ScriptedInput,
  scheduleText,
  simulate,
  toDataset,
  warmUp,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  feed,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, Subject, tap, toArray } from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

const COUNT = 2000;
const HAND_COMES = 1600;

const wave = join(warmUp(200), cosineDecay(0.02));
const patient = onPlateau(wave, { metric: 'cost', factor: 0.5, patience: 50, minDelta: 0.001 });
const rate = overriddenBy(clamp(patient, { least: 0.001, most: 0.018 }), 'hand');

// What is known ahead: no cost, and nobody's hand.
say(scheduleText(rate));
const planned = simulate(rate, COUNT);

// The run: cats against other drawings. Any observable may be the hand: a slider, a topic of a broker.
const drawings = drawExamples({ seed: 1 });
const cats = toDataset(drawings.train, { normalizer: fitStandardizer(drawings.train) });
const hand$ = new Subject<number>();
const learn = pipe(
  propagateForward(),
  computeCost(),
  propagateBackward(),
  updateParameters(gradientDescent(rate)),
);
const steps = await lastValueFrom(
  iterate({ count: COUNT }).pipe(
    feed({ hand: hand$ }),
    drawBatches(cats),
    closeLoop(createNetwork([12288, 5, 5, 1], { scheme: he }), learn),
    tap(({ index }) => {
      if (index + 1 === HAND_COMES) hand$.next(0.004);
    }),
    map(({ learningRate, cost }) => ({ learningRate, cost })),
    toArray(),
  ),
);

// The rehearsal again, with what has happened since: a cost counts from the iteration after it.
const script: ScriptedInput[] = [
  ...steps.map(({ cost }, index): ScriptedInput => [index + 1, 'cost', cost]),
  [HAND_COMES, 'hand', 0.004],
];
const rehearsed = simulate(rate, COUNT, { script });

say('iteration    planned   rehearsed         run      cost');
for (let index = 0; index < COUNT; index += 100) {
  const rates = [planned[index], rehearsed[index], steps[index].learningRate];
  const columns = rates.map((value) => value.toFixed(7).padStart(12)).join('');
  say(`${String(index).padStart(9)}${columns}${steps[index].cost.toFixed(4).padStart(10)}`);
}

const thinned = (rates: ArrayLike<number>) =>
  Array.from({ length: 70 }, (_, k) => rates[Math.floor((k * (COUNT - 1)) / 69)]);
const run = steps.map(({ learningRate }) => learningRate);
for (const [name, rates] of Object.entries({ planned, run })) {
  say(asciichart.plot(thinned(rates), { height: 8, format: (x) => x.toFixed(4).padStart(8) }));
  say(`            ${name}: learning rate over ${COUNT} iterations`);
}

const equal = run.filter((value, index) => value === rehearsed[index]).length;
say(`the run has the rates of the rehearsal in ${equal} of ${COUNT} iterations, bit for bit`);
