import { resolve } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { argumentsOf, optionsApart, optionTexts } from '../../../bin/run/optionTexts.js';
import { trainCommand } from '../../../bin/trainCommand.js';
import type { TrainOptions } from '../../../bin/trainOptions.js';

/** What the command makes of its arguments. */
async function optionsOf(args: readonly string[]): Promise<TrainOptions> {
  const found: TrainOptions[] = [];
  const command = trainCommand(async (options) => {
    found.push(options);
  });
  await command.exitOverride().parseAsync(args, { from: 'user' });
  return found[0];
}

const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const positive = number(1e-300, 1e300).map(String);
const whole = fc.integer({ min: 1, max: 1_000_000 }).map(String);
const share = number(0, 0.999).map(String);
const name = fc.stringMatching(/^[-\w ./"']{1,12}$/);
/** As a run remembers it, wherever it is resumed. */
const path = name.map((text) => resolve(text));
const activation = fc.oneof(
  fc.constantFrom('relu', 'tanh', 'sigmoid', 'identity', 'leakyRelu'),
  number(0.001, 0.9).map((slope) => `leakyRelu:${slope}`),
);
/** A list that says one of several things, and often nothing. */
const maybe = (...lists: fc.Arbitrary<string[]>[]) =>
  fc.oneof({ arbitrary: fc.constant<string[]>([]), weight: 1 }, ...lists);
const option = (flag: string, text: fc.Arbitrary<string>) =>
  maybe(text.map((value) => [flag, value]));
const flag = (text: string) => maybe(fc.constant([text]));

const layers = fc
  .array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 })
  .chain((hidden) =>
    fc
      .oneof(
        activation,
        fc.array(activation, { minLength: hidden.length, maxLength: hidden.length }),
      )
      .map((names) => ['--hidden', hidden.join(','), '--activation', String(names)]),
  );
const schedules = fc.oneof(
  fc.constantFrom(
    'warmUp(100) then cosine(0.03)',
    'input("a slider", 0.01)',
    'onPlateau(0.002, metric: "testAccuracy", patience: 5, factor: 0.5)',
    '0.1',
  ),
  positive.map((rate) => `input("rate", ${rate})`),
);
const optimizers = fc.constantFrom(
  'adam',
  'adam(beta1: 0.8)',
  'clipByNorm(1) adam',
  'rmsProp',
  'gradientDescent',
);

const lists = fc
  .tuple(
    maybe(fc.tuple(path, path).map(([a, b]) => ['--train', a, '--test', b])),
    option('--x-name', fc.oneof(name, fc.tuple(name, name).map(String))),
    option('--y-name', name),
    option('--normalize', fc.constantFrom('scale', 'standardize')),
    maybe(layers, fc.constant(['--hidden', 'none'])),
    option('--init', fc.oneof(fc.constantFrom('normal', 'zeros', 'he', 'xavier'), positive)),
    option('--seed', fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(String)),
    option('--precision', fc.constantFrom('float64', 'float32')),
    maybe(
      fc.constantFrom('auto', 'scalar', 'blas').map((kernels) => ['--kernels', kernels]),
      fc.integer({ min: 1, max: 128 }).map((threads) => ['--threads', String(threads)]),
      fc.constant(['--threads', 'auto']),
    ),
    option('--first-layer', fc.constantFrom('auto', 'gram', 'dense')),
    option('--iterations', whole),
    maybe(
      positive.map((rate) => ['--learning-rate', rate]),
      schedules.map((text) => ['--schedule', text]),
    ),
    maybe(
      optimizers.map((text) => ['--optimizer', text]),
      share.map((beta) => ['--momentum', beta]),
      number(0.1, 0.9).map((beta) => ['--momentum', String(beta), '--nesterov']),
    ),
    option('--batch-size', fc.oneof(fc.constant('full'), whole)),
    option('--l2', fc.oneof(fc.constantFrom('0', '-0'), positive)),
    option('--l1', positive),
    option('--dropout', share),
    option('--guard', fc.constantFrom('halt', 'skip', 'rollBack', 'warn')),
    option('--patience', whole),
    option('--report-every', whole),
    option('--save-every', whole),
    option('--keep', whole),
    flag('--keep-best'),
  )
  .map((parts) => ['--run', 'runs/a', ...parts.flat()]);

property.prop([lists], { numRuns: 200 })(
  'optionTexts() of options that were parsed from texts are the same texts, and the same options',
  async (list) => {
    const options = await optionsOf(list);
    const texts = optionTexts(options);
    const again = await optionsOf(['--run', 'runs/a', ...argumentsOf(texts)]);
    expect(optionTexts(again)).toEqual(texts);
    expect(JSON.stringify(sorted(again))).toBe(JSON.stringify(sorted(options)));
  },
);

/** Options whatever their order. */
function sorted(options: TrainOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

test('optionTexts() leaves out no option of gradstream train but those that are no part of a run', async () => {
  const command = trainCommand(async () => {});
  const given = [
    ...['--train', 'a', '--test', 'b', '--x-name', 'X', '--y-name', 'Y', '--nesterov'],
    ...['--momentum', '0.9', '--l1', '1', '--dropout', '0.5', '--guard', 'skip', '--patience', '1'],
    ...['--save-every', '1', '--keep', '1', '--keep-best', '--run', 'runs/a'],
  ];
  const texts = {
    ...optionTexts(await optionsOf(given)),
    ...optionTexts(await optionsOf(['--schedule', '0.1', '--optimizer', 'adam'])),
  };
  // --run refuses these.
  const refused = ['compare', 'find-rate'];
  const named = [...Object.keys(texts), ...optionsApart, ...refused];
  expect(named.sort()).toEqual(command.options.map((each) => each.name()).sort());
});
