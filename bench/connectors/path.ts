import { pipe } from 'rxjs';
import { decoderOf } from '../../bin/learn/learnedBy.js';
import { createNetwork, gradientDescent } from '../../src/index.js';
import {
  bufferBatches,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  gatherExamples,
  iterateOver,
  propagateBackward,
  propagateForward,
  receive,
  type Source,
  standardizeBatches,
  updateParameters,
} from '../../streams/index.js';
import { BATCH, CLASSES, FEATURES, type Format } from './examples.js';

/** Each payload of the bench can be read. */
const unreadable = {
  next({ reason }: { readonly reason: string }) {
    throw new Error(`A payload of the bench cannot be read: ${reason}`);
  },
};

/** The path from a source to steps, as `gradstream learn` wires it, and how it looks behind each of its stages. */
export function pathFrom(source: Source, format: Format) {
  const decode = decoderOf({ format, features: FEATURES, classes: CLASSES });
  const received$ = receive(source, { ahead: 8 * BATCH });
  const decoded$ = received$.pipe(decodeExamples(decode, unreadable));
  const fresh$ = decoded$.pipe(dropRepeated());
  const batch$ = fresh$.pipe(bufferBatches({ count: BATCH }));
  const taken$ = batch$.pipe(iterateOver());
  const gathered$ = taken$.pipe(gatherExamples({ features: FEATURES, outputs: 1 }));
  const standardized$ = gathered$.pipe(standardizeBatches());
  const step$ = standardized$.pipe(
    closeLoop(
      createNetwork([FEATURES, 16, 1], { seed: 1 }),
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(gradientDescent(0.05)),
      ),
    ),
  );
  return { received$, decoded$, fresh$, batch$, taken$, gathered$, standardized$, step$ };
}
