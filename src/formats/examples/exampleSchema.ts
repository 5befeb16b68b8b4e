/**
 * What an example is to look like. Its label is a class by its index (`classes`), a class by its name (`labels`), or
 * numbers to be found (`targets`); where none of these is given, an example has no label.
 */
export interface ExampleSchema {
  /** How many there are, 1 or more. */
  readonly features: number;
  /** How many classes there are: labels are integers from 0 to one less. */
  readonly classes?: number;
  /** The names of the classes: labels are names in texts, and in packed numbers their indexes. */
  readonly labels?: readonly string[];
  /** How many numbers a label has: one is a number, more are a `Float64Array`. */
  readonly targets?: number;
  /** Whether an example may come without its label. Default false. */
  readonly unlabelled?: boolean;
  /** Whether NaN and infinities are let in. Default false. */
  readonly allowNonFinite?: boolean;
  /** The largest magnitude of a feature or of a target, above 0. Default: any. */
  readonly largest?: number;
}

/** How many values a label has: 0 where there is none. */
export function labelWidth({ classes, labels, targets = 0 }: ExampleSchema): number {
  return classes === undefined && labels === undefined ? targets : 1;
}

/**
 * Refuses a schema that nothing can meet.
 *
 * @throws {RangeError} when a count is not an integer, 1 or more; when `largest` is not above 0; when names are missing,
 * empty or there twice; when labels are of more than one kind
 */
export function requireSchema(schema: ExampleSchema): void {
  const { features, classes, labels, targets, largest = Infinity } = schema;
  for (const [name, count] of Object.entries({ features, classes, targets })) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= 1)) continue;
    throw new RangeError(`The ${name} of examples are an integer, 1 or more; found ${count}`);
  }
  if (!(largest > 0)) {
    throw new RangeError(`The largest number of examples is above 0; found ${largest}`);
  }
  const kinds = Object.entries({ classes, labels, targets }).filter(([, kind]) => kind);
  if (kinds.length > 1) {
    const found = kinds.map(([name]) => name).join(' and ');
    throw new RangeError(`A label is of one kind: classes, labels or targets; found ${found}`);
  }
  if (labels === undefined) return;
  const isNamed = labels.length > 0 && labels.every((label) => label !== '');
  if (!isNamed || new Set(labels).size < labels.length) {
    throw new RangeError(
      `The labels of examples are different names, none of them empty; found ${JSON.stringify(labels)}`,
    );
  }
}
