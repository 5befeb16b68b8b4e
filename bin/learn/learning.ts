import { identity, type Observable, type OperatorFunction, pipe } from 'rxjs';
import { type Network, parseOptimizer, type RunState } from '../../src/index.js';
import {
  type Batch,
  type Cost,
  closeLoop,
  computeCost,
  gatherExamples,
  haltOnDivergence,
  type Labelled,
  propagateBackward,
  propagateForward,
  type Standardized,
  type Step,
  standardizeBatches,
  type Taken,
  updateParameters,
} from '../../streams/index.js';
import { type Drifting, raiseRate, watchDrift } from './driftOfErrors.js';
import type { LearnOptions } from './learnOptions.js';
import { type Scored, scoreSteps } from './scoreSteps.js';

/** A step, how well its examples were predicted before it, and where they came from. */
export type Learnt = Step & Cost & Scored & Taken<unknown> & Partial<Standardized & Drifting>;

/** From batches to steps, from where a run stood. */
export function learning(
  options: LearnOptions,
  network: Network,
  resume: RunState | undefined,
): OperatorFunction<Taken<Labelled>, Learnt> {
  const { features, optimizer, learningRate, standardize, drift, driftRate, driftSteps } = options;
  const outputs = network.layerDims[network.layerDims.length - 1];
  const steps = <B extends Batch & Taken<unknown>>(batch$: Observable<B>): Observable<Learnt> =>
    batch$.pipe(
      closeLoop(
        resume?.learner ?? network,
        pipe(
          propagateForward(),
          computeCost(),
          haltOnDivergence(),
          propagateBackward(),
          updateParameters(parseOptimizer(optimizer, learningRate)),
        ),
      ),
      scoreSteps(resume?.scores),
      drift === undefined ? identity : watchDrift(drift, resume?.drift),
      driftRate === undefined ? identity : raiseRate(driftRate, driftSteps),
    );
  return (taken$) => {
    const drawn$ = taken$.pipe(gatherExamples({ features, outputs }));
    return standardize
      ? drawn$.pipe(standardizeBatches({ from: resume?.standardizer }), steps)
      : drawn$.pipe(steps);
  };
}
