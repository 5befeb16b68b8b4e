/** Which data sets to read: the examples and their labels. A name may be a path like `group/x`. */
export interface DataSetNames {
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}

/** The names of both, or what is wrong and what to do. */
export type ChosenNames = { readonly x: string; readonly y: string } | { readonly trouble: string };

const usualNames = [
  { x: ['train_set_x'], y: ['train_set_y'] },
  { x: ['test_set_x'], y: ['test_set_y'] },
  { x: ['X', 'x'], y: ['Y', 'y'] },
];

const options = { x: '--x-name NAME', y: '--y-name NAME' };

/**
 * Chooses the data sets of the examples and the labels among those `found` in a file: the `given`
 * names if there are any, otherwise the usual ones. Labels never come from another set than the examples.
 */
export function chooseNames(found: readonly string[], given: DataSetNames): ChosenNames {
  const xs = candidates(found, given, 'x');
  const ys = candidates(found, given, 'y');
  const pairs = xs.flatMap((x) => ys.filter((y) => belong(x, y, given)).map((y) => ({ x, y })));
  const [only, second] = pairs;
  if (only === undefined) return { trouble: describeMissing(found, xs, ys) };
  if (second === undefined) return only;
  const several = pairs.map(({ x, y }) => `${x} with ${y}`).join(', ');
  const which = [given.x ?? options.x, given.y ?? options.y].filter((name) =>
    name.startsWith('--'),
  );
  return { trouble: `it holds ${several}; choose with ${which.join(' and ')}` };
}

function candidates(found: readonly string[], given: DataSetNames, role: 'x' | 'y'): string[] {
  const name = given[role];
  if (name !== undefined) return [name];
  return usualNames.flatMap((names) => names[role]).filter((usual) => found.includes(usual));
}

function belong(x: string, y: string, given: DataSetNames): boolean {
  if (given.x !== undefined && given.y !== undefined) return true;
  const ofX = usualNames.find((names) => names.x.includes(x));
  const ofY = usualNames.find((names) => names.y.includes(y));
  return ofX === undefined || ofY === undefined || ofX === ofY;
}

function describeMissing(found: readonly string[], xs: string[], ys: string[]): string {
  const roles = (['x', 'y'] as const).filter((role) => (role === 'x' ? xs : ys).length === 0);
  const what = roles.map((role) => (role === 'x' ? 'examples' : 'labels')).join(' and ');
  const missing = what === '' ? `labels for ${xs.join(' or ')}` : `${what} by a usual name`;
  const how = (roles.length === 0 ? (['y'] as const) : roles).map((role) => options[role]);
  return `no ${missing}; it holds ${listNames(found)}: choose with ${how.join(' and ')}`;
}

/** The first names of a list in a sentence: `a, b and 3 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
