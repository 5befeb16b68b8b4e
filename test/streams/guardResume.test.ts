import {
  copyLearner,
  decodeRunState,
  decodeSafetensors,
  encodeRunState,
  gradientDescent,
  type Learner,
  type Matrix,
  momentum,
  type RunState,
  type Trouble,
} from 'gradstream';
import { type GuardOptions, guard, stateOf } from 'gradstream/streams';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { SuspendedWeights } from '../../src/model/gram/suspendedWeights.js';
import { forms, type GuardedOptions, guarded, type Kept, network } from './guardedRun.js';
import { bitsOfLearner, recordAt } from './tinyRun.js';

/*
 * A run under guard that was stopped and goes on, against one that never stopped.
 */

const options: GuardOptions = {
  spike: { policy: 'rollBack', times: 50, window: 5 },
  rollBack: { keepEvery: 4, factor: 0.25 },
};

/** Spikes before the window is full, twice in a row, and once more, of which the last three lead back. */
const spikes: GuardedOptions = { bad: [2, 7, 8, 14], times: 1e4 };

/** The rest of a run, from a state on. */
function rest(state: RunState, run: GuardedOptions, limits = options): Promise<Kept[]> {
  const resumed = { ...run, start: state.learner, resume: state };
  return guarded({ ...limits, from: state.guards?.[0] }, resumed);
}

const throughBytes = (state: RunState) => decodeRunState(encodeRunState(state), network);

/** All that has to be the same. */
const traceOf = (steps: readonly Kept[]) =>
  steps.map((step) => ({
    bits: bitsOfLearner(step),
    inputs: step.run.inputs,
    learningRate: step.learningRate,
    updates: step.memory?.updates,
  }));

describe.each([
  ['gradient descent', gradientDescent(0.3), 4],
  ['momentum', momentum(0.1), 4],
  ['momentum, from its first weights,', momentum(0.1), 100],
] as const)(
  'guard() goes on from anywhere with the bits of a run with %s',
  (_name, optimizer, keepEvery) => {
    const limits = { ...options, rollBack: { ...options.rollBack, keepEvery } };

    test.each(forms)('that never stopped: %j', async (draw) => {
      const told: Trouble[] = [];
      const run = { ...spikes, draw, optimizer };
      const whole = await guarded(limits, { ...run, tell: (trouble) => told.push(trouble) });
      expect(told.map(({ iteration, policy }) => [iteration, policy])).toEqual([
        [8, 'rollBack'],
        [9, 'rollBack'],
        [15, 'rollBack'],
      ]);
      for (const { state } of whole.slice(0, -1)) {
        const expected = traceOf(whole.slice(state.iteration));
        for (const saved of [state, throughBytes(state)]) {
          const toldAgain: Trouble[] = [];
          const tell = (trouble: Trouble) => toldAgain.push(trouble);
          expect(traceOf(await rest(saved, { ...run, tell }, limits))).toEqual(expected);
          expect(toldAgain).toEqual(told.filter(({ iteration }) => iteration > state.iteration));
        }
      }
    });
  },
);

test('guard() of a run that is stopped time and again has the bits of one that never is', async () => {
  const run: GuardedOptions = { ...spikes, draw: { firstLayer: 'gram' }, optimizer: momentum(0.1) };
  const whole = await guarded(options, run);
  let steps = await guarded(options, { ...run, count: 1 });
  for (let count = 2; count <= 20; count++) {
    steps = await rest(throughBytes(steps[0].state), { ...run, count });
    expect(traceOf(steps)).toEqual(traceOf([whole[count - 1]]));
  }
});

test('guard() counts how often an earlier run has gone back', async () => {
  const limits = { ...options, rollBack: { ...options.rollBack, most: 2 } };
  const half = await guarded(limits, { ...spikes, count: 12 });
  const resumed = rest(throughBytes(half[11].state), spikes, limits);
  await expect(resumed).rejects.toThrow('; gone back 2 times already');
});

