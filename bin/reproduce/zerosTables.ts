import { concatMap, last, map, merge, type Observable, reduce, take } from 'rxjs';
import { allZeros, type Examples, relu, selectExamples } from '../../src/index.js';
import type { Cost } from '../../streams/index.js';
import type { Row } from './comparison.js';
import { learningRate } from './published.js';
import type { PublishedFiles } from './publishedFiles.js';
import type { Table } from './table.js';
import { accuracyRows } from './trainingTable.js';
import { type Computing, columnsOf, trainPublished } from './trainPublished.js';

const LN_2 = '0.6931471805599453';

const settings = {
  hidden: relu,
  layerDims: [12288, 5, 5, 1],
  iterations: 3000,
  scheme: allZeros,
};
const about = `relu ${settings.layerDims.join('-')}, ${settings.iterations} iterations, learning rate ${learningRate}`;

/** R4 with weights of 0, on as many cats as others: nothing is learnt, ever. */
export function balancedZerosTable(files: PublishedFiles, computing: Computing): Table {
  const [train, test] = [balanced(files.train), balanced(files.test)];
  const [images, testImages] = [train.labels.length, test.labels.length];
  const trial: Trial = {
    name: `zeros, ${images} images`,
    notes: [
      'The published result is of another data set, with classes of one size. Here:',
      `the first ${images / 2} images of each class to train, ${testImages / 2} of each to test.`,
    ],
    files: { train, test },
    costRows: extremes,
  };
  return zerosTable(trial, computing);
}

/** R4 with weights of 0 on all images: the last bias learns how many are cats, and nothing else does. */
export function unbalancedZerosTable(files: PublishedFiles, computing: Computing): Table {
  const cats = shareOfCats(files.train);
  const entropy = -cats * Math.log(cats) - (1 - cats) * Math.log(1 - cats);
  const trial: Trial = {
    name: 'zeros, all images',
    notes: [
      'Classes of two sizes: the last bias learns that, and nothing else does.',
      'The cost falls to the entropy of the labels; no image is taken for a cat.',
    ],
    files,
    costRows: (step$) => merge(firstCost(step$), lastCost(step$, entropy)),
  };
  return zerosTable(trial, computing);
}

/** A training with weights of 0. */
interface Trial extends Pick<Table, 'name' | 'notes'> {
  readonly files: PublishedFiles;
  readonly costRows: (step$: Observable<Pick<Cost, 'cost'>>) => Observable<Row>;
}

function zerosTable({ name, notes, files, costRows }: Trial, computing: Computing): Table {
  const [train, test] = [columnsOf(files.train), columnsOf(files.test)];
  const step$ = trainPublished(settings, train, computing);
  const accuracy$ = step$.pipe(
    last(),
    concatMap(({ network }) =>
      accuracyRows(
        network,
        { train, test },
        {
          train: percentOfOthers(files.train),
          test: percentOfOthers(files.test),
        },
      ).map((row) => ({ ...row, within: 0 })),
    ),
  );
  return {
    result: 'R4',
    name,
    about,
    source: 'expected',
    row$: merge(costRows(step$), accuracy$),
    training: { step$, iterations: settings.iterations },
    notes,
  };
}

function firstCost(step$: Observable<Pick<Cost, 'cost'>>): Observable<Row> {
  return step$.pipe(
    take(1),
    map(({ cost }) => ({ label: 'first cost', theirs: LN_2, ours: cost, within: 1e-12 })),
  );
}

function lastCost(step$: Observable<Pick<Cost, 'cost'>>, entropy: number): Observable<Row> {
  return step$.pipe(
    last(),
    map(({ cost }) => ({
      label: 'last cost',
      theirs: entropy.toFixed(16),
      ours: cost,
      within: 1e-12,
    })),
  );
}

/** The least and the greatest of all costs, both ln 2 to the last bit. */
function extremes(step$: Observable<Pick<Cost, 'cost'>>): Observable<Row> {
  return step$.pipe(
    reduce(
      ({ least, greatest }, { cost }) => ({
        least: Math.min(least, cost),
        greatest: Math.max(greatest, cost),
      }),
      { least: Infinity, greatest: -Infinity },
    ),
    concatMap(({ least, greatest }) => [
      { label: 'least cost', theirs: LN_2, ours: least, within: 0 },
      { label: 'greatest cost', theirs: LN_2, ours: greatest, within: 0 },
    ]),
  );
}

/** The first examples of each class, as many of one as of the other. */
function balanced(examples: Examples): Examples {
  const places = [...examples.labels.keys()];
  const classes = [0, 1].map((label) => places.filter((i) => examples.labels[i] === label));
  const size = Math.min(...classes.map(({ length }) => length));
  return selectExamples(
    examples,
    classes.flatMap((members) => members.slice(0, size)),
  );
}

function shareOfCats({ labels }: Examples): number {
  return labels.filter((label) => label === 1).length / labels.length;
}

/** What is right when all are taken for no cat. */
function percentOfOthers(examples: Examples): string {
  return (100 * (1 - shareOfCats(examples))).toFixed(2);
}
