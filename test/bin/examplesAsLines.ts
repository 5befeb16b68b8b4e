import { createRandom } from 'gradstream';

/** What lines of examples are like. */
interface LinesOptions {
  /** Lines among them that are no example. */
  readonly unreadable?: number;
  readonly seed?: number;
  /** Whether labels are the other ones. */
  readonly turned?: boolean;
}

/** Lines of two numbers from 0 to 1 and a class: whether they make more than 1 together. */
export function linesOf(
  count: number,
  { unreadable = 0, seed = 1, turned = false }: LinesOptions = {},
): string {
  const random = createRandom(seed);
  const examples = Array.from({ length: count }, () => {
    const [a, b] = [random.uniform(), random.uniform()];
    return `${a},${b},${Number(a + b > 1 !== turned)}\n`;
  });
  return [...Array.from({ length: unreadable }, () => 'a,b\n'), ...examples].join('');
}
