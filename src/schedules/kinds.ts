import { clamp } from './clamp.js';
import { cosineDecay } from './cosineDecay.js';
import { cosineRestarts } from './cosineRestarts.js';
import { cyclic } from './cyclic.js';
import { exponentialDecay } from './exponentialDecay.js';
import { input } from './input.js';
import { inverseTimeDecay } from './inverseTimeDecay.js';
import { join } from './join.js';
import { type Kind, kind } from './kind.js';
import { lasting } from './lasting.js';
import { linear } from './linear.js';
import { offset } from './offset.js';
import { oneCycle } from './oneCycle.js';
import { onPlateau } from './onPlateau.js';
import { piecewise } from './piecewise.js';
import { polynomial } from './polynomial.js';
import { product } from './product.js';
import { repeat } from './repeat.js';
import { stepDecay } from './stepDecay.js';
import { switchOn } from './switchOn.js';
import { warmUp } from './warmUp.js';

/*
 * The kinds of schedules as a table: what data and text may say of each, in the order of the text. It is
 * read by `scheduleFrom()`, `parseSchedule()` and `scheduleText()`; ranges and defaults are known to the
 * constructors alone.
 */

const table = {
  linear: kind(
    { first: 'number', last: 'number' },
    { length: 'lengthOrRest' },
    ({ first, last, ...options }) => linear(first, last, options),
  ),
  polynomial: kind(
    { first: 'number', last: 'number' },
    { length: 'lengthOrRest', power: 'number' },
    ({ first, last, ...options }) => polynomial(first, last, options),
  ),
  stepDecay: kind(
    { first: 'number', every: 'length' },
    { factor: 'number' },
    ({ first, every, ...options }) => stepDecay(first, every, options),
  ),
  exponentialDecay: kind(
    { first: 'number', factor: 'number' },
    { every: 'length' },
    ({ first, factor, ...options }) => exponentialDecay(first, factor, options),
  ),
  inverseTimeDecay: kind(
    { first: 'number', rate: 'number' },
    { every: 'length' },
    ({ first, rate, ...options }) => inverseTimeDecay(first, rate, options),
  ),
  cosineDecay: kind(
    { first: 'number' },
    { length: 'lengthOrRest', last: 'number' },
    ({ first, ...options }) => cosineDecay(first, options),
  ),
  cosineRestarts: kind(
    { first: 'number', length: 'length' },
    { factor: 'number', last: 'number' },
    ({ first, length, ...options }) => cosineRestarts(first, length, options),
  ),
  warmUp: kind({ length: 'length' }, { target: 'number' }, ({ length, target }) =>
    target === undefined ? warmUp(length) : warmUp(length, { target }),
  ),
  oneCycle: kind(
    { peak: 'number' },
    { length: 'lengthOrRest', rise: 'number', first: 'number', last: 'number' },
    ({ peak, ...options }) => oneCycle(peak, options),
  ),
  cyclic: kind(
    { low: 'number', high: 'number', up: 'length' },
    { down: 'length', cycleFactor: 'number', factor: 'number' },
    ({ low, high, up, ...options }) => cyclic(low, high, up, options),
  ),
  piecewise: kind({ first: 'number', changes: 'changes' }, {}, ({ first, changes }) =>
    piecewise(first, changes),
  ),
  join: kind({ parts: 'parts' }, {}, ({ parts }) => join(...parts)),
  lasting: kind({ schedule: 'schedule', length: 'length' }, {}, ({ schedule, length }) =>
    lasting(schedule, length),
  ),
  product: kind({ factors: 'factors' }, {}, ({ factors }) => product(...factors)),
  clamp: kind(
    { schedule: 'schedule' },
    { least: 'number', most: 'number' },
    ({ schedule, ...options }) => clamp(schedule, options),
  ),
  repeat: kind({ schedule: 'schedule' }, { times: 'number' }, ({ schedule, ...options }) =>
    repeat(schedule, options),
  ),
  offset: kind({ schedule: 'schedule', by: 'length' }, {}, ({ schedule, by }) =>
    offset(schedule, by),
  ),
  input: kind({ name: 'name', before: 'schedule' }, {}, ({ name, before }) => input(name, before)),
  switchOn: kind(
    { first: 'schedule', second: 'schedule', name: 'name' },
    {},
    ({ first, second, name }) => switchOn(first, second, name),
  ),
  onPlateau: kind(
    { schedule: 'schedule', metric: 'name' },
    {
      ...({ factor: 'number', patience: 'number', minDelta: 'number' } as const),
      ...({ cooldown: 'number', mode: 'mode', least: 'number' } as const),
    },
    ({ schedule, ...options }) => onPlateau(schedule, options),
  ),
};

/** The kinds by the name that data give them. */
export const kinds: ReadonlyMap<string, Kind> = new Map(Object.entries(table));
