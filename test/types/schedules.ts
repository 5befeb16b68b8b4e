/*
 * What is a schedule, checked by `tsc --noEmit`: what follows a `@ts-expect-error` must not compile, and
 * everything else must.
 */
import {
  cosineDecay,
  type DataSchedule,
  gradientDescent,
  type Hyperparameter,
  join,
  product,
  type Schedule,
  warmUp,
} from 'gradstream';

// A plain function of the iteration is a schedule, and so is what the package makes.
export const own: Schedule = (iteration: number) => 0.1 / (1 + iteration);
export const made: Schedule = cosineDecay(0.1);
export const number: Hyperparameter = 0.1;
export const optimizer = gradientDescent(join(warmUp(100), cosineDecay(0.1)));

// Combinators take all of them, and give what can be written down.
export const combined: DataSchedule = product(own, made, number);

// A plain function cannot be written down.
// @ts-expect-error: toJSON is missing
export const written: DataSchedule = own;

// A warm-up without a target is no schedule, with one it is.
export const warm: DataSchedule = warmUp(100, { target: 0.1 });
// @ts-expect-error: it is data
export const open: Schedule = warmUp(100);

// A length has one unit.
// @ts-expect-error: epochs or seconds
export const twice = cosineDecay(0.1, { length: { epochs: 1, second: 2 } });
