/** Which data sets of a file to read. A name may be a path like `group/x`. */
export interface ReadExamplesOptions {
  /** Name of the examples; without it one of the usual names. */
  readonly x?: string | undefined;
  /** Name of the labels; without it the one that belongs to the examples. */
  readonly y?: string | undefined;
  /** The set to take from a file that holds both by their usual names; without it such a file is refused. */
  readonly prefer?: 'train' | 'test' | undefined;
}

/** The names of both, or what is wrong and which of them the caller has to give. */
export type ChosenNames =
  | { readonly x: string; readonly y: string }
  | { readonly trouble: string; readonly choose: readonly Role[] };

type Role = 'x' | 'y';

const usualNames = [
  { set: 'train', x: ['train_set_x'], y: ['train_set_y'] },
  { set: 'test', x: ['test_set_x'], y: ['test_set_y'] },
  { set: undefined, x: ['X', 'x'], y: ['Y', 'y'] },
];

const roles: readonly Role[] = ['x', 'y'];

/**
 * Chooses the data sets of the examples and the labels among those `found` in a file: the `given`
 * names if there are any, otherwise the usual ones. Labels never come from another set than the examples.
 */
export function chooseNames(found: readonly string[], given: ReadExamplesOptions): ChosenNames {
  const xs = candidates(found, given, 'x');
  const ys = candidates(found, given, 'y');
  const pairs = xs.flatMap((x) => ys.filter((y) => belong(x, y, given)).map((y) => ({ x, y })));
  if (pairs.length === 0) return describeMissing(found, xs, ys);
  const [preferred] = pairs.filter((pair) => isOfSet(pair, given.prefer));
  const [only, second] = preferred === undefined ? pairs : [preferred];
  if (second === undefined) return only;
  const several = pairs.map(({ x, y }) => `${x} with ${y}`).join(', ');
  const choose = roles.filter((role) => given[role] === undefined);
  return { trouble: `it holds ${several}`, choose };
}

function candidates(found: readonly string[], given: ReadExamplesOptions, role: Role): string[] {
  const name = given[role];
  if (name !== undefined) return [name];
  return usualNames.flatMap((names) => names[role]).filter((usual) => found.includes(usual));
}

function belong(x: string, y: string, given: ReadExamplesOptions): boolean {
  if (given.x !== undefined && given.y !== undefined) return true;
  const ofX = usualNames.find((names) => names.x.includes(x));
  const ofY = usualNames.find((names) => names.y.includes(y));
  return ofX === undefined || ofY === undefined || ofX === ofY;
}

function isOfSet({ x, y }: Record<Role, string>, set: ReadExamplesOptions['prefer']): boolean {
  const usual = usualNames.find((names) => set !== undefined && names.set === set);
  return usual !== undefined && (usual.x.includes(x) || usual.y.includes(y));
}

function describeMissing(found: readonly string[], xs: string[], ys: string[]): ChosenNames {
  const missing = roles.filter((role) => (role === 'x' ? xs : ys).length === 0);
  const what = missing.map((role) => (role === 'x' ? 'examples' : 'labels')).join(' and ');
  const trouble = what === '' ? `labels for ${xs.join(' or ')}` : `${what} by a usual name`;
  return {
    trouble: `no ${trouble}; it holds ${listNames(found)}`,
    choose: missing.length === 0 ? ['y'] : missing,
  };
}

/** The first names of a list in a sentence: `a, b and 3 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
