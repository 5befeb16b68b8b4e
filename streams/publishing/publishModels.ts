import type { OperatorFunction } from 'rxjs';
import { encodeParameters } from '../../src/formats/runState/encodeRunState.js';
import { sha256 } from '../../src/formats/sha256.js';
import {
  runningStandardizer,
  type StandardizerMemory,
} from '../../src/online/runningStandardizer.js';
import type { Sink } from '../connectors/sink.js';
import type { Step } from '../records.js';
import { type Saved, saveEvery } from '../saveEvery.js';

/** What a model is called. */
export interface PublishModelsOptions {
  /** The key of each record. Default 'model'. */
  readonly name?: string;
}

/**
 * Sends the parameters of a run to a sink after every n-th iteration, and after the last one, while the run goes on.
 *
 *   in:    --s1-s2-s3-s4-s5-s6-|            n = 2
 *   send:       ------------                that of s2 takes its time
 *   out:   -----------------2--5---6|       s4 fell due meanwhile: the next step makes up for it
 *
 * A model is the file `parameters.safetensors` of a checkpoint: W1, b1, W2, ..., row-major, with the shape of the
 * network and its activations; behind `standardizeBatches` with `mean` and `deviation` (n_0 x 1) of the features
 * besides: it takes (x - mean) / deviation, and 0 where the deviation is 0. The id of its record is `<iterations done>-<SHA-256 of the bytes>`, in hexadecimal
 * digits. One is on its way at most, and none waits but the last: what is sent next is the newest. One that is refused
 * is told of, and training goes on.
 *
 * Timing: copies the parameters within the step; completes when the sink has the last one, fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * const { source, sink } = inProcess();
 * const data = { X: matrix([[2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const run$ = iterate({ count: 3 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), phases));
 * await lastValueFrom(run$.pipe(publishModels(sink, 2)));
 * const model$ = source.open({ demand$: of(2) }).pipe(map(({ id, value }) => [id.split('-')[0], Object.keys(decodeSafetensors(value).tensors)]));
 * lastValueFrom(model$.pipe(take(2))) // => ['3', ['W1', 'b1']]
 */
export function publishModels<R extends Step>(
  sink: Sink,
  n: number,
  { name = 'model' }: PublishModelsOptions = {},
): OperatorFunction<R, Saved> {
  return saveEvery(n, async ({ iteration, learner, standardizer }) => {
    const value = encodeParameters(learner.network, statisticsOf(standardizer));
    await sink.send({ value, key: name, id: `${iteration}-${await sha256(value)}` });
  });
}

function statisticsOf(memory: StandardizerMemory | undefined) {
  return memory && runningStandardizer(memory.origin.length, { from: memory }).statistics();
}
