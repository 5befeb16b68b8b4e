import {
  categoricalCrossEntropy,
  createNetwork,
  csvExamples,
  type Example,
  type ExampleCodec,
  type ExampleSchema,
  he,
  jsonExamples,
  type Network,
  packedExamples,
  xavier,
} from '../../src/index.js';
import type { Labelled } from '../../streams/index.js';
import type { ExampleFormat, LearnOptions } from './learnOptions.js';

/** The network that learns, before its first step. One output for two classes, else one for each. */
export function networkOf(options: LearnOptions): Network {
  const { features, classes, hidden, activation, seed } = options;
  const outputs = classes > 2 ? classes : 1;
  return createNetwork([features, ...hidden, outputs], {
    hidden: activation,
    ...(classes > 2 && { loss: categoricalCrossEntropy }),
    scheme: activation[0].name === 'relu' ? he : xavier,
    seed,
  });
}

/** The square of a feature is still a number, and so is the sum of them: deviations are made of these. */
const LARGEST = 1e100;

/** What reads an example from a payload. */
export function decoderOf({
  format,
  features,
  classes,
}: Pick<LearnOptions, 'format' | 'features' | 'classes'>) {
  const { decode } = codecOf(format, { features, classes, largest: LARGEST });
  return (payload: Uint8Array) => {
    const found = decode(payload);
    return 'reason' in found || isLabelled(found) ? found : { reason: 'no label' };
  };
}

function codecOf(format: ExampleFormat, schema: ExampleSchema): ExampleCodec {
  if (format === 'json') return jsonExamples(schema);
  return format === 'csv' ? csvExamples(schema) : packedExamples(schema, format);
}

/** The schema wants a label, so that all are. */
function isLabelled(found: {
  readonly example: Example;
}): found is { example: Example & Labelled } {
  return found.example.label !== undefined;
}
