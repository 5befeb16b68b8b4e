/*
 * Options as text: `beta1: 0.8, amsgrad: true`, of which one number may come first without its name.
 */

/** What an option is. */
export type OptionKind = 'number' | 'boolean';

/** The options somebody may give, by name. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

/** Options that were given, each of its kind. */
export type OptionsOf<K extends OptionKinds> = {
  readonly [N in keyof K]?: K[N] extends 'number' ? number : boolean;
};

/**
 * Reads the options of `owner`.
 *
 * @param main the option whose name may be left out, when it comes first
 * @throws {RangeError} when an option is unknown, comes twice, or is not of its kind
 */
export function parseOptionList<K extends OptionKinds>(
  owner: string,
  text: string,
  kinds: K,
  main?: keyof K & string,
): OptionsOf<K> {
  const values: Record<string, number | boolean> = {};
  const items = text.trim() === '' ? [] : text.split(',');
  items.forEach((item, place) => {
    const [, given, written] = /^(?:([^:]*):)?([^:]*)$/.exec(item) ?? [];
    const option = given?.trim() ?? (place === 0 ? main : undefined);
    if (option === undefined || written === undefined) {
      throw new RangeError(`Cannot read "${item.trim()}" of ${owner}: write option: value`);
    }
    const kind = Object.hasOwn(kinds, option) ? kinds[option] : undefined;
    if (kind === undefined) {
      const known = Object.keys(kinds).join(', ');
      throw new RangeError(`Unknown option "${option}" of ${owner}; there are ${known}`);
    }
    if (Object.hasOwn(values, option)) {
      throw new RangeError(`The ${option} of ${owner} is given twice`);
    }
    values[option] = readValue(owner, option, kind, written.trim());
  });
  if (!areOfKinds(values, kinds)) throw new RangeError(`Cannot read the options of ${owner}`);
  return values;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function readValue(owner: string, option: string, kind: OptionKind, written: string) {
  if (kind === 'number' && NUMBER.test(written)) return Number(written);
  if (kind === 'boolean' && (written === 'true' || written === 'false')) return written === 'true';
  const wanted = kind === 'number' ? 'a number' : 'true or false';
  throw new RangeError(`The ${option} of ${owner} is ${wanted}; found "${written}"`);
}

function areOfKinds<K extends OptionKinds>(
  values: Readonly<Record<string, unknown>>,
  kinds: K,
): values is OptionsOf<K> {
  return Object.entries(values).every(([option, value]) => typeof value === kinds[option]);
}
