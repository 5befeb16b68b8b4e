import type { Observable } from 'rxjs';
import { servePredictions } from '../../server/index.js';
import { DataError, type Matrix, type Normalizer } from '../../src/index.js';
import { precisionOf, zeros } from '../../src/numerics/matrix.js';
import {
  type LatestModel,
  latestModel,
  type Standardized,
  type Step,
} from '../../streams/index.js';
import { messageOf } from '../run/messageOf.js';

/** Predictions that are answered while a network learns. */
export interface Predictions {
  /** Where they are asked for. */
  readonly url: string;
  /** Answers with the parameters of this run from now on. Subscribes at once. */
  begin(step$: Observable<Step & Partial<Standardized>>): void;
  close(): Promise<void>;
}

/**
 * Answers predictions on this machine, to whoever shows the token of the process, GRADSTREAM_TOKEN, where it has one.
 *
 * @param port 0 lets the system choose
 * @param normalizer of features, where they are normalized before the run begins
 * @throws {DataError} by rejection, when the port cannot be had, or the token is too short
 */
export async function openPredictions(port: number, normalizer?: Normalizer): Promise<Predictions> {
  const { GRADSTREAM_TOKEN: token } = process.env;
  let model: LatestModel | undefined;
  const prepared = (X: Matrix) => (normalizer === undefined ? X : normalized(X, normalizer));
  const serving = await servePredictions({
    port,
    ...(token !== undefined && { token }),
    model: {
      get current() {
        return model?.current;
      },
      predict: (X) => model?.predict(prepared(X)),
    },
  }).catch((cause: unknown) => {
    const what = port === 0 ? '' : ` on port ${port}`;
    throw new DataError(
      `Cannot answer predictions${what}: ${messageOf(cause)}; see --predict and GRADSTREAM_TOKEN`,
      { cause },
    );
  });
  return {
    url: serving.url,
    begin(step$) {
      model = latestModel(step$);
    },
    async close() {
      model?.stop();
      await serving.close();
    },
  };
}

/** As `toDataset` makes columns: X (n x m). */
function normalized(X: Matrix, { mean, deviation }: Normalizer): Matrix {
  const { rows, cols: m, values } = X;
  const target = zeros(rows, m, precisionOf(X));
  for (let k = 0; k < values.length; k++) {
    const i = Math.floor(k / m);
    target.values[k] = (values[k] - mean[i]) / deviation[i];
  }
  return target;
}