test('guard() begins anew without `from`', async () => {
  const half = await guarded(options, { ...spikes, count: 7 });
  const { learner, ...resume } = half[6].state;
  const told: Trouble[] = [];
  const tell = (trouble: Trouble) => told.push(trouble);
  await guarded(options, { ...spikes, start: learner, resume, tell });
  expect(told.map(({ iteration }) => iteration)).toEqual([15]);
});

/** The state after one record that has gone through two guards. */
async function watched(first: GuardOptions, second: GuardOptions = {}): Promise<RunState> {
  return stateOf(await lastValueFrom(of(recordAt(0)).pipe(guard(first), guard(second))));
}

test.each([
  [3, [4, 5]],
  [7, [1, 2, 3, 4, 5]],
])('guard() with a window of %i goes on from five costs with %j', async (window, costs) => {
  const from = { costs: [1, 2, 3, 4, 5] };
  const { guards } = await watched({ spike: { policy: 'warn', window }, from });
  expect(guards).toEqual([{ costs: [...costs, recordAt(0).cost] }]);
});

test('guard() that remembers nothing leaves nothing in the state', async () => {
  const state = await watched({ gradientNorm: { policy: 'warn', above: 9 } });
  expect(Object.keys(state)).toEqual(['iteration', 'learner', 'run']);
});

test('stateOf() has the memory of each guard, in the order of the pipeline', async () => {
  const { guards } = await watched({ spike: { policy: 'warn' } }, { nonFiniteCost: 'rollBack' });
  expect(guards).toMatchObject([
    { costs: [recordAt(0).cost] },
    { wayBack: { passed: 1, gone: 0, kept: { index: 0 } } },
  ]);
});

test('stateOf() asks a guard for a value that stays as it is', async () => {
  const steps = await guarded(options, { ...spikes, count: 12 });
  const counts = steps.map(({ state }) => state.guards?.[0].costs?.length);
  expect(counts).toEqual([1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 5]);
  expect(steps.map(({ state }) => state.guards?.[0].wayBack?.gone)).toEqual([
    0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2,
  ]);
});

/** The first weights of a learner in Gram form. */
function startOf(learner: Learner | undefined): Matrix | undefined {
  const first = learner?.network.parameters.W[1];
  return first instanceof SuspendedWeights ? first.parts.start : undefined;
}

test.each(['simd', 'scalar'] as const)(
  'a run in Gram form and its guard share the first weights, resumed or not, with %s kernels',
  async (kernels) => {
    const keptStart = ({ guards }: RunState) => startOf(guards?.[0].wayBack?.kept?.learner);
    const run: GuardedOptions = { ...spikes, draw: { firstLayer: 'gram', kernels } };
    const { state } = (await guarded(options, run))[5];
    const start = startOf(state.learner);
    expect(start).toBeDefined();
    expect(keptStart(state)).toBe(start);
    const restored = throughBytes(state);
    const again = startOf(restored.learner);
    expect(again?.values).toEqual(start?.values);
    expect(keptStart(restored)).toBe(again);
    for (const step of await rest(restored, run)) {
      expect(startOf(step)).toBe(again);
      expect(keptStart(step.state)).toBe(again);
    }
  },
);

test('a run in Gram form and its guard have the first weights saved once', async () => {
  const { state } = (await guarded(options, { draw: { firstLayer: 'gram' } }))[5];
  const { tensors } = decodeSafetensors(encodeRunState(state)['memory.safetensors'], 'memory');
  expect(Object.keys(tensors).filter((name) => name.endsWith('W1.start'))).toEqual(['W1.start']);
  // A guard may keep a state from before the run had other first weights.
  const other = { ...state, learner: copyLearner({ network }) };
  const { guards } = throughBytes(other);
  const [saved] = guards ?? [];
  expect(startOf(saved.wayBack?.kept?.learner)?.values).toEqual(startOf(state.learner)?.values);
});
