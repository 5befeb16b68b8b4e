import { concatMap, last, map, merge, type Observable } from 'rxjs';
import { createEvaluator, type Network } from '../../src/index.js';
import { every } from '../../streams/index.js';
import type { Row } from './comparison.js';
import { learningRate, type PublishedTraining } from './published.js';
import type { PublishedFiles } from './publishedFiles.js';
import type { Table } from './table.js';
import { type Computing, columnsOf, trainPublished } from './trainPublished.js';

/** R1, R2, R5, R6: the costs of a training, and how many examples are right in the end. */
export function trainingTable(
  published: PublishedTraining,
  files: PublishedFiles,
  computing: Computing,
): Table {
  const { result, name, hidden, layerDims, iterations, costs, l2, keep } = published;
  const [train, test] = [columnsOf(files.train), columnsOf(files.test)];
  const step$ = trainPublished(published, train, computing);
  const cost$ = step$.pipe(
    every(100),
    map(({ index, cost }, i) => ({
      label: `iteration ${index + 1}`,
      theirs: costs[i],
      ours: cost,
      ...withinOf(published, i + 1),
    })),
  );
  const accuracy$ = step$.pipe(
    last(),
    concatMap(({ network }) =>
      accuracyRows(network, { train, test }, published.accuracy).map((row) => ({
        ...row,
        ...withinOf(published, costs.length),
      })),
    ),
  );
  const row$: Observable<Row> = merge(cost$, accuracy$);
  return {
    result,
    name,
    about: `${hidden.name} ${layerDims.join('-')}, ${iterations} iterations, learning rate ${learningRate}`,
    source: 'published',
    row$,
    training: { step$, iterations },
    notes: [
      ...(l2 === undefined
        ? []
        : ['The penalty counts biases in the cost, and not in the gradient, as published.']),
      ...(keep === undefined || keep === 1
        ? []
        : ['The same units are dropped at every iteration, as published.']),
    ],
  };
}

/** The accuracies of a network, in percent, beside those that are known. */
export function accuracyRows(
  network: Network,
  data: Record<'train' | 'test', Parameters<typeof createEvaluator>[0]>,
  theirs: PublishedTraining['accuracy'],
): Row[] {
  const sets = [
    { label: 'training, %', set: data.train, theirs: theirs.train },
    { label: 'test, %', set: data.test, theirs: theirs.test },
  ];
  return sets.flatMap(({ label, set, theirs: figure }) =>
    figure === undefined
      ? []
      : [{ label, theirs: figure, ours: 100 * createEvaluator(set)(network) }],
  );
}

/** How near a row must come; the state after a run is that of its last row. */
function withinOf({ agreement }: PublishedTraining, row: number): Pick<Row, 'within'> {
  const found = agreement.find(({ upTo }) => row <= upTo);
  return found === undefined ? {} : { within: found.within };
}
