import type { RawValues } from '../examples.js';
import { readError } from './fileErrors.js';

/** The labels of a file as bytes, and a name for each of their classes. */
export interface Labels {
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/** Labels are kept as bytes. */
const MOST_CLASSES = 256;

/**
 * The labels as bytes, and a name for each class: those that the file gives, else `class 0`, `class 1` and so
 * on up to the highest label, two at least.
 *
 * Without names, classes of which there is no example are refused beyond two: then labels hardly count from 0.
 *
 * @param texts the class names of the file; empty when it has none
 * @throws {DataError} when a label is not a class, naming the first, or a class has no examples and no name
 */
export function toLabels(
  path: string,
  name: string,
  values: RawValues,
  texts: readonly string[],
): Labels {
  const refuse = (index: number, advice: string) =>
    readError(path, `${name} has the label ${values[index]} at index ${index}; ${advice}`);

  const foreign = values.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  if (foreign >= 0) throw refuse(foreign, 'write it with the integers 0, 1, 2 and so on as labels');
  const tooHigh = values.findIndex((value) => value >= MOST_CLASSES);
  if (tooHigh >= 0) {
    throw refuse(tooHigh, `there can be ${MOST_CLASSES} classes, 0 to ${MOST_CLASSES - 1}`);
  }
  const unnamed = values.findIndex((value) => value >= Math.max(2, texts.length));
  if (texts.length > 0 && unnamed >= 0) {
    throw refuse(unnamed, `list_classes names ${texts.length} classes: name them all`);
  }

  const labels = Uint8Array.from(values);
  const classes = Math.max(2, texts.length, highestOf(labels) + 1);
  if (texts.length === 0 && classes > 2) requireAll(path, name, labels, classes);
  const classNames = Array.from({ length: classes }, (_, k) => texts[k] ?? `class ${k}`);
  return { labels, classNames };
}

function highestOf(labels: Uint8Array): number {
  return labels.reduce((highest, label) => Math.max(highest, label), 0);
}

function requireAll(path: string, name: string, labels: Uint8Array, classes: number): void {
  const seen = new Set(labels);
  for (let k = 0; k < classes; k++) {
    if (seen.has(k)) continue;
    const found = `${name} has labels up to ${classes - 1} but none is ${k}`;
    throw readError(
      path,
      `${found}; count the classes from 0 on, or name them all in list_classes`,
    );
  }
}
