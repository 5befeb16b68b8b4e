import { describe, test } from 'vitest';
import {
  copyParameters,
  describeOptimizer,
  firstMoments,
  type Gradients,
  type Matrix,
  type Optimizer,
  type Parameters,
  type Precision,
  parseOptimizer,
  ShapeError,
  type StepSettings,
  zeros,
} from '../../../src/index.js';
import { createArena } from '../../../src/numerics/arena.js';
import { expect } from '../../matchers.js';
import {
  decays,
  drawGradients,
  drawParameters,
  entriesOf,
  everyOptimizer,
  RATE,
  update,
  updatesPerStep,
} from './everyOptimizer.js';

/*
 * What every optimizer promises.
 */

const STEPS = 12;

interface State {
  readonly parameters: Parameters;
  readonly moments: readonly Parameters[];
}

function trained(optimizer: Optimizer, precision?: Precision): State {
  const parameters = drawParameters(1, precision);
  const moments = firstMoments(optimizer, parameters);
  update(optimizer, parameters, moments, [1, STEPS], {
    gradientsOf: (i) => drawGradients(i, precision),
  });
  return { parameters, moments };
}

function everyMatrix({ W, b }: Parameters): Matrix[] {
  return [...W, ...b];
}

describe.each(everyOptimizer)('%s', (text, optimizer) => {
  const every = updatesPerStep(optimizer);

  test('leaves parameters where there is neither slope nor memory, unless they decay', () => {
    const parameters = drawParameters(1);
    const flat = drawGradients(2);
    for (const { values } of [...flat.dW, ...flat.db]) values.fill(0);
    const moments = firstMoments(optimizer, parameters);
    update(optimizer, parameters, moments, [1, every], { gradientsOf: () => flat });
    if (!decays(optimizer)) {
      expect(parameters).toEqual(drawParameters(1));
      return;
    }
    const before = entriesOf(drawParameters(1));
    expect(entriesOf(parameters).map((entry, i) => Math.sign(entry - before[i]))).toEqual(
      before.map((entry) => Math.sign(-entry)),
    );
  });

  test('goes against the slope at its first step', () => {
    const parameters = drawParameters(1);
    for (const { values } of everyMatrix(parameters)) values.fill(0);
    const slopes = drawGradients(2);
    const moments = firstMoments(optimizer, parameters);
    update(optimizer, parameters, moments, [1, every], { gradientsOf: () => slopes });
    const directions = entriesOf(parameters).map(Math.sign);
    expect(directions).toEqual(entriesOf({ W: slopes.dW, b: slopes.db }).map((x) => Math.sign(-x)));
  });

  test('takes no step in between', () => {
    const parameters = drawParameters(1);
    update(optimizer, parameters, firstMoments(optimizer, parameters), [1, every - 1]);
    expect(parameters).toEqual(drawParameters(1));
  });

  test('remembers as much as it says, in the shapes of the parameters, from zeros on', () => {
    const { parameters } = trained(optimizer);
    const moments = firstMoments(optimizer, parameters);
    expect(moments).toHaveLength(optimizer.momentCount ?? 0);
    for (const moment of moments) {
      expect(entriesOf(moment).every((entry) => entry === 0)).toBe(true);
      expect(moment.W.map(({ rows, cols }) => [rows, cols])).toEqual(
        parameters.W.map(({ rows, cols }) => [rows, cols]),
      );
      expect(moment.b.map(({ rows, cols }) => [rows, cols])).toEqual(
        parameters.b.map(({ rows, cols }) => [rows, cols]),
      );
    }
  });

  test('uses all that it remembers', () => {
    const parameters = drawParameters(1);
    const moments = firstMoments(optimizer, parameters);
    const used = moments.map(() => false);
    for (let i = 1; i <= every + 1; i++) {
      update(optimizer, parameters, moments, [i, i]);
      moments.forEach((moment, k) => {
        used[k] ||= entriesOf(moment).every((entry) => entry !== 0);
      });
    }
    expect(used).toEqual(moments.map(() => true));
  });

  test('does not look at moments behind its own', () => {
    const alone = trained(optimizer);
    const parameters = drawParameters(1);
    const others = drawParameters(9);
    const moments = [...firstMoments(optimizer, parameters), others];
    update(optimizer, parameters, moments, [1, STEPS]);
    expect(parameters).toEqual(alone.parameters);
    expect(others).toEqual(drawParameters(9));
  });

  test('has the same bits when it runs twice, remembering nothing itself', () => {
    expect(trained(optimizer)).toEqual(trained(optimizer));
  });

  test('goes on from copies of its memory as if it had not been interrupted', () => {
    for (let stop = 0; stop <= 5; stop++) {
      const parameters = drawParameters(1);
      const moments = firstMoments(optimizer, parameters);
      update(optimizer, parameters, moments, [1, stop]);
      const saved = {
        parameters: copyParameters(parameters),
        moments: moments.map(copyParameters),
      };
      for (const { values } of [parameters, ...moments].flatMap(everyMatrix))
        values.fill(Number.NaN);
      const again = parseOptimizer(describeOptimizer(optimizer), RATE);
      update(again, saved.parameters, saved.moments, [stop + 1, STEPS]);
      expect(saved).toEqual(trained(optimizer));
    }
  });

  test('moves in the same memory, and leaves gradients as they are', () => {
    const parameters = drawParameters(1);
    const memory = everyMatrix(parameters).map(({ values }) => values);
    const gradients = drawGradients(2);
    const moments = firstMoments(optimizer, parameters);
    update(optimizer, parameters, moments, [1, every], { gradientsOf: () => gradients });
    expect(gradients).toEqual(drawGradients(2));
    everyMatrix(parameters).forEach(({ values }, i) => {
      expect(values).toBe(memory[i]);
    });
  });

  test('stays in float32, near to float64', () => {
    const single = trained(optimizer, 'float32');
    for (const { values } of [single.parameters, ...single.moments].flatMap(everyMatrix)) {
      expect(values).toBeInstanceOf(Float32Array);
    }
    const double = trained(optimizer);
    expect(entriesOf(single.parameters)).toBeAllclose(entriesOf(double.parameters), {
      absolute: 2e-5,
    });
  });

  test.each(['float64', 'float32'] as const)(
    'has the same bits in an arena and in ordinary memory, in %s',
    (precision) => {
      const arena = createArena('simd');
      const place = ({ W, b }: Parameters) => ({ W: W.map(arena.place), b: b.map(arena.place) });
      const parameters = place(drawParameters(1, precision));
      const moments = firstMoments(optimizer, parameters);
      const gradientsOf = (seed: number): Gradients => {
        const { dW, db } = drawGradients(seed, precision);
        return { dW: dW.map(arena.place), db: db.map(arena.place) };
      };
      update(optimizer, parameters, moments, [1, STEPS], { gradientsOf });
      const placed = [parameters, ...moments].map(copyParameters);
      const ordinary = trained(optimizer, precision);
      expect(placed).toEqual([ordinary.parameters, ...ordinary.moments]);
    },
  );

  test('is described by what makes it again', () => {
    const again = parseOptimizer(describeOptimizer(optimizer), RATE);
    expect(describeOptimizer(again)).toBe(describeOptimizer(optimizer));
    expect(trained(again)).toEqual(trained(optimizer));
  });

  test('keeps the learning rate it is given, a number or a schedule', () => {
    expect(optimizer.learningRate(7)).toBe(RATE);
    expect(parseOptimizer(text, (i) => 1 / (1 + i)).learningRate(3)).toBe(0.25);
    expect(() => parseOptimizer(text, 0)).toThrow('positive finite number; found 0');
  });

  const attempt = ({
    parameters = drawParameters(1),
    gradients = drawGradients(2),
    moments = firstMoments(optimizer, parameters),
    ...settings
  }: Partial<StepSettings> & {
    parameters?: Parameters;
    gradients?: Gradients;
    moments?: readonly Parameters[];
  }) => {
    const step = { learningRate: 0.1, update: every, ...settings };
    optimizer.updateInto(parameters, gradients, step, moments);
  };

  test('refuses gradients of other shapes before anything moves, and names both', () => {
    const parameters = drawParameters(1);
    const { dW, db } = drawGradients(2);
    const turned = { dW: [dW[0], dW[1], zeros(4, 2), dW[3]], db };
    expect(() => attempt({ parameters, gradients: turned })).toThrow(ShapeError);
    expect(() => attempt({ parameters, gradients: turned })).toThrow('dW2 (4 x 2) from W2 (2 x 4)');
    const short = { dW, db: db.slice(0, 3) };
    expect(() => attempt({ parameters, gradients: short })).toThrow(
      'db3 (nothing) from b3 (1 x 1)',
    );
    expect(parameters).toEqual(drawParameters(1));
  });

  test('refuses moments that are missing or of other shapes, if it has any', () => {
    if ((optimizer.momentCount ?? 0) === 0) return;
    expect(() => attempt({ moments: [] })).toThrow('hand over firstMoments(optimizer, parameters)');
    const { W, b } = drawParameters(1);
    const others = firstMoments(optimizer, { W: [...W.slice(0, 3), zeros(2, 1)], b });
    expect(() => attempt({ moments: others })).toThrow(ShapeError);
    expect(() => attempt({ moments: others })).toThrow('W3 (1 x 2)');
  });

  test.each<[keyof StepSettings, number]>([
    ['learningRate', Number.NaN],
    ['learningRate', -0.1],
    ['learningRate', Infinity],
    ['update', 0],
    ['update', 1.5],
    ['momentum', 1],
    ['weightDecay', -1],
  ])('refuses a %s of %d, before anything moves', (setting, value) => {
    const parameters = drawParameters(1);
    expect(() => attempt({ parameters, [setting]: value })).toThrow(RangeError);
    expect(() => attempt({ parameters, [setting]: value })).toThrow(`found ${value}`);
    expect(parameters).toEqual(drawParameters(1));
  });

  test('is steered in its decay as if it had been made with it', () => {
    const [steered, made] = [drawParameters(1), drawParameters(1)];
    update(optimizer, steered, firstMoments(optimizer, steered), [1, STEPS], { weightDecay: 0.3 });
    const other = madeWith(optimizer, 'weightDecay', 0.3);
    update(other, made, firstMoments(other, made), [1, STEPS]);
    expect(steered).toEqual(made);
  });

  test('is steered in its momentum as if it had been made with it, or refuses', () => {
    const option = /beta1|momentum: |(?<=(?:momentum|nesterov)\()beta/.exec(
      describeOptimizer(optimizer),
    )?.[0];
    const steered = drawParameters(1);
    const steer = () => {
      const moments = firstMoments(optimizer, steered);
      update(optimizer, steered, moments, [1, STEPS], { momentum: 0.3 });
    };
    if (option === undefined) {
      expect(steer).toThrow(/Cannot steer the momentum of (gradientDescent|adagrad|rmsProp)/);
      return;
    }
    steer();
    const made = drawParameters(1);
    const other = madeWith(optimizer, option.replace(': ', ''), 0.3);
    update(other, made, firstMoments(other, made), [1, STEPS]);
    expect(steered).toEqual(made);
  });
});

/** The optimizer with another value of one option. */
function madeWith(optimizer: Optimizer, option: string, value: number): Optimizer {
  const text = describeOptimizer(optimizer);
  return parseOptimizer(text.replace(new RegExp(`${option}: [^,)]+`), `${option}: ${value}`), RATE);
}
