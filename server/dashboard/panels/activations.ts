import type { Activation } from '../../../src/model/activations.js';
import { parseActivation } from '../../../src/model/parseActivation.js';
import { pathThrough, shape } from '../drawing.js';
import { element } from '../element.js';
import type { RunStore } from '../store/run.js';

const WIDTH = 240;
const HEIGHT = 150;
/** The curves are drawn for z from -REACH to REACH, and for values from LOW to HIGH. */
const REACH = 5;
const [LOW, HIGH] = [-1.25, 1.75];
const STEPS = 400;

/** The activation functions of a run with their derivatives. */
export function drawActivations(section: HTMLElement, { configuration }: RunStore): void {
  const names = [...new Set(configuration?.activations ?? [])];
  const known = names.flatMap((name) => activationOf(name) ?? []);
  section.hidden = known.length === 0;
  section.querySelector('.activations')?.replaceChildren(...known.map(figure));
}

/** Those of the package; a run may have others, of which the page knows the name alone. */
function activationOf(name: string): Activation | undefined {
  try {
    return parseActivation(name);
  } catch {
    return undefined;
  }
}

function figure(activation: Activation): HTMLElement {
  const { name, formula } = activation;
  const z = Array.from({ length: STEPS + 1 }, (_, i) => REACH * ((2 * i) / STEPS - 1));
  const x = (at: number) => (WIDTH * (at + REACH)) / (2 * REACH);
  const y = (at: number) =>
    at < LOW - 1 || at > HIGH + 1 ? NaN : (HEIGHT * (HIGH - at)) / (HIGH - LOW);
  const curve = (f: (at: number) => number) => pathThrough(z.map((at) => [x(at), y(f(at))]));
  const picture = shape(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `${name}, ${formula}, with its derivative, for z from −${REACH} to ${REACH}`,
    },
    shape('path', { class: 'axis', d: `M0 ${y(0)}H${WIDTH}M${x(0)} 0V${HEIGHT}` }),
    shape('path', { class: 'axis faint', d: `M0 ${y(1)}H${WIDTH}M0 ${y(-1)}H${WIDTH}` }),
    label(x(0) + 4, y(1) - 3, '1'),
    label(x(0) + 4, y(-1) - 3, '−1'),
    shape('path', {
      class: 'derivative',
      d: curve((at) => activation.derivative(at, activation.value(at))),
    }),
    shape('path', { class: 'value', d: curve((at) => activation.value(at)) }),
  );
  return element(
    'figure',
    {},
    element('figcaption', {}, element('b', {}, name), ` ${formula}`),
    picture,
  );
}

function label(x: number, y: number, text: string): SVGElement {
  return shape('text', { x, y, class: 'label' }, document.createTextNode(text));
}
