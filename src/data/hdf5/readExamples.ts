import type { Dataset } from 'h5wasm/node';
import { type Examples, featureCount } from '../examples.js';
import { checkFinite } from './checkFinite.js';
import { checkShapes, type NamedShape } from './checkShapes.js';
import { chooseNames, type ReadExamplesOptions } from './chooseNames.js';
import { choiceError, readError } from './fileErrors.js';
import { dataSetNames, openDataSet, requireDataSet } from './findDataSet.js';
import { type NumberType, numberType } from './numberTypes.js';
import { readPlainExamples } from './plain/readPlainExamples.js';
import { readNumbers } from './readNumbers.js';
import { readTexts } from './readTexts.js';
import { toLabels } from './toLabels.js';
import { type OpenFile, withFile } from './withFile.js';

/**
 * Reads labelled examples from an HDF5 file.
 *
 * Without names `x` and `y` it looks for `train_set_x` and `train_set_y`, `test_set_x` and `test_set_y`,
 * or `X` and `Y` in either case; of a file that holds several it takes the set that `prefer` says.
 * Class names come from `list_classes`; without it they are `class 0`, `class 1` and so on up to the highest
 * label. Pixels of uint8, float32 and float64 stay as they are stored, float16 becomes float32 and every
 * other integer float64.
 *
 * Shapes: x (m, ...) with examples first; y (m), (m, 1) or (1, m), each an integer from 0 to 255.
 * @throws {DataError} by rejection, for a file that is missing, damaged or holds something else;
 * where a name has to be given, `choose` says which
 * @example
 * const { values, exampleShape, labels } = await readExamples('train_catvnoncat.h5');
 * exampleShape // => [64, 64, 3]
 */
export async function readExamples(
  path: string,
  options: ReadExamplesOptions = {},
): Promise<Examples> {
  return (await readPlainExamples(path, options)) ?? (await readWithLibrary(path, options));
}

/** Reads examples from a file of any layout. */
export function readWithLibrary(path: string, options: ReadExamplesOptions): Promise<Examples> {
  return withFile(path, async (open) => {
    const found = dataSetNames(open);
    if (found.length === 0) {
      throw readError(path, 'it holds no data sets; check the path or download it again');
    }
    const chosen = chooseNames(found, options);
    if ('trouble' in chosen) throw choiceError(path, chosen.trouble, chosen.choose);
    const x = requireDataSet(open, chosen.x, 'x');
    const y = requireDataSet(open, chosen.y, 'y');
    const typeX = requireNumbers(open, x);
    const typeY = requireNumbers(open, y);
    checkShapes(path, named(x), named(y));

    const labelled = toLabels(
      path,
      chosen.y,
      await readNumbers(open, y, typeY),
      readClassNames(open),
    );
    const exampleShape = (x.shape ?? []).slice(1);
    const values = await readNumbers(open, x, typeX);
    checkFinite(path, chosen.x, values, featureCount({ exampleShape }));
    return { values, exampleShape, ...labelled };
  });
}

function named({ path, shape }: Dataset): NamedShape {
  return { name: path.slice(1), shape: shape ?? [0] };
}

function requireNumbers(open: OpenFile, dataSet: Dataset): NumberType {
  const type = numberType(open.library, dataSet);
  if (type !== undefined) return type;
  const { H5T_STRING, H5T_COMPOUND } = open.library.module.H5T_class_t;
  const kinds = new Map<number, string>([
    [H5T_STRING.value, 'texts'],
    [H5T_COMPOUND.value, 'records'],
  ]);
  const kind = kinds.get(dataSet.metadata.type) ?? `a type of ${dataSet.metadata.size} bytes`;
  const name = dataSet.path.slice(1);
  throw readError(open.path, `${name} holds ${kind}; write it as integers or floats`);
}

function readClassNames(open: OpenFile): string[] {
  const dataSet = openDataSet(open, 'list_classes');
  return (dataSet && readTexts(open, dataSet)) ?? [];
}
