const SVG = 'http://www.w3.org/2000/svg';

/** An element of a drawing. Colours and strokes are those of its class. */
export function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The path through points; one that is not finite leaves a gap. */
export function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  let path = '';
  let down = false;
  for (const [x, y] of points) {
    const finite = Number.isFinite(x) && Number.isFinite(y);
    if (finite) path += `${down ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`;
    down = finite;
  }
  return path;
}
