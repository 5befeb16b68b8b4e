import {
  copyLearner,
  createNetwork,
  DataError,
  decodeRunState,
  decodeSafetensors,
  encodeRunState,
  type RunState,
} from 'gradstream';
import { describe, expect, test } from 'vitest';
import { exactJson, parseExactJson } from '../../src/formats/runState/exactJson.js';

const network = createNetwork([3, 2, 1]);
const state: RunState = {
  iteration: 12,
  learner: { network, memory: { moments: [network.parameters], updates: 11 } },
  run: { seconds: 1.5, inputs: { rate: { value: 0.1, since: 4 } } },
  cursor: { epoch: 1, dealt: 2 },
  tracked: {
    bestSoFar: { best: -0, bestIteration: 3, waited: 2 },
    bestNetwork: createNetwork([3, 2, 1], { seed: 2 }),
  },
  guards: [
    { costs: [0.1 + 0.2, -0, 5e-324] },
    { costs: [], wayBack: { passed: 0, gone: 0 } },
    {
      wayBack: {
        passed: 9,
        gone: 2,
        kept: {
          index: 7,
          learner: {
            network: createNetwork([3, 2, 1], { seed: 4 }),
            memory: {
              moments: [createNetwork([3, 2, 1], { seed: 5 }).parameters],
              updates: 6,
            },
          },
        },
      },
    },
  ],
};

test('decodeRunState() gives back what encodeRunState() was given', () => {
  expect(decodeRunState(encodeRunState(state), network)).toStrictEqual(state);
});

test('decodeRunState() takes a state from before the first update', () => {
  const first = { iteration: 0, learner: { network }, run: { seconds: 0, inputs: {} } };
  expect(decodeRunState(encodeRunState(first), network)).toStrictEqual(first);
});

test('encodeRunState() writes nothing of guards where there are none', () => {
  const { guards: _, ...unguarded } = state;
  const files = encodeRunState(unguarded);
  expect(Buffer.from(files['state.json']).toString()).toBe(
    '{"format":1,"iteration":12,"updates":11,"moments":[{"W":3,"b":3}],' +
      '"run":{"seconds":1.5,"inputs":{"rate":{"value":0.1,"since":4}}},"cursor":{"epoch":1,"dealt":2},' +
      '"bestSoFar":{"best":{"number":"-0"},"bestIteration":3,"waited":2}}',
  );
  const { tensors } = decodeSafetensors(files['memory.safetensors'], 'memory.safetensors');
  const names = ['W1', 'W2', 'b1', 'b2'];
  expect(Object.keys(tensors)).toEqual([
    ...names.map((name) => `best.${name}`),
    ...names.map((name) => `moment0.${name}`),
  ]);
});

test('encodeRunState() gives the same bytes for the same state', () => {
  const { learner } = state;
  expect(encodeRunState({ ...state, learner: copyLearner(learner) })).toEqual(
    encodeRunState(state),
  );
});

describe('decodeRunState() refuses', () => {
  const without = (name: string) => {
    const { [name]: _, ...files } = encodeRunState(state);
    return files;
  };

  test.each(Object.keys(encodeRunState(state)))('a checkpoint without %s', (name) => {
    expect(() => decodeRunState(without(name), network)).toThrow(
      new DataError(`Cannot go on from this checkpoint: it has no ${name}`),
    );
  });

  test('the parameters of another network', () => {
    const other = createNetwork([3, 4, 1]);
    expect(() => decodeRunState(encodeRunState(state), other)).toThrow(
      new DataError(
        'Cannot go on from this checkpoint: W1 is 2 x 3 in float64, and that of the network 4 x 3 in float64',
      ),
    );
  });

  test('parameters of another precision', () => {
    const other = createNetwork([3, 2, 1], { precision: 'float32' });
    expect(() => decodeRunState(encodeRunState(state), other)).toThrow(
      'W1 is 2 x 3 in float64, and that of the network 2 x 3 in float32',
    );
  });

  test('a format from the future', () => {
    const files = { ...encodeRunState(state), 'state.json': Buffer.from('{"format":2}') };
    expect(() => decodeRunState(files, network)).toThrow(
      new DataError(
        'Cannot read state.json: it is not the state of a run in format 1, which this version reads',
      ),
    );
  });

  test('what is not JSON', () => {
    const files = { ...encodeRunState(state), 'state.json': Buffer.from('{') };
    expect(() => decodeRunState(files, network)).toThrow(
      new DataError('Cannot read state.json: it is not JSON'),
    );
  });
});

test.each([
  Number.NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  5e-324,
  0.1 + 0.2,
  { number: 3, b: [-0] },
  { number: 'seven' },
])('exactJson() keeps %j', (value) => {
  expect(parseExactJson(exactJson(value))).toStrictEqual(value);
});
