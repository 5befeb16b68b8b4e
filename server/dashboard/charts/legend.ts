import { element, write } from '../element.js';
import type { Pyramid } from '../store/pyramid.js';
import { theme$ } from '../theme.js';
import type { Curve } from './picture.js';

/** Writes the name of each curve, and its value at an iteration. */
export function drawLegend(
  key: HTMLElement,
  curves: readonly Curve[],
  at: number,
  format: (value: number) => string,
): void {
  while (key.children.length > curves.length) key.lastElementChild?.remove();
  curves.forEach(({ name, color, dashed = false, points }, i) => {
    const item =
      key.children[i] ?? key.appendChild(element('span', {}, element('i', {}), element('b', {})));
    item.className = dashed ? 'dashed' : 'solid';
    item.setAttribute('data-color', String(color % theme$.value.palette.length));
    write(item.children[0], name);
    write(item.children[1], valueAt(points, at, format));
  });
}

/** The last point up to an iteration: its value, or its least and largest. */
function valueAt(points: Pyramid, at: number, format: (value: number) => string): string {
  const found = points.look(at, at, 1).findLast(({ x0 }) => x0 <= at);
  if (found === undefined) return '–';
  const [least, largest] = [format(found.min), format(found.max)];
  return least === largest ? least : `${least} to ${largest}`;
}
